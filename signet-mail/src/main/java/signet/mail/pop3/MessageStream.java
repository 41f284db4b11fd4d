package signet.mail.pop3;

import java.io.InputStream;
import java.time.Duration;
import signet.mail.MailException;
import signet.mail.wire.Wire;

/**
 * The octets of a multi-line answer (RFC 1939 §3): ends at {@code CRLF.CRLF} and nowhere else, the dot that was put before
 * another dot at the start of a line taken away. Lines may be of any length; a bare LF ends none.
 */
final class MessageStream extends InputStream {
    private static final int BLOCK = 16 * 1024;
    private static final long PAUSE = Duration.ofMillis(500).toNanos();

    private final Wire wire;
    private final byte[] part = new byte[BLOCK];
    private int from;
    private int to;
    private boolean lineStart = true;
    private boolean afterCr;
    private boolean ended;
    private int sinceAwait = BLOCK;
    private long lastRead;

    MessageStream(Wire wire) {
        this.wire = wire;
    }

    @Override
    public int read() throws MailException {
        return ready() ? part[from++] & 0xff : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws MailException {
        int done = 0;
        // short lines are put together, as far as they are here already
        while (done < length && (done == 0 || from < to || wire.buffered() > 0) && ready()) {
            int count = Math.min(length - done, to - from);
            System.arraycopy(part, from, buffer, offset + done, count);
            from += count;
            done += count;
        }
        return done == 0 && length > 0 ? -1 : done;
    }

    private boolean ready() throws MailException {
        while (from == to && !ended) {
            fill();
        }
        return !ended;
    }

    private void fill() throws MailException {
        // the clock starts anew with every block, and after every pause that the reader of the message made
        if (sinceAwait >= BLOCK || System.nanoTime() - lastRead > PAUSE) {
            wire.await(wire.timeouts().reply());
            sinceAwait = 0;
        }
        from = 0;
        to = wire.readPart(part, 0, part.length);
        sinceAwait += to;
        lastRead = System.nanoTime();
        if (lineStart && part[0] == '.') {
            ended = to == 3 && part[1] == '\r' && part[2] == '\n';
            from = 1;
        }
        boolean lf = part[to - 1] == '\n';
        lineStart = lf && (to > 1 ? part[to - 2] == '\r' : afterCr);
        afterCr = part[to - 1] == '\r';
    }

    /** Reads and forgets the rest, so that the next reply begins where it should. */
    void drain() throws MailException {
        while (ready()) {
            from = to;
        }
    }
}
