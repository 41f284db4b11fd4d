package signet.server.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import signet.doctor.Finding;
import signet.oauth.Problem.Severity;

/**
 * What came of reading a file and the objects made through the API.
 *
 * @param settings absent when the structure of the file is wrong
 * @param findings everything that was found, errors first
 * @param files    what was read: the file and whatever a {@code file:} in it names, there or not
 */
public record SettingsReading(Optional<Settings> settings, List<Finding> findings, Set<Path> files) {
    public SettingsReading {
        findings = List.copyOf(findings);
        files = Set.copyOf(files);
    }

    public boolean hasErrors() {
        return findings.stream().anyMatch(f -> f.severity() == Severity.ERROR);
    }
}
