package signet.doctor;

import java.util.List;
import signet.mail.Protocol;

/**
 * The result of testing one protocol of one account.
 *
 * @param ok       no step failed
 * @param steps    every stage in order
 * @param findings the most likely cause first
 * @param remedies what may be changed at Microsoft to mend them, the most likely first; see {@link RemedyScript}
 */
public record Report(
        String account,
        Protocol protocol,
        boolean ok,
        List<Step> steps,
        List<Finding> findings,
        List<Remedy> remedies) {
    /** A report without remedies. */
    public Report(String account, Protocol protocol, boolean ok, List<Step> steps, List<Finding> findings) {
        this(account, protocol, ok, steps, findings, List.of());
    }

    public Report {
        remedies = List.copyOf(remedies);
        steps = List.copyOf(steps);
        findings = List.copyOf(findings);
    }
}
