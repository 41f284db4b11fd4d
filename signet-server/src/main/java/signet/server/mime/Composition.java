package signet.server.mime;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A message to be composed. Addresses are {@code a@b.example} or {@code Name <a@b.example>}.
 *
 * @param bcc         in the envelope only
 * @param html        the same text for readers that show HTML; the plain text comes first (RFC 2046 §5.1.4)
 * @param attachments in order
 * @param headers     further header fields by name, in order, such as {@code In-Reply-To}; {@link HeaderFields} says which
 */
public record Composition(
        String from,
        List<String> to,
        List<String> cc,
        List<String> bcc,
        String subject,
        String text,
        Optional<String> html,
        List<Attachment> attachments,
        Map<String, String> headers) {
    public Composition {
        to = List.copyOf(to);
        cc = List.copyOf(cc);
        bcc = List.copyOf(bcc);
        attachments = List.copyOf(attachments);
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** Without further headers. */
    public Composition(
            String from,
            List<String> to,
            List<String> cc,
            List<String> bcc,
            String subject,
            String text,
            Optional<String> html,
            List<Attachment> attachments) {
        this(from, to, cc, bcc, subject, text, html, attachments, Map.of());
    }

    /** A plain text to one recipient. */
    public static Composition plain(String from, String to, String subject, String text) {
        return new Composition(from, List.of(to), List.of(), List.of(), subject, text, Optional.empty(), List.of());
    }

    /**
     * The bare addresses of To, Cc and Bcc, each once, in this order: the forward-paths of the envelope.
     *
     * @throws IllegalArgumentException when one is no address
     */
    public List<String> recipients() {
        Set<String> bare = new LinkedHashSet<>();
        for (List<String> field : List.of(to, cc, bcc)) {
            field.forEach(address -> bare.add(Addresses.bare(address)));
        }
        return List.copyOf(bare);
    }
}
