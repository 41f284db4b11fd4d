package signet.server.mime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.apache.james.mime4j.dom.field.DateTimeField;
import org.apache.james.mime4j.field.LenientFieldParser;

/**
 * What a list of messages shows of one: the first field of each name, encoded words decoded.
 *
 * @param messageId with angle brackets, as written
 * @param date      when the sender says it was sent, if that can be read
 */
public record HeaderSummary(
        Optional<String> messageId, Optional<String> from, Optional<String> subject, Optional<Instant> date) {
    /** So much of a message is looked at: more than any honest header. */
    public static final int LOOKED_AT = 64 * 1024;

    /** Reads the header at the start of a message, as far as {@code octets} reach. Never throws, whatever is there. */
    public static HeaderSummary read(byte[] octets) {
        List<String> fields = unfolded(new String(octets, 0, headerLength(octets), StandardCharsets.UTF_8));
        return new HeaderSummary(
                first(fields, "message-id"),
                first(fields, "from").map(HeaderSummary::decoded),
                first(fields, "subject").map(HeaderSummary::decoded),
                first(fields, "date").flatMap(HeaderSummary::instant));
    }

    /**
     * Whether the message says of itself that nobody wrote it (RFC 3834 §5): {@code Auto-Submitted} with anything but
     * {@code no}. Such a message is never answered automatically.
     */
    public static boolean automatic(byte[] octets) {
        List<String> fields = unfolded(new String(octets, 0, headerLength(octets), StandardCharsets.UTF_8));
        return first(fields, "auto-submitted")
                .map(value -> !value.toLowerCase(Locale.ROOT).matches("no\\b.*"))
                .orElse(false);
    }

    /** The same from a file. */
    public static HeaderSummary read(Path message) throws IOException {
        try (InputStream octets = Files.newInputStream(message)) {
            return read(octets.readNBytes(LOOKED_AT));
        }
    }

    private static int headerLength(byte[] octets) {
        int most = Math.min(octets.length, LOOKED_AT);
        for (int i = 1; i < most; i++) {
            boolean emptyLine = octets[i] == '\n' && (octets[i - 1] == '\n' || (i > 1 && octets[i - 2] == '\n'));
            if (emptyLine && (octets[i - 1] == '\n' || octets[i - 1] == '\r')) {
                return i;
            }
        }
        return most;
    }

    private static List<String> unfolded(String text) {
        List<String> fields = new ArrayList<>();
        for (String line : text.split("\r\n|\r|\n", -1)) {
            if (line.isEmpty()) {
                break; // RFC 5322 §2.1: the header ends at the first empty line
            }
            boolean continues = line.charAt(0) == ' ' || line.charAt(0) == '\t';
            if (continues && !fields.isEmpty()) {
                fields.set(fields.size() - 1, fields.get(fields.size() - 1) + line);
            } else {
                fields.add(line);
            }
        }
        return fields;
    }

    private static Optional<String> first(List<String> fields, String name) {
        for (String field : fields) {
            int colon = field.indexOf(':');
            if (colon > 0
                    && field.substring(0, colon)
                            .strip()
                            .toLowerCase(Locale.ROOT)
                            .equals(name)) {
                return Optional.of(field.substring(colon + 1).strip());
            }
        }
        return Optional.empty();
    }

    private static String decoded(String value) {
        return DecoderUtil.decodeEncodedWords(value, DecodeMonitor.SILENT, StandardCharsets.UTF_8);
    }

    private static Optional<Instant> instant(String value) {
        try {
            return LenientFieldParser.parse("Date: " + value) instanceof DateTimeField field && field.getDate() != null
                    ? Optional.of(field.getDate().toInstant())
                    : Optional.empty();
        } catch (MimeException e) {
            return Optional.empty(); // not a date: the list shows none
        }
    }
}
