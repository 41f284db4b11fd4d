package signet.simulator.entra;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/** The sentences of {@code entra-messages.properties}. */
final class Messages {
    private static final String RESOURCE = "entra-messages.properties";

    private final Map<String, Refusal> byKey = new TreeMap<>();

    /** Reads the resource. */
    Messages() {
        Properties lines = new Properties();
        try (InputStream in = Messages.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing beside " + Messages.class.getName());
            }
            lines.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (String key : lines.stringPropertyNames()) {
            String[] parts = lines.getProperty(key).split(" ", 3);
            byKey.put(key, new Refusal(key, Integer.parseInt(parts[0]), parts[1], parts[2]));
        }
    }

    /** A line that a check refers to. */
    Refusal refusal(String key, Map<String, String> values) {
        return find(key)
                .orElseThrow(() -> new IllegalStateException(RESOURCE + " has no line " + key))
                .filled(values);
    }

    /** A line by key, with or without {@code AADSTS} before it. */
    Optional<Refusal> find(String key) {
        return Optional.ofNullable(byKey.get(key.startsWith("AADSTS") ? key.substring(6) : key));
    }

    /** All keys. */
    Iterable<String> keys() {
        return byKey.keySet();
    }
}
