package signet.mail.imap;

import java.util.Optional;
import java.util.Set;

/**
 * A mailbox as {@code LIST} names it.
 *
 * @param name       decoded from modified UTF-7 (RFC 3501 §5.1.3); {@code INBOX} in upper case
 * @param delimiter  the character between levels; empty for a flat name space
 * @param attributes as sent, such as {@code \Noselect} or {@code \Sent}; compare without regard to case
 */
public record Folder(String name, Optional<String> delimiter, Set<String> attributes) {
    public Folder {
        attributes = Set.copyOf(attributes);
    }

    /** Whether it can be selected (RFC 3501 §7.2.2, RFC 9051 §7.3.1). */
    public boolean selectable() {
        return attributes.stream()
                .noneMatch(a -> a.equalsIgnoreCase("\\Noselect") || a.equalsIgnoreCase("\\NonExistent"));
    }
}
