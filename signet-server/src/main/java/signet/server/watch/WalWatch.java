package signet.server.watch;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import signet.server.event.Event;
import signet.server.event.EventKind;
import signet.server.event.EventLog;

/**
 * Looks at how much the database has written and not yet taken in. That grows without end while somebody else reads the database
 * and does not come to an end, such as a copying program; nobody but a person can end that, and mail goes on meanwhile. For one
 * thread, {@link #octets} for all.
 */
final class WalWatch {
    /** More than ever comes together by itself. */
    static final long LIMIT = 1_000_000_000;

    private final Size size;
    private final long limit;
    private final EventLog events;
    private volatile long octets;
    private boolean large;

    /** How large the write-ahead log is, in octets. */
    @FunctionalInterface
    interface Size {
        long octets() throws IOException;
    }

    /** @param limit octets from which on it is told */
    WalWatch(Size size, long limit, EventLog events) {
        this.size = size;
        this.limit = limit;
        this.events = events;
    }

    /** As seen at the last look. */
    long octets() {
        return octets;
    }

    void runOnce() throws IOException {
        octets = size.octets();
        boolean isLarge = octets > (large ? limit / 2 : limit);
        if (isLarge != large) {
            Map<String, String> facts = new LinkedHashMap<>();
            facts.put("octets", Long.toString(octets));
            facts.put("limit", Long.toString(limit));
            if (isLarge) {
                facts.put("reason", sentence());
            }
            events.append(Event.of(isLarge ? EventKind.WAL_LARGE : EventKind.WAL_SMALL, facts));
            large = isLarge;
        }
    }

    private String sentence() {
        return String.format(
                Locale.ROOT,
                "signet.db-wal has grown to %.1f MB: somebody has begun to read the database and does not end, such as a program that"
                        + " copies it. Mail goes on, but the disk fills up. End that program (lsof signet.db names it); the file shrinks"
                        + " by itself.",
                octets / 1_000_000.0);
    }
}
