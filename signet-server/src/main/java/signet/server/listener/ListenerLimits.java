package signet.server.listener;

import java.time.Duration;

/**
 * What one listener bears.
 *
 * @param connections        at a time; one more is told 421
 * @param connectionsPerPeer of one address, loopback excepted
 * @param errors             refused commands of one connection; then 421
 * @param idleCommands       commands of one connection that bring no message forward, in a row; then 421
 * @param command            time for the next command, and for an answer to be taken
 * @param message            time for a message: so long in any case, and longer as long as {@code leastRate} is kept
 * @param leastRate          octets a second
 */
public record ListenerLimits(
        int connections,
        int connectionsPerPeer,
        int errors,
        int idleCommands,
        Duration command,
        Duration message,
        long leastRate) {
    /** RFC 5321 §4.5.3.2: 5 minutes for a command, 10 for the end of a message. */
    public static final ListenerLimits STANDARD =
            new ListenerLimits(1_000, 50, 20, 100, Duration.ofMinutes(5), Duration.ofMinutes(10), 10_000);
}
