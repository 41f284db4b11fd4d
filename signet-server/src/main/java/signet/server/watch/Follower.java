package signet.server.watch;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import signet.server.event.EventLog;
import signet.server.event.Recorded;

/**
 * Reads each event once for all readers. The one that is furthest behind decides where to read; the others take what is new to
 * them. A reader that fails is left alone for a while, longer each time up to half a minute, and goes on where it was: the
 * others do not notice, and nothing is lost, because the events stay in the store. For one thread.
 */
final class Follower {
    private static final int BATCH = 500;

    private static final Logger LOG = System.getLogger(Follower.class.getName());
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final int BATCHES_PER_TURN = 200;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final EventLog events;
    private final List<Place> places;
    private final LongSupplier nanos;
    private final int batch;

    /** @param nanos the monotonic clock */
    Follower(EventLog events, List<EventReader> readers, LongSupplier nanos) {
        this(events, readers, nanos, BATCH);
    }

    /** @param batch how many events are read at a time */
    Follower(EventLog events, List<EventReader> readers, LongSupplier nanos, int batch) {
        this.batch = batch;
        this.events = events;
        this.places = readers.stream().map(Place::new).toList();
        this.nanos = nanos;
    }

    /** Reads what there is. */
    Duration runOnce() throws IOException {
        for (int i = 0; i < BATCHES_PER_TURN; i++) {
            if (!step()) {
                return untilRetry();
            }
        }
        return Duration.ZERO;
    }

    private boolean step() throws IOException {
        List<Place> ready = places.stream().filter(Place::ready).toList();
        if (ready.isEmpty()) {
            return false;
        }
        long from = ready.stream().mapToLong(place -> place.position).min().orElseThrow();
        List<Recorded> next = events.after(from, batch);
        if (next.isEmpty()) {
            return false;
        }
        ready.forEach(place -> place.give(next));
        return true;
    }

    private Duration untilRetry() {
        long now = nanos.getAsLong();
        return places.stream()
                .flatMap(place -> place.retry.stream())
                .map(at -> Duration.ofNanos(Math.max(at - now, 1)))
                .filter(wait -> wait.compareTo(IDLE) < 0)
                .min(Duration::compareTo)
                .orElse(IDLE);
    }

    /** A reader with what is known of it. */
    private final class Place {
        private final EventReader reader;
        private Optional<Long> retry = Optional.empty();
        private int failures;
        private long position;

        Place(EventReader reader) {
            this.reader = reader;
        }

        boolean ready() {
            if (retry.isPresent() && nanos.getAsLong() - retry.get() < 0) {
                return false;
            }
            retry = Optional.empty();
            try {
                position = reader.position();
                return true;
            } catch (IOException | RuntimeException e) {
                failed(e);
                return false;
            }
        }

        void give(List<Recorded> next) {
            int first = 0;
            while (first < next.size() && next.get(first).number() <= position) {
                first++;
            }
            if (first == next.size()) {
                return;
            }
            try {
                reader.take(next.subList(first, next.size()));
                if (failures > 0) {
                    LOG.log(Level.INFO, "the {0} goes on after {1} failures", reader.name(), failures);
                }
                failures = 0;
            } catch (IOException | RuntimeException e) {
                failed(e);
            }
        }

        private void failed(Exception e) {
            failures++;
            Duration pause = Duration.ofSeconds(1L << Math.min(failures - 1, 5));
            pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
            retry = Optional.of(nanos.getAsLong() + pause.toNanos());
            if (failures == 1 || failures % 60 == 0) { // the first, then twice an hour
                LOG.log(
                        Level.WARNING,
                        "the " + reader.name() + " does not get on (" + failures
                                + " times so far); mail is not affected, and it is tried again: " + e,
                        e);
            }
        }
    }
}
