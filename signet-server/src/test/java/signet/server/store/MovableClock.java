package signet.server.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Shows the time a test sets. Thread-safe. */
public final class MovableClock implements InstantSource {
    private volatile Instant now = Instant.parse("2026-11-26T10:00:00Z");

    @Override
    public Instant instant() {
        return now;
    }

    public synchronized void advance(Duration by) {
        now = now.plus(by);
    }
}
