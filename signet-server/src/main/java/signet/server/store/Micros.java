package signet.server.store;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Microseconds since 1970, UTC: how the database counts time. */
final class Micros {
    private static final long PER_SECOND = 1_000_000;
    private static final int NANOS = 1_000;

    private Micros() {}

    static long of(Instant instant) {
        return Math.multiplyExact(instant.getEpochSecond(), PER_SECOND) + instant.getNano() / NANOS;
    }

    static long of(Duration duration) {
        return Math.multiplyExact(duration.getSeconds(), PER_SECOND) + duration.getNano() / NANOS;
    }

    static @Nullable Long of(Optional<Instant> instant) {
        return instant.isPresent() ? (Long) of(instant.get()) : null;
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    static Duration duration(long micros) {
        return Duration.of(micros, ChronoUnit.MICROS);
    }
}
