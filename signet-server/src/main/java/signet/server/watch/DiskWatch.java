package signet.server.watch;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import signet.server.event.Event;
import signet.server.event.EventKind;
import signet.server.event.EventLog;
import signet.server.queue.Health;

/**
 * Watches the space left on the disk of the data folder. Below twice the limit a {@code disk.low} event warns, while a mail about
 * it can still be sent; below the limit new mail is refused, and what is in the queue goes on. For one thread, {@link #free} for all.
 */
final class DiskWatch {
    private static final Logger LOG = System.getLogger(DiskWatch.class.getName());

    private final FreeSpace space;
    private final LongSupplier limit;
    private final Health health;
    private final EventLog events;
    private final Journal.Lines lines;
    private volatile long free;
    private boolean low;
    private boolean refusing;

    /** The octets that can still be written. */
    @FunctionalInterface
    interface FreeSpace {
        long octets() throws IOException;
    }

    /** @param limit octets that must stay free */
    DiskWatch(FreeSpace space, LongSupplier limit, Health health, EventLog events) {
        this(space, limit, health, events, LOG::log);
    }

    DiskWatch(FreeSpace space, LongSupplier limit, Health health, EventLog events, Journal.Lines lines) {
        this.space = space;
        this.limit = limit;
        this.health = health;
        this.events = events;
        this.lines = lines;
    }

    /** As seen at the last look. */
    long free() {
        return free;
    }

    void runOnce() throws IOException {
        long octets = space.octets();
        long must = limit.getAsLong();
        free = octets;
        // a little more than the limit before mail is taken again, so that it does not change with every message
        boolean refuses = octets < (refusing ? must + must / 20 : must);
        if (refuses && !refusing) {
            lines.say(Level.WARNING, "New mail is refused: " + sentence(octets, must));
        } else if (refusing && !refuses) {
            lines.say(
                    Level.INFO,
                    "New mail is taken again: the disk of the data folder has " + megabytes(octets) + " free.");
        }
        refusing = refuses;
        health.disk(refusing ? Optional.of(sentence(octets, must)) : Optional.empty());
        boolean isLow = octets < (low ? 2 * must + must / 5 : 2 * must);
        if (isLow != low) {
            Map<String, String> facts = new LinkedHashMap<>();
            facts.put("free", Long.toString(octets));
            facts.put("limit", Long.toString(must));
            if (isLow) {
                facts.put("reason", sentence(octets, must));
            }
            events.append(Event.of(isLow ? EventKind.DISK_LOW : EventKind.DISK_ENOUGH, facts));
            low = isLow;
        }
    }

    private static String sentence(long octets, long must) {
        return "the disk of the data folder has " + megabytes(octets) + " free; new mail is refused below "
                + megabytes(must)
                + " (limits.free-disk in signet.yaml). Free some space: mail is taken again by itself.";
    }

    private static String megabytes(long octets) {
        return String.format(Locale.ROOT, "%.1f MB", octets / 1_000_000.0);
    }
}
