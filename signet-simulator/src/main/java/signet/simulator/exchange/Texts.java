package signet.simulator.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/** The sentences of the real servers, from {@code exchange-messages.properties}. */
public final class Texts {
    private static final Properties LINES = load();

    private Texts() {}

    /**
     * A sentence with its variable parts filled in.
     *
     * @param parts name, value, name, value …: {@code {name}} in the text becomes the value
     * @throws IllegalArgumentException when there is no such sentence
     */
    public static String line(String key, String... parts) {
        String text = Optional.ofNullable(LINES.getProperty(key))
                .orElseThrow(() -> new IllegalArgumentException("exchange-messages.properties has no '" + key + "'"));
        for (int i = 0; i + 1 < parts.length; i += 2) {
            text = text.replace("{" + parts[i] + "}", parts[i + 1]);
        }
        return text;
    }

    static String folder(FolderRole role, Locale language) {
        String name = "folder." + role.name().toLowerCase(Locale.ROOT);
        String translated = LINES.getProperty(name + "." + language.getLanguage());
        return translated == null ? line(name) : translated;
    }

    private static Properties load() {
        Properties lines = new Properties();
        try (InputStream in = Texts.class.getResourceAsStream("exchange-messages.properties")) {
            if (in == null) {
                throw new IOException("exchange-messages.properties is not in the jar");
            }
            lines.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }
}
