package signet.server.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import signet.doctor.Finding;
import signet.mail.Stage;
import signet.oauth.Problem.Severity;

/** Collects findings while settings are read, and remembers which object each of them concerns. */
final class Complaints {
    private final Map<String, List<Finding>> byOwner = new LinkedHashMap<>();

    void structure(Place place, String code, String summary, String remedy) {
        add(Owners.FILE, finding(place, Severity.ERROR, code, summary, remedy));
    }

    void error(String owner, Place place, String code, String summary, String remedy) {
        add(owner, finding(place, Severity.ERROR, code, summary, remedy));
    }

    void warning(String owner, Place place, String code, String summary, String remedy) {
        add(owner, finding(place, Severity.WARNING, code, summary, remedy));
    }

    void info(String owner, Place place, String code, String summary, String remedy) {
        add(owner, finding(place, Severity.INFO, code, summary, remedy));
    }

    void add(String owner, Finding finding) {
        byOwner.computeIfAbsent(owner, o -> new ArrayList<>()).add(finding);
    }

    /** Whether something stops the whole file. */
    boolean stopsFile() {
        return hasError(Owners.FILE);
    }

    boolean hasError(String owner) {
        return of(owner).stream().anyMatch(f -> f.severity() == Severity.ERROR);
    }

    List<Finding> of(String owner) {
        return byOwner.getOrDefault(owner, List.of());
    }

    Map<String, List<Finding>> byOwner() {
        return byOwner;
    }

    /** All findings, errors first, otherwise in the order they were met. */
    List<Finding> all() {
        return byOwner.values().stream()
                .flatMap(List::stream)
                .sorted(java.util.Comparator.comparing(Finding::severity))
                .toList();
    }

    private static Finding finding(Place place, Severity severity, String code, String summary, String remedy) {
        return new Finding(code, severity, place + ": " + summary, List.of(), remedy, Stage.CONFIGURATION);
    }
}
