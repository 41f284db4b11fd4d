package signet.server.watch;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import signet.server.event.Event;
import signet.server.event.EventKind;
import signet.server.event.EventLog;
import signet.server.queue.Health;
import signet.server.queue.Upkeep;

/**
 * While storage is latched, probes it, and opens the latch when the probe has written, forced and read again. The events about it
 * can be stored only when storage is sound: they wait for that, so those who must know at once are told directly. For one thread.
 */
final class StorageWatch {
    private static final Logger LOG = System.getLogger(StorageWatch.class.getName());

    private final Upkeep upkeep;
    private final Health health;
    private final EventLog events;
    private final InstantSource clock;
    private final Consumer<Event> atOnce;
    private final Deque<Event> untold = new ArrayDeque<>();
    private Optional<Instant> since = Optional.empty();
    private int probes;

    /** @param atOnce told of unsound storage although nothing can be stored; must not wait */
    StorageWatch(Upkeep upkeep, Health health, EventLog events, InstantSource clock, Consumer<Event> atOnce) {
        this.upkeep = upkeep;
        this.health = health;
        this.events = events;
        this.clock = clock;
        this.atOnce = atOnce;
    }

    void runOnce() throws IOException {
        Optional<String> reason = health.unhealthy();
        if (reason.isPresent()) {
            if (since.isEmpty()) {
                latched(reason.get());
            }
            probe();
        }
        while (health.unhealthy().isEmpty() && !untold.isEmpty()) {
            events.append(untold.element());
            untold.remove();
        }
    }

    private void latched(String reason) {
        Instant now = clock.instant();
        since = Optional.of(now);
        probes = 0;
        Event event = event(EventKind.STORAGE_UNHEALTHY, now, reason);
        untold.add(event);
        LOG.log(
                Level.ERROR,
                "storage is not sound: {0}. Nothing is accepted nor delivered until a probe has written, forced and read again.",
                reason);
        atOnce.accept(event);
    }

    private void probe() {
        probes++;
        try {
            upkeep.probe();
        } catch (IOException e) {
            if (Integer.bitCount(probes) == 1) { // the 1st, 2nd, 4th, 8th …
                LOG.log(Level.WARNING, "storage is still not sound after " + probes + " probes: " + e, e);
            }
            return;
        }
        health.clear();
        LOG.log(Level.INFO, "storage is sound again after {0} probes", probes);
        Event event = event(EventKind.STORAGE_HEALTHY, since.orElseGet(clock::instant), "");
        untold.add(event);
        since = Optional.empty();
    }

    private static Event event(EventKind kind, Instant since, String reason) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("since", since.toString());
        if (!reason.isEmpty()) {
            facts.put("reason", reason);
        }
        return Event.of(kind, facts);
    }
}
