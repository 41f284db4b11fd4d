package signet.server.settings;

import java.util.List;
import java.util.Optional;
import signet.doctor.Finding;
import signet.oauth.Problem.Severity;

/**
 * What came of reading a file.
 *
 * @param settings absent when the structure of the file is wrong
 * @param findings everything that was found, errors first
 */
public record SettingsReading(Optional<Settings> settings, List<Finding> findings) {
    public SettingsReading {
        findings = List.copyOf(findings);
    }

    public boolean hasErrors() {
        return findings.stream().anyMatch(f -> f.severity() == Severity.ERROR);
    }
}
