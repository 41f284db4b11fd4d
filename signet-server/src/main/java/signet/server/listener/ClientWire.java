package signet.server.listener;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Octets from and to a client. Answers wait until the client's octets are used up: a pipelined batch is answered with one write.
 * Not for several threads.
 */
final class ClientWire {
    /** More than the longest line, so that a line is never copied. */
    static final int BUFFER = 16 * 1024;

    /** What {@link #readLine()} found. */
    enum Found {
        LINE,
        /** Read to its end and dropped. */
        TOO_LONG,
        /** An LF without CR: what follows may be anything. */
        BARE_LF,
        /** A TLS record where a command should be. */
        TLS_RECORD,
        END
    }

    private static final int TLS_HANDSHAKE = 0x16; // RFC 8446 §5.1

    private InputStream in;
    private OutputStream out;
    private final byte[] buffer = new byte[BUFFER];
    private int position;
    private int limit;
    private int lineStart;
    private int lineEnd;
    private final byte[] pending = new byte[2048];
    private int waiting;

    ClientWire(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /** Goes on through other streams, those of TLS. Nothing read in clear may be left. */
    void replace(InputStream nextIn, OutputStream nextOut) {
        in = nextIn;
        out = nextOut;
    }

    boolean hasInput() {
        return position < limit;
    }

    /** Drops what is in the buffer. */
    void discard() {
        position = limit;
    }

    byte[] octets() {
        return buffer;
    }

    int position() {
        return position;
    }

    int limit() {
        return limit;
    }

    void position(int next) {
        position = next;
    }

    /** Where the line begins that was found. */
    int lineStart() {
        return lineStart;
    }

    /** Where it ends, without its CRLF. */
    int lineEnd() {
        return lineEnd;
    }

    /** Sends what waits, then fills the empty buffer. False at the end. */
    boolean fill() throws IOException {
        flush();
        position = 0;
        limit = 0;
        return more();
    }

    private boolean more() throws IOException {
        int count = in.read(buffer, limit, buffer.length - limit);
        if (count <= 0) {
            return false;
        }
        limit += count;
        return true;
    }

    /** Reads up to the next line end. */
    Found readLine() throws IOException {
        if (position == limit && !fill()) {
            return Found.END;
        }
        if (buffer[position] == TLS_HANDSHAKE) {
            return Found.TLS_RECORD;
        }
        int scanned = position;
        boolean dropped = false;
        while (true) {
            while (scanned < limit && buffer[scanned] != '\n') {
                scanned++;
            }
            if (scanned < limit) {
                lineStart = position;
                position = scanned + 1;
                if (scanned == lineStart || buffer[scanned - 1] != '\r') {
                    return Found.BARE_LF;
                }
                lineEnd = scanned - 1;
                return dropped || scanned + 1 - lineStart > CommandParser.LONGEST_AUTH ? Found.TOO_LONG : Found.LINE;
            }
            flush();
            if (limit - position > CommandParser.LONGEST_AUTH) {
                dropped = true;
                buffer[0] = buffer[limit - 1]; // it may be the CR
                position = 0;
                limit = 1;
            } else if (position > 0) {
                System.arraycopy(buffer, position, buffer, 0, limit - position);
                limit -= position;
                position = 0;
            }
            scanned = limit;
            if (!more()) {
                return Found.END;
            }
        }
    }

    /** Puts it behind what waits. */
    void send(Answer answer) throws IOException {
        byte[] octets = answer.octets();
        if (waiting + octets.length > pending.length) {
            flush();
        }
        if (octets.length > pending.length) {
            out.write(octets);
            return;
        }
        System.arraycopy(octets, 0, pending, waiting, octets.length);
        waiting += octets.length;
    }

    void flush() throws IOException {
        if (waiting > 0) {
            out.write(pending, 0, waiting);
            out.flush();
            waiting = 0;
        }
    }
}
