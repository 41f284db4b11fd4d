package signet.server.watch;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What other parts of the server can tell about this moment. Must not wait.
 *
 * @param delivering  what delivery is doing
 * @param listeners   what our listeners count
 * @param canaries    of the accounts that have one
 * @param logDropped  lines of the server log that were dropped because nobody read standard error
 */
public record Readings(
        Delivering delivering,
        Supplier<Listeners> listeners,
        Supplier<List<Canary>> canaries,
        LongSupplier logDropped) {
    public static final Readings NONE =
            new Readings(new Delivering(() -> 0, () -> 0, () -> 0, () -> 0), () -> Listeners.NONE, List::of, () -> 0);

    /**
     * Delivery at this moment.
     *
     * @param sessions open conversations with providers
     * @param lanes    that run, idle ones included
     * @param waits    lanes that wait for their account's pace
     * @param restarts loops and lanes that died of our own fault and were started again, since the start
     */
    public record Delivering(IntSupplier sessions, IntSupplier lanes, IntSupplier waits, LongSupplier restarts) {}

    /**
     * The messages of one account to itself.
     *
     * @param ok       whether the latest that was sent came back; absent before one has ended
     * @param seconds  from sending to finding it, of the latest that came back
     * @param returned when that was
     */
    public record Canary(String account, Optional<Boolean> ok, Optional<Double> seconds, Optional<Instant> returned) {}

    /**
     * All listeners together, since the start of the server.
     *
     * @param connections accepted ones
     * @param open        connections at this moment
     * @param octets      of accepted messages as they came
     * @param refusals    by a word of a fixed vocabulary
     */
    public record Listeners(
            long connections, long open, long messages, long octets, long logins, Map<String, Long> refusals) {
        public static final Listeners NONE = new Listeners(0, 0, 0, 0, 0, Map.of());

        public Listeners {
            refusals = Map.copyOf(refusals);
        }
    }
}
