package signet.doctor;

import java.util.List;
import signet.mail.Protocol;

/**
 * The result of testing one protocol of one account.
 *
 * @param ok       no step failed
 * @param steps    every stage in order
 * @param findings the most likely cause first
 */
public record Report(String account, Protocol protocol, boolean ok, List<Step> steps, List<Finding> findings) {
    public Report {
        steps = List.copyOf(steps);
        findings = List.copyOf(findings);
    }
}
