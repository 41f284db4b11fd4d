package signet.mail.imap;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The octets of one literal, straight from the connection. Ends after the announced count, never before. */
final class LiteralStream extends InputStream {
    private static final int BLOCK = 8192;

    private final Octets source;
    private long left;

    LiteralStream(Octets source, long length) {
        this.source = source;
        this.left = length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0) {
            return -1;
        }
        int count = source.read(buffer, offset, (int) Math.min(length, left));
        if (count < 0) {
            throw new EOFException("the connection ended " + left + " octets before the end of a literal");
        }
        left -= count;
        return count;
    }

    @Override
    public int available() {
        return 0;
    }

    /** Reads and forgets what nobody wanted, so that the next response begins where it should. */
    void drain() throws IOException {
        if (left > 0) {
            byte[] block = new byte[(int) Math.min(BLOCK, left)];
            while (read(block, 0, block.length) >= 0) {
                // nothing: the octets are not wanted
            }
        }
    }
}
