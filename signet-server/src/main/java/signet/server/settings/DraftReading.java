package signet.server.settings;

import java.util.List;
import java.util.Optional;
import signet.doctor.Finding;

/**
 * What came of reading an unsaved draft.
 *
 * @param account    absent when none was sent or it says too little
 * @param credential the draft's own; absent when none was sent or it says too little
 * @param findings   everything that was found, errors first
 */
public record DraftReading(
        Optional<ConfiguredAccount> account, Optional<ConfiguredCredential> credential, List<Finding> findings) {
    public DraftReading {
        findings = List.copyOf(findings);
    }
}
