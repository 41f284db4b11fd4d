package signet.server.queue;

import java.time.Instant;
import java.util.Optional;

/**
 * Which entries; absent = any.
 *
 * @param state     {@code queued, delivered, failed, expired, cancelled, bounced} or {@code partly}
 * @param recipient the whole address, case-insensitively
 * @param text      a part of subject, Message-ID, sender or a recipient; no pattern
 * @param since     accepted at or after
 */
public record Filter(
        Optional<String> state,
        Optional<Held> held,
        Optional<String> account,
        Optional<String> recipient,
        Optional<String> text,
        Optional<Instant> since) {
    public static final Filter ALL = new Filter(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
