package signet.server.mime;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Changes to a header: lines in front, fields taken out, fields behind. Every other octet stays as it is and where it is.
 * Values come from us or from the header itself; a line break in one is refused.
 */
public final class HeaderEdit {
    private static final byte[] CRLF = {'\r', '\n'};

    private final HeaderBlock header;
    private final List<byte[]> front = new ArrayList<>(1);
    private final List<byte[]> behind = new ArrayList<>(2);
    private final Set<HeaderBlock.Field> removed = new HashSet<>(2);

    public HeaderEdit(HeaderBlock header) {
        this.header = header;
    }

    /** A field that goes before all others, as trace fields do (RFC 5321 §4.4). May be folded by CRLF and space. */
    public void prepend(String field) {
        front.add(field.getBytes(StandardCharsets.US_ASCII));
    }

    public void append(String name, String value) {
        if (value.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            throw new IllegalArgumentException("a line break inside the header field " + name);
        }
        behind.add((name + ": " + value + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Another field with the same octets as value, with its folding. */
    public void appendCopy(String name, HeaderBlock.Field of) {
        byte[] label = (name + ":").getBytes(StandardCharsets.US_ASCII);
        int length = of.end() - of.colon() - 1;
        byte[] field = new byte[label.length + length];
        System.arraycopy(label, 0, field, 0, label.length);
        System.arraycopy(header.octets(), of.colon() + 1, field, label.length, length);
        behind.add(field);
    }

    public void remove(HeaderBlock.Field field) {
        removed.add(field);
    }

    /** Whether the header stays as it is. */
    public boolean nothing() {
        return front.isEmpty() && behind.isEmpty() && removed.isEmpty();
    }

    /** Writes the header with its changes and the empty line behind it. */
    public void writeTo(OutputStream out) throws IOException {
        for (byte[] field : front) {
            out.write(field);
        }
        byte[] octets = header.octets();
        int from = 0;
        for (HeaderBlock.Field field : removed.stream()
                .sorted((a, b) -> Integer.compare(a.start(), b.start()))
                .toList()) {
            out.write(octets, from, field.start() - from);
            from = field.end();
        }
        int end = header.fieldsEnd();
        out.write(octets, from, end - from);
        if (end > 0 && octets[end - 1] != '\n' && octets[end - 1] != '\r') {
            out.write(CRLF); // the message ended inside its last field
        }
        for (byte[] field : behind) {
            out.write(field);
        }
        out.write(CRLF);
    }
}
