package signet.realservers;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting for foreign processes, which tell nobody when they are ready. */
final class Pause {
    private Pause() {}

    static void of(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting", e);
        }
    }

    /** Looks every 25 ms until {@code condition} holds; {@code what} names it when the patience ends. */
    static void until(String what, Duration patience, BooleanSupplier condition) {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("not within " + patience + ": " + what);
            }
            of(Duration.ofMillis(25));
        }
    }
}
