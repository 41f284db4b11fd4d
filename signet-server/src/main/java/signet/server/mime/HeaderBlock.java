package signet.server.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;

/**
 * The header of a message: the octets as they came, and where its fields are. Nothing is decoded before somebody asks.
 *
 * <p>Limits: {@value #LONGEST} octets, {@value #MOST_FIELDS} fields, {@value #LONGEST_FIELD} octets a field.
 */
public final class HeaderBlock {
    public static final int LONGEST = 1024 * 1024;
    public static final int MOST_FIELDS = 1000;
    public static final int LONGEST_FIELD = 100 * 1024;

    private final byte[] octets;
    private final int end;
    private final List<Field> fields = new ArrayList<>(24);

    private HeaderBlock(byte[] octets, int end) {
        this.octets = octets;
        this.end = end;
    }

    /**
     * Reads {@code octets[0..end)}, with or without the empty line behind the last field.
     *
     * @throws MalformedHeaderException when a line is no field, or a limit is passed
     */
    public static HeaderBlock read(byte[] octets, int end) throws MalformedHeaderException {
        HeaderBlock header = new HeaderBlock(octets, end);
        header.locate();
        return header;
    }

    private void locate() throws MalformedHeaderException {
        int line = 0;
        int start = 0;
        while (start < end && !isLineEnd(octets[start])) {
            int colon = colon(start, line + 1);
            int next = start;
            do {
                next = nextLine(next);
                line++;
            } while (next < end && (octets[next] == ' ' || octets[next] == '\t'));
            if (next - start > LONGEST_FIELD) {
                throw new MalformedHeaderException("the header field in line " + line + " of the message has "
                        + (next - start) + " octets; the limit is " + LONGEST_FIELD);
            }
            if (fields.size() == MOST_FIELDS) {
                throw new MalformedHeaderException("the message has more than " + MOST_FIELDS + " header fields");
            }
            fields.add(new Field(start, colon, next));
            start = next;
        }
    }

    private int colon(int start, int line) throws MalformedHeaderException {
        int i = start;
        while (i < end && octets[i] > ' ' && octets[i] < 0x7f && octets[i] != ':') {
            i++; // RFC 5322 §3.6.8
        }
        int nameEnd = i;
        while (i < end && (octets[i] == ' ' || octets[i] == '\t')) {
            i++; // RFC 5322 §4.5: spaces before the colon, as old programs write
        }
        if (nameEnd == start || i >= end || octets[i] != ':') {
            throw new MalformedHeaderException("line " + line
                    + " of the message is no header field (Name: value); the header ends with an empty line");
        }
        return i;
    }

    private int nextLine(int from) {
        int i = from;
        while (i < end && !isLineEnd(octets[i])) {
            i++;
        }
        boolean two = i + 1 < end && octets[i] == '\r' && octets[i + 1] == '\n';
        return Math.min(end, i + (two ? 2 : 1));
    }

    private static boolean isLineEnd(byte octet) {
        return octet == '\r' || octet == '\n';
    }

    /** The fields of this name, in order. */
    public List<Field> all(String name) {
        List<Field> found = new ArrayList<>(2);
        for (Field field : fields) {
            if (isNamed(field, name)) {
                found.add(field);
            }
        }
        return found;
    }

    public Optional<Field> first(String name) {
        for (Field field : fields) {
            if (isNamed(field, name)) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }

    private boolean isNamed(Field field, String name) {
        int length = name.length();
        if (field.start + length > field.colon || (octets[field.start] | 0x20) != (name.charAt(0) | 0x20)) {
            return false;
        }
        for (int i = 1; i < length; i++) {
            int octet = octets[field.start + i];
            int lower = octet >= 'A' && octet <= 'Z' ? octet | 0x20 : octet;
            if (lower != Character.toLowerCase(name.charAt(i))) {
                return false;
            }
        }
        int behind = field.start + length;
        return behind == field.colon || octets[behind] == ' ' || octets[behind] == '\t';
    }

    /** The value on one line, without surrounding space; what is no UTF-8 becomes U+FFFD, control characters become spaces. */
    public String value(Field field) {
        String raw = new String(octets, field.colon + 1, field.end - field.colon - 1, StandardCharsets.UTF_8);
        StringBuilder text = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '\r' && c != '\n') {
                text.append(c < ' ' || c == 0x7f ? ' ' : c);
            }
        }
        return text.toString().strip();
    }

    /** The value with its encoded words decoded (RFC 2047), for people to read. */
    public String text(Field field) {
        String value = value(field);
        return value.contains("=?")
                ? DecoderUtil.decodeEncodedWords(value, DecodeMonitor.SILENT, StandardCharsets.UTF_8)
                        .replaceAll("\\p{Cntrl}", " ")
                : value;
    }

    /** The addresses of the field; empty where they cannot be read without doubt. */
    public Optional<List<StrictAddress>> addresses(Field field) {
        return AddressField.read(value(field));
    }

    byte[] octets() {
        return octets;
    }

    /** Where the last field ends. */
    int fieldsEnd() {
        return fields.isEmpty() ? 0 : fields.getLast().end;
    }

    /**
     * A field's place.
     *
     * @param start of its name
     * @param colon behind its name
     * @param end   behind its line end
     */
    public record Field(int start, int colon, int end) {}
}
