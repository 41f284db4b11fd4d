package signet.simulator;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything the simulator saw, for tests and the control API: token requests (form parameters, secrets masked),
 * SMTP/IMAP/POP3 commands (masked), accepted messages, logins, and every synthetic answer of the provider's.
 *
 * <p>Bounded: the newest 10,000 entries are kept. Thread-safe.
 */
public final class Journal {
    private static final int CAPACITY = 10_000;

    private final Deque<Entry> entries = new ArrayDeque<>();
    private final Map<String, Long> refusals = new TreeMap<>();

    /** Adds an entry, dropping the oldest when full. */
    public void record(Entry entry) {
        synchronized (entries) {
            if (isRefusal(entry)) {
                refusals.merge(entry.text().substring(0, 3), 1L, Long::sum);
            }
            if (entries.size() == CAPACITY) {
                entries.removeFirst();
            }
            entries.addLast(entry);
        }
    }

    /** The entries kept, oldest first; a copy. */
    public List<Entry> entries() {
        synchronized (entries) {
            return List.copyOf(entries);
        }
    }

    private static boolean isRefusal(Entry entry) {
        return entry.protocol().equals("smtp")
                && entry.kind().equals("synthetic-reply")
                && (entry.text().startsWith("4") || entry.text().startsWith("5"));
    }

    /** How many SMTP replies of each refusing code (4xx, 5xx) there were, kept or not. */
    public Map<String, Long> refusals() {
        synchronized (entries) {
            return Map.copyOf(refusals);
        }
    }

    /** Forgets everything. */
    public void clear() {
        synchronized (entries) {
            entries.clear();
            refusals.clear();
        }
    }

    /**
     * One thing seen or said.
     *
     * @param at when, by the simulator's clock (its offset included)
     * @param protocol {@code token}, {@code control}, {@code smtp}, {@code imap} or {@code pop3}
     * @param session names the connection or request, unique within a run
     * @param kind {@code request}, {@code command}, {@code reply}, {@code login}, {@code message}, {@code fault}; a kind that
     *     starts with {@code synthetic-} marks a text that imitates the provider's
     * @param text what was said, secrets masked
     */
    public record Entry(Instant at, String protocol, String session, String kind, String text) {}
}
