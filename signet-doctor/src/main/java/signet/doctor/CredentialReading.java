package signet.doctor;

import java.util.List;
import java.util.Optional;
import signet.oauth.Credential;

/**
 * What became of a draft.
 *
 * @param credential usable, unless a finding is an error. A certificate or assertion whose time is over is given all the
 *                   same: it is in order but for the time, and whoever uses it is refused with that reason
 * @param findings   what the owner should know, in the order in which to put it right
 */
public record CredentialReading(Optional<Credential> credential, List<Finding> findings) {
    public CredentialReading {
        findings = List.copyOf(findings);
    }
}
