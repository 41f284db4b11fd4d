package signet.doctor;

import java.util.Optional;
import signet.mail.Protocol;

/**
 * Hears the steps of a connection test as they end, so that somebody who waits sees how far it is. A step may come again with
 * another result; the reports decide. Called on the thread that tests; it must not wait and must not throw.
 */
@FunctionalInterface
public interface Progress {
    /** Nobody watches. */
    Progress NONE = (protocol, step) -> {};

    /** @param protocol empty for the steps at the login host, which all protocols share */
    void ended(Optional<Protocol> protocol, Step step);
}
