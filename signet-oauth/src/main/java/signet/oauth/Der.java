package signet.oauth;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads and writes the little DER (X.690) that key files need. Never reads past its input, never recurses, and never
 * allocates more than its input.
 */
final class Der {
    static final int INTEGER = 0x02;
    static final int OCTETS = 0x04;
    static final int NULL = 0x05;
    static final int OID = 0x06;
    static final int SEQUENCE = 0x30;

    private final byte[] octets;
    private final int end;
    private int at;

    private Der(byte[] octets, int from, int to) {
        this.octets = octets;
        this.at = from;
        this.end = to;
    }

    /** The input is not what it should be. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message);
        }
    }

    static Der of(byte[] octets) {
        return new Der(octets, 0, octets.length);
    }

    boolean more() {
        return at < end;
    }

    /** The next element's tag, without reading it; 0 at the end. */
    int tag() {
        return more() ? octets[at] & 0xFF : 0;
    }

    /** Enters the next element. */
    Der enter(int tag) throws Malformed {
        if (tag() != tag) {
            throw new Malformed("another element was expected at byte " + at);
        }
        at++;
        int length = length();
        if (length > end - at) {
            throw new Malformed("an element goes past the end at byte " + at);
        }
        Der inner = new Der(octets, at, at + length);
        at += length;
        return inner;
    }

    byte[] rest() {
        return Arrays.copyOfRange(octets, at, end);
    }

    byte[] octets(int tag) throws Malformed {
        return enter(tag).rest();
    }

    /** An integer of at most 31 bits. */
    int smallInteger() throws Malformed {
        byte[] content = octets(INTEGER);
        if (content.length == 0 || content.length > 4 || content[0] < 0) {
            throw new Malformed("a number is out of range");
        }
        return new BigInteger(content).intValue();
    }

    /** An object identifier in dotted form. */
    String oid() throws Malformed {
        StringBuilder dotted = new StringBuilder();
        long arc = 0;
        for (byte octet : octets(OID)) {
            if (arc > Integer.MAX_VALUE) {
                throw new Malformed("an object identifier is out of range");
            }
            arc = (arc << 7) | (octet & 0x7F);
            if (octet >= 0) {
                long first = Math.min(arc / 40, 2);
                dotted.append(dotted.isEmpty() ? first + "." + (arc - 40 * first) : "." + arc);
                arc = 0;
            }
        }
        return dotted.toString();
    }

    private int length() throws Malformed {
        if (!more()) {
            throw new Malformed("a length is missing");
        }
        int first = octets[at++] & 0xFF;
        if (first < 0x80) {
            return first;
        }
        int count = first & 0x7F;
        if (count == 0 || count > 4 || count > end - at) {
            throw new Malformed("a length is not understood at byte " + at);
        }
        long length = 0;
        for (int i = 0; i < count; i++) {
            length = (length << 8) | (octets[at++] & 0xFF);
        }
        if (length > Integer.MAX_VALUE) {
            throw new Malformed("a length is out of range at byte " + at);
        }
        return (int) length;
    }

    /** Says by how much the content is shorter than its own first length claims, if it is. */
    static Optional<String> shortOf(byte[] content) {
        Der der = of(content);
        if (der.tag() != SEQUENCE) {
            return Optional.empty();
        }
        der.at++;
        try {
            long whole = (long) der.length() + der.at;
            return whole > content.length
                    ? Optional.of("it should have " + whole + " bytes and has " + content.length)
                    : Optional.empty();
        } catch (Malformed notDer) {
            return Optional.empty();
        }
    }

    /** One element. */
    static byte[] write(int tag, byte[]... contents) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (byte[] content : contents) {
            body.writeBytes(content);
        }
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        int length = body.size();
        if (length < 0x80) {
            element.write(length);
        } else {
            byte[] big = BigInteger.valueOf(length).toByteArray();
            int skip = big[0] == 0 ? 1 : 0;
            element.write(0x80 | (big.length - skip));
            element.write(big, skip, big.length - skip);
        }
        element.writeBytes(body.toByteArray());
        return element.toByteArray();
    }
}
