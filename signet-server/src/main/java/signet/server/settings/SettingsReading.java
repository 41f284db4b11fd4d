package signet.server.settings;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import signet.doctor.Finding;
import signet.oauth.Problem.Severity;
import signet.server.account.ObjectStore;

/**
 * What came of reading a file and the objects made through the API.
 *
 * @param settings absent when the structure of the file is wrong
 * @param findings everything that was found, errors first
 * @param byObject the same, by the object they concern
 * @param files    what was read: the file and whatever a {@code file:} in it names, there or not
 */
public record SettingsReading(
        Optional<Settings> settings, List<Finding> findings, Map<String, List<Finding>> byObject, Set<Path> files) {
    public SettingsReading {
        findings = List.copyOf(findings);
        byObject = Map.copyOf(byObject);
        files = Set.copyOf(files);
    }

    /** About one named object; logins of the file have none, for they stand in a list. */
    public List<Finding> findings(ObjectStore.Kind kind, String name) {
        String owner = Owners.named(Written.section(kind), name);
        return Stream.of(owner, Owners.next(owner))
                .flatMap(each -> byObject.getOrDefault(each, List.of()).stream())
                .sorted(Comparator.comparing(Finding::severity))
                .toList();
    }

    public boolean hasErrors() {
        return findings.stream().anyMatch(f -> f.severity() == Severity.ERROR);
    }
}
