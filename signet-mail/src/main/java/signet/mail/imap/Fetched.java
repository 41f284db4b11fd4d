package signet.mail.imap;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What the server says about a message beside its octets.
 *
 * @param uid          1–4,294,967,295, meaningful under the mailbox's UIDVALIDITY only
 * @param flags        as sent, such as {@code \Seen}; compare without regard to case
 * @param internalDate when the server received it, if it says so in a form that can be read
 * @param size         {@code RFC822.SIZE}: what the server estimates, not always the count of octets it then sends
 */
public record Fetched(long uid, Set<String> flags, Optional<Instant> internalDate, OptionalLong size) {
    public Fetched {
        flags = Set.copyOf(flags);
    }
}
