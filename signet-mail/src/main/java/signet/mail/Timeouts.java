package signet.mail;

import java.time.Duration;

/**
 * How long we wait. Defaults follow RFC 5321 §4.5.3.2 where waiting longer avoids duplicates, and are shorter where it does
 * not.
 *
 * @param connect one address: TCP and TLS handshake each
 * @param reply   the answer to one command, and each block of a literal or body read
 * @param write   each block written
 * @param dot     the answer to the final dot of a message
 */
public record Timeouts(Duration connect, Duration reply, Duration write, Duration dot) {
    public static final Timeouts DEFAULTS =
            new Timeouts(Duration.ofSeconds(10), Duration.ofMinutes(2), Duration.ofMinutes(3), Duration.ofMinutes(10));
}
