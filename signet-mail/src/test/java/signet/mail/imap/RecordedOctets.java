package signet.mail.imap;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Octets of a server from an array, given out in pieces of a chosen size. */
final class RecordedOctets implements Octets {
    private final byte[] octets;
    private final int piece;
    private int at;

    RecordedOctets(byte[] octets, int piece) {
        this.octets = octets;
        this.piece = piece;
    }

    static RecordedOctets of(String text) {
        return new RecordedOctets(text.getBytes(StandardCharsets.ISO_8859_1), Integer.MAX_VALUE);
    }

    boolean atEnd() {
        return at == octets.length;
    }

    @Override
    public byte[] line(int limit) throws IOException {
        int end = at;
        while (end < octets.length && octets[end] != '\n') {
            end++;
        }
        if (end == octets.length) {
            at = octets.length;
            throw new EOFException("end in the middle of a line");
        }
        if (end + 1 - at > limit) {
            throw new IOException("line too long");
        }
        int start = at;
        at = end + 1;
        return Arrays.copyOfRange(octets, start, end > start && octets[end - 1] == '\r' ? end - 1 : end);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        if (at == octets.length) {
            return -1;
        }
        int count = Math.min(Math.min(length, piece), octets.length - at);
        System.arraycopy(octets, at, buffer, offset, count);
        at += count;
        return count;
    }
}
