package signet.server.support;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import signet.server.store.SqliteStore;

/** What runs where: versions, clock, memory. */
final class Machine {
    private static final String RELEASE = "/etc/os-release";

    private Machine() {}

    static Map<String, Object> facts(String version, Instant now) {
        Runtime runtime = Runtime.getRuntime();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("signet", version);
        facts.put(
                "java",
                property("java.version") + " (" + property("java.vendor") + ", " + property("java.vm.name") + ")");
        facts.put(
                "system",
                property("os.name") + " " + property("os.version") + " " + property("os.arch")
                        + distribution().map(name -> ", " + name).orElse(""));
        facts.put("sqlite", SqliteStore.library());
        facts.put("clock", now);
        facts.put(
                "timeZone",
                ZoneId.systemDefault() + " ("
                        + ZoneId.systemDefault().getRules().getOffset(now) + ")");
        facts.put("locale", Locale.getDefault().toLanguageTag());
        facts.put("charset", Charset.defaultCharset().name());
        facts.put("processors", runtime.availableProcessors());
        facts.put("heapMaxBytes", runtime.maxMemory());
        facts.put("heapUsedBytes", runtime.totalMemory() - runtime.freeMemory());
        Optional<Instant> began = ProcessHandle.current().info().startInstant();
        facts.put("processBegan", began);
        facts.put("processSeconds", began.map(at -> Duration.between(at, now).toSeconds()));
        return facts;
    }

    private static String property(String name) {
        return System.getProperty(name, "?");
    }

    private static Optional<String> distribution() {
        try {
            List<String> lines = Files.readAllLines(Path.of(RELEASE));
            return lines.stream()
                    .filter(line -> line.startsWith("PRETTY_NAME="))
                    .map(line -> line.substring("PRETTY_NAME=".length()).replace("\"", ""))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty(); // other systems have no such file
        }
    }
}
