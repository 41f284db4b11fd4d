package signet.mail.imap;

import java.util.List;
import java.util.Optional;

/** Where mailboxes live (RFC 2342): one's own, those of other users, and shared ones. */
public record Namespaces(List<Namespace> personal, List<Namespace> others, List<Namespace> shared) {
    public Namespaces {
        personal = List.copyOf(personal);
        others = List.copyOf(others);
        shared = List.copyOf(shared);
    }

    /** A prefix, decoded, and the character between levels. */
    public record Namespace(String prefix, Optional<String> delimiter) {}
}
