package signet.server.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import signet.doctor.Quoting;
import signet.oauth.Secret;
import signet.server.account.ObjectStore.Kind;
import signet.server.settings.ShownSettings;

/**
 * Shows objects without their secrets. What may be shown is listed; everything else is {@value #HIDDEN}, so that a key added
 * later, or a secret at the wrong place, does not come out. Whoever sends {@value #HIDDEN} back means the value that is stored.
 */
final class Mask {
    static final String HIDDEN = "********";

    /** Keys whose text is no secret, wherever they stand. */
    private static final Set<String> SHOWN = Set.of(
            // a credential
            "method",
            "tenant-id",
            "client-id",
            "secret-expires",
            "scope",
            "cloud",
            "authority",
            "allow-insecure",
            "algorithm",
            "thumbprint",
            "audience",
            "kid",
            // request properties
            "grant_type",
            "client_id",
            "client_assertion_type",
            "resource",
            "tenant",
            // an account
            "address",
            "username",
            "credential",
            "senders",
            "from",
            "host",
            "port",
            "tls",
            "connections",
            "messages-per-minute",
            "recipients-per-day",
            "first",
            "most",
            "give-up-after",
            "unconfirmed",
            "protocol",
            "folder",
            "mode",
            "every",
            "after",
            "directory",
            "maildir",
            "account",
            // a login
            "name",
            "accounts",
            "networks",
            "aliases");

    /** The field beside them is the secret's, and is mistaken for them. */
    private static final Set<String> IDS = Set.of("tenant-id", "client-id");

    private static final Set<String> URLS = Set.of("token-url", "proxy");
    /** What says to whom, and how protected, a secret is sent. */
    private static final Set<String> DESTINATIONS = Set.of(
            "method",
            "token-url",
            "authority",
            "cloud",
            "allow-insecure",
            "host",
            "port",
            "tls",
            "proxy",
            "trust",
            "properties");

    private static final Set<String> CERTIFICATES = Set.of("certificate", "trust");

    private Mask() {}

    /**
     * The block with what may be seen of it.
     *
     * @param fromFile references such as {@code env:NAME} say where a secret is, not what it is; an object made through the API
     *                 has none
     */
    static Map<String, Object> shown(Secret block, boolean fromFile) {
        Map<String, Object> shown = new LinkedHashMap<>();
        members(block).forEach((key, value) -> shown.put(key, shown(key, value, fromFile)));
        return shown;
    }

    private static Object shown(String key, Object value, boolean fromFile) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<String, Object> below = new LinkedHashMap<>();
                map.forEach((k, v) -> below.put(String.valueOf(k), shown(String.valueOf(k), orNothing(v), fromFile)));
                yield below;
            }
            case List<?> list -> {
                List<Object> items = new ArrayList<>();
                list.forEach(item -> items.add(shown(key, orNothing(item), fromFile)));
                yield items;
            }
            case Boolean truth -> truth;
            case Optional<?> nothing -> nothing;
            default -> text(key, value, fromFile);
        };
    }

    private static Object orNothing(@org.jspecify.annotations.Nullable Object value) {
        return value == null ? Optional.empty() : value;
    }

    private static Object text(String key, Object value, boolean fromFile) {
        String text = value.toString();
        boolean reference = fromFile && (text.startsWith("env:") || text.startsWith("file:"));
        if (IDS.contains(key) && Quoting.mayBeSecret(text)) {
            return HIDDEN;
        }
        if (reference || SHOWN.contains(key) || ShownSettings.mayShowProperty(key)) {
            return value;
        }
        if (URLS.contains(key)) {
            return text.matches("[a-z0-9]+://[^@?#\\s]*") ? text : HIDDEN;
        }
        boolean certificate = text.contains("BEGIN CERTIFICATE") && !text.contains("PRIVATE");
        return CERTIFICATES.contains(key) && certificate ? text : HIDDEN;
    }

    /** The members of a block in YAML or JSON; none when it cannot be read. */
    static Map<String, Object> members(Secret block) {
        Map<String, Object> members = new LinkedHashMap<>();
        try {
            Object read = new Load(LoadSettings.builder().build()).loadFromString(block.reveal());
            if (read instanceof Map<?, ?> map) {
                map.forEach((key, value) -> members.put(String.valueOf(key), orNothing(value)));
            }
        } catch (YamlEngineException e) {
            members.clear(); // its findings say what is wrong with it
        }
        return members;
    }

    /**
     * Puts stored values where the sender left the mask.
     *
     * @throws ProblemException where nothing is stored, or where the stored secret would go somewhere else than before: who may
     *                          change an object but not see its secrets must not have them sent to a host of their choice
     */
    static Map<String, Object> unmasked(Map<String, Object> sent, Map<String, Object> stored) {
        return unmasked("", sent, stored);
    }

    /** The same for an object that stands at {@code pointer} of what was sent. */
    static Map<String, Object> unmasked(String pointer, Map<String, Object> sent, Map<String, Object> stored) {
        Map<String, Object> whole = filled(pointer, sent, stored);
        Map<String, String> before = destinations(pointer, false, stored);
        Map<String, String> after = destinations(pointer, false, whole);
        if (!whole.equals(sent) && !after.equals(before)) {
            String changed = after.entrySet().stream()
                    .filter(one -> !one.getValue().equals(before.get(one.getKey())))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .or(() -> before.keySet().stream()
                            .filter(at -> !after.containsKey(at))
                            .findFirst())
                    .orElse("");
            throw ProblemException.member(
                    changed,
                    "is changed, and " + HIDDEN + " keeps a secret only where all stays as it is that says where it is"
                            + " sent; send the secrets themselves");
        }
        return whole;
    }

    private static Map<String, String> destinations(String pointer, boolean all, Map<?, ?> block) {
        Map<String, String> destinations = new TreeMap<>();
        block.forEach((key, value) -> {
            String at = pointer + "/" + Members.escaped(String.valueOf(key));
            boolean counts = all || DESTINATIONS.contains(String.valueOf(key));
            if (value instanceof Map<?, ?> below) {
                destinations.putAll(destinations(at, counts, below));
            } else if (counts) {
                String text = String.valueOf(value);
                // the same certificates, whatever ends their lines: a browser ends them in its own way
                destinations.put(at, CERTIFICATES.contains(key) ? text.strip().replace("\r\n", "\n") : text);
            }
        });
        return destinations;
    }

    private static Map<String, Object> filled(String pointer, Map<?, ?> sent, Map<?, ?> stored) {
        Map<String, Object> whole = new LinkedHashMap<>();
        sent.forEach((key, value) -> {
            String name = String.valueOf(key);
            String at = pointer + "/" + Members.escaped(name);
            Object before = orNothing(stored.get(name));
            if (HIDDEN.equals(value)) {
                if (before instanceof Optional) {
                    throw ProblemException.member(at, "there is no stored value to keep; send the secret itself");
                }
                whole.put(name, before);
            } else if (value instanceof Map<?, ?> below) {
                whole.put(name, filled(at, below, before instanceof Map<?, ?> map ? map : Map.of()));
            } else {
                whole.put(name, value);
            }
        });
        return whole;
    }

    /** The word for a kind in messages and paths. */
    static String word(Kind kind) {
        return Shapes.word(kind);
    }
}
