package signet.server.watch;

import java.util.function.IntSupplier;

/**
 * What other parts of the server can tell about this moment. Must not wait.
 *
 * @param sessions    open conversations with providers
 * @param connections open connections of programs to our listeners
 * @param logDropped  lines of the server log that were dropped because nobody read standard error
 */
public record Readings(IntSupplier sessions, IntSupplier connections, java.util.function.LongSupplier logDropped) {
    public static final Readings NONE = new Readings(() -> 0, () -> 0, () -> 0);
}
