package signet.server.watch;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import signet.server.event.Event;
import signet.server.event.EventKind;
import signet.server.queue.Health;
import signet.server.queue.Upkeep;

/**
 * While storage is latched, has it probed; the probe opens the latch and stores the two events about it. Before that nothing can
 * be stored, so those who must know at once are told directly. For one thread.
 */
final class StorageWatch {
    private static final Logger LOG = System.getLogger(StorageWatch.class.getName());

    private final Upkeep upkeep;
    private final Health health;
    private final InstantSource clock;
    private final Consumer<Event> atOnce;
    private Optional<Instant> since = Optional.empty();
    private int probes;

    /** @param atOnce told of unsound storage although nothing can be stored; must not wait */
    StorageWatch(Upkeep upkeep, Health health, InstantSource clock, Consumer<Event> atOnce) {
        this.upkeep = upkeep;
        this.health = health;
        this.clock = clock;
        this.atOnce = atOnce;
    }

    void runOnce() {
        Optional<String> reason = health.unhealthy();
        if (reason.isEmpty()) {
            since = Optional.empty();
            return;
        }
        if (since.isEmpty()) {
            latched(reason.get());
        }
        probe();
    }

    private void latched(String reason) {
        Instant now = clock.instant();
        since = Optional.of(now);
        probes = 0;
        LOG.log(
                Level.ERROR,
                "storage is not sound: {0}. Nothing is accepted nor delivered until a probe has written, forced and read again.",
                reason);
        atOnce.accept(Event.of(EventKind.STORAGE_UNHEALTHY, Map.of("reason", reason, "since", now.toString())));
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
        if (health.unhealthy().isEmpty()) {
            LOG.log(
                    Level.INFO,
                    "storage is sound again after {0}",
                    since.map(then -> Duration.between(then, clock.instant())).orElse(Duration.ZERO));
            since = Optional.empty();
        }
    }
}
