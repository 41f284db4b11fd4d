package signet.server.event;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Something that happened. Never contains a secret.
 *
 * @param account   the account's name
 * @param entry     the entry's id as users see it
 * @param recipient the forward-path's address
 * @param facts     what the kind promises, in order
 */
public record Event(
        EventKind kind,
        Optional<String> account,
        Optional<String> entry,
        Optional<String> recipient,
        Map<String, String> facts) {
    public Event {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    /** Names and values in turn, kept in this order. */
    public static Map<String, String> facts(String... namesAndValues) {
        Map<String, String> facts = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            facts.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return facts;
    }

    /** About the server as a whole. */
    public static Event of(EventKind kind, Map<String, String> facts) {
        return new Event(kind, Optional.empty(), Optional.empty(), Optional.empty(), facts);
    }

    /**
     * Somebody changed a user of the console.
     *
     * @param change what, in words
     * @param by     whom, with what that is: {@code user ann}
     */
    public static Event userChanged(String user, String change, String by) {
        return of(EventKind.USER_CHANGED, facts("user", user, "change", change, "by", by));
    }

    /** About an account. */
    public static Event account(EventKind kind, String account, Map<String, String> facts) {
        return new Event(kind, Optional.of(account), Optional.empty(), Optional.empty(), facts);
    }

    /** About an entry. */
    public static Event entry(EventKind kind, String account, String entry, Map<String, String> facts) {
        return new Event(kind, Optional.of(account), Optional.of(entry), Optional.empty(), facts);
    }

    /** About one recipient of an entry. */
    public static Event recipient(
            EventKind kind, String account, String entry, String recipient, Map<String, String> facts) {
        return new Event(kind, Optional.of(account), Optional.of(entry), Optional.of(recipient), facts);
    }
}
