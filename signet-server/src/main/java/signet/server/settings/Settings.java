package signet.server.settings;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The objects of a {@code signet.yaml}, usable and disabled ones, in the order they were written. */
public record Settings(
        Path file, Map<String, ConfiguredCredential> credentials, Map<String, ConfiguredAccount> accounts) {
    public Settings {
        credentials = Collections.unmodifiableMap(new LinkedHashMap<>(credentials));
        accounts = Collections.unmodifiableMap(new LinkedHashMap<>(accounts));
    }
}
