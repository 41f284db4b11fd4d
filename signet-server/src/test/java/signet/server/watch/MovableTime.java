package signet.server.watch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/** A wall clock and a monotonic one that stand still until they are moved. */
final class MovableTime implements InstantSource, LongSupplier {
    static final Instant START = Instant.parse("2026-11-26T12:00:00Z");

    private final AtomicReference<Instant> wall = new AtomicReference<>(START);
    private final AtomicLong nanos =
            new AtomicLong(Long.MAX_VALUE - 1_000_000); // it may overflow: only differences count

    @Override
    public Instant instant() {
        return wall.get();
    }

    @Override
    public long getAsLong() {
        return nanos.get();
    }

    /** Time passes. */
    void pass(Duration time) {
        set(time);
        nanos.addAndGet(time.toNanos());
    }

    /** Somebody sets the wall clock. */
    void set(Duration jump) {
        wall.updateAndGet(now -> now.plus(jump));
    }
}
