package signet.server.canary;

import java.util.Optional;
import signet.doctor.Finding;
import signet.mail.Protocol;

/** Asks the doctor why a mailbox cannot be read. It may take a minute. */
@FunctionalInterface
public interface Diagnosis {
    /** The most likely cause; empty where the doctor finds nothing. */
    Optional<Finding> of(String account, Protocol protocol);
}
