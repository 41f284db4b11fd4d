package signet.server.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.doctor.Finding;

/** Reads YAML text as a file in a folder of the test's own. */
record Reading(Path directory, Map<String, String> variables) {
    static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    SettingsReading of(String yaml) throws IOException {
        Path file = directory.resolve("signet.yaml");
        Files.writeString(file, yaml);
        return new SettingsReader(name -> Optional.ofNullable(variables.get(name)), NOW).read(file);
    }

    /** {@code line code} of every finding that has a place in the file. */
    static List<String> places(SettingsReading reading) {
        return reading.findings().stream()
                .map(f -> f.summary()
                                .replaceFirst("^signet\\.yaml:(\\d+):.*", "$1")
                                .strip() + " " + f.code())
                .toList();
    }

    static ConfiguredAccount account(SettingsReading reading, String name) {
        return Optional.ofNullable(settings(reading).accounts().get(name)).orElseThrow();
    }

    static Settings settings(SettingsReading reading) {
        return reading.settings()
                .orElseThrow(() -> new AssertionError("no settings: "
                        + reading.findings().stream().map(Finding::summary).toList()));
    }
}
