package signet.server.watch;

import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What other parts of the server can tell about this moment. Must not wait.
 *
 * @param sessions    open conversations with providers
 * @param listeners   what our listeners count
 * @param logDropped  lines of the server log that were dropped because nobody read standard error
 */
public record Readings(IntSupplier sessions, Supplier<Listeners> listeners, LongSupplier logDropped) {
    public static final Readings NONE = new Readings(() -> 0, () -> Listeners.NONE, () -> 0);

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
