package signet.mail.smtp;

/**
 * Message text as it goes on the wire: every line end CRLF (CRLF, bare LF and bare CR are one each), every dot at the
 * beginning of a line doubled, CRLF at the end (RFC 5321 §2.3.8, §4.5.2). The only place that does either. Fed in pieces of
 * any size; also learns what must be known before sending.
 */
final class CanonicalData {
    private boolean afterCr;
    private int column;
    private boolean inBody;
    private long octets;
    private boolean eightBitHeader;
    private boolean eightBit;

    /** The most octets that {@link #put} makes of {@code count}. */
    static int room(int count) {
        return 2 * count + 4;
    }

    /** Converts {@code count} octets; gives how many it put into {@code out}. */
    int put(byte[] in, int count, byte[] out) {
        int length = 0;
        for (int i = 0; i < count; i++) {
            byte octet = in[i];
            if (octet == '\n' && afterCr) {
                afterCr = false; // the second half of a CRLF that was written at its CR
            } else if (octet == '\r' || octet == '\n') {
                afterCr = octet == '\r';
                length = lineEnd(out, length);
            } else {
                afterCr = false;
                if (octet == '.' && column == 0) {
                    out[length++] = '.';
                }
                out[length++] = octet;
                column++;
                octets++;
                note(octet);
            }
        }
        return length;
    }

    /** What is missing at the end of the text: a line end, or nothing. */
    int finish(byte[] out) {
        return column == 0 ? 0 : lineEnd(out, 0);
    }

    private int lineEnd(byte[] out, int length) {
        out[length] = '\r';
        out[length + 1] = '\n';
        octets += 2;
        inBody = inBody || column == 0;
        column = 0;
        return length + 2;
    }

    private void note(byte octet) {
        if (octet < 0) {
            eightBit = true;
            eightBitHeader = eightBitHeader || !inBody;
        }
    }

    /** The size of the message so far (RFC 1870 §5: CRLF counts two, doubled dots do not count). */
    long octets() {
        return octets;
    }

    /** True when an octet above 127 was seen. */
    boolean eightBit() {
        return eightBit;
    }

    /** True when one was seen before the first empty line. */
    boolean eightBitHeader() {
        return eightBitHeader;
    }
}
