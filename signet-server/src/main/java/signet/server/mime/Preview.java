package signet.server.mime;

import java.util.List;
import java.util.Optional;

/**
 * What a person may safely see of a message without a mail program: text and names, never markup. Whatever the message contains,
 * {@link PreviewReader} makes one.
 *
 * @param fields      From, To, Cc, Reply-To, Subject, Date in this order, as far as they are there; decoded
 * @param text        the first part that is text, at most {@value #LONGEST} characters, without control characters
 * @param of          what the text was made of
 * @param cut         the text goes on
 * @param attachments every other part, in order, at most {@value #MOST_PARTS}
 * @param trouble     why not everything was looked at: the message is damaged, or larger or deeper than is looked at
 */
public record Preview(
        List<Field> fields, String text, Source of, boolean cut, List<Part> attachments, Optional<String> trouble) {
    /** Characters of the text. */
    public static final int LONGEST = 64 * 1024;

    /** Parts that are listed. */
    public static final int MOST_PARTS = 100;

    public Preview {
        fields = List.copyOf(fields);
        attachments = List.copyOf(attachments);
    }

    /** What the text was made of. */
    public enum Source {
        PLAIN,
        /** Only its words: neither layout nor links nor pictures. */
        HTML,
        /** The message has no text. */
        NONE
    }

    /** A field of the header, at most 1,000 characters. */
    public record Field(String name, String value) {}

    /**
     * Another part.
     *
     * @param name as the sender calls it, at most 255 characters
     * @param type the media type it claims to be
     * @param size octets after decoding, as far as they were read
     */
    public record Part(Optional<String> name, String type, long size) {}
}
