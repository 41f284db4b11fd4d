package signet.server.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.oauth.Secret;

/**
 * What somebody filled into a settings form, secrets apart from the rest: those are kept with the session and never written into a
 * page. Request properties hold both; their lines are told apart when they are shown.
 */
final class Entered {
    /** Stands for a value that is stored or kept, as in the API. */
    static final String HIDDEN = "********";

    /** Request properties that anybody may see. */
    private static final List<String> OPEN_PROPERTIES =
            List.of("grant_type", "client_id", "scope", "client_assertion_type", "resource", "tenant");

    private static final String PROPERTIES = "request-properties";
    private static final String KEY = "PRIVATE KEY";

    private final Map<String, String> values;
    private final Map<String, Secret> secrets;

    private Entered(Map<String, String> values, Map<String, Secret> secrets) {
        this.values = new LinkedHashMap<>(values);
        this.secrets = new LinkedHashMap<>(secrets);
    }

    static Entered of(Map<String, String> values) {
        return new Entered(values, Map.of());
    }

    /**
     * Reads a form that was sent. A secret left empty is the one that was kept with the form before.
     *
     * @param before what was kept; its secrets and, where the form sends a field not at all, its values
     */
    static Entered of(Form form, List<Group> groups, Optional<Entered> before) {
        Entered entered = new Entered(
                before.map(b -> b.values).orElse(Map.of()),
                before.map(b -> b.secrets).orElse(Map.of()));
        for (Group group : groups) {
            for (Field field : group.fields()) {
                if (form.names().contains(field.name())) {
                    entered.take(field, form.exact(field.name()).orElse(""));
                }
            }
        }
        return entered;
    }

    private void take(Field field, String text) {
        if (field.name().equals(PROPERTIES)) {
            properties(text);
        } else if (!field.kind().secret()) {
            values.put(field.name(), text.strip().replace("\r\n", "\n"));
        } else if (!text.isBlank()) {
            if (field.name().equals("private-key")) {
                secrets.remove("private-key-passphrase"); // it opened another key
            }
            secrets.put(field.name(), Secret.of(text));
        }
    }

    /** A hidden value in a line means the one that was kept under the same name. */
    private void properties(String text) {
        Map<String, String> before =
                lines(secret(PROPERTIES).map(Secret::reveal).orElse(""));
        StringBuilder merged = new StringBuilder();
        text.lines().filter(line -> !line.isBlank()).forEach(line -> {
            int equals = line.indexOf('=');
            String name = equals < 0 ? line : line.substring(0, equals).strip();
            boolean hidden = equals >= 0 && line.substring(equals + 1).strip().equals(HIDDEN);
            merged.append(hidden && before.containsKey(name) ? name + "=" + before.get(name) : line.strip())
                    .append('\n');
        });
        secrets.put(PROPERTIES, Secret.of(merged.toString()));
    }

    /** NAME=VALUE lines by name; a line without {@code =} has an empty value. */
    static Map<String, String> lines(String text) {
        Map<String, String> lines = new LinkedHashMap<>();
        text.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(line -> {
            int equals = line.indexOf('=');
            lines.put(
                    equals < 0 ? line : line.substring(0, equals).strip(),
                    equals < 0 ? "" : line.substring(equals + 1).strip());
        });
        return lines;
    }

    /** The same with another value. */
    Entered with(String name, String value) {
        Entered changed = new Entered(values, secrets);
        changed.values.put(name, value);
        return changed;
    }

    /** The same with request properties, the stored secrets among them hidden. */
    Entered withProperties(Map<?, ?> stored) {
        StringBuilder text = new StringBuilder();
        stored.forEach(
                (name, value) -> text.append(name).append('=').append(value).append('\n'));
        Entered changed = new Entered(values, secrets);
        changed.secrets.put(PROPERTIES, Secret.of(text.toString()));
        return changed;
    }

    /** A value that is no secret; empty = not filled in. */
    String text(String name) {
        return values.getOrDefault(name, "");
    }

    Optional<String> given(String name) {
        return Optional.of(text(name)).filter(value -> !value.isEmpty());
    }

    Optional<Secret> secret(String name) {
        return Optional.ofNullable(secrets.get(name));
    }

    Map<String, String> requestProperties() {
        return lines(secret(PROPERTIES).map(Secret::reveal).orElse(""));
    }

    /** What may stand in the page for a field. */
    String shown(Field field) {
        if (field.name().equals(PROPERTIES)) {
            StringBuilder text = new StringBuilder();
            requestProperties()
                    .forEach((name, value) -> text.append(name)
                            .append('=')
                            .append(OPEN_PROPERTIES.contains(name) || value.isEmpty() ? value : HIDDEN)
                            .append('\n'));
            return text.toString();
        }
        String value = text(field.name());
        return value.contains(KEY) ? "" : value; // a key at the wrong place; what was found says so
    }
}
