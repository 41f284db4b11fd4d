package signet.server.listener;

import java.io.IOException;

/**
 * Octets from and to a client. Answers wait until the client's octets are used up: a pipelined batch is answered with one write.
 * Not for several threads at once.
 */
final class ClientWire {
    /** More than the longest line, so that a line is never copied. */
    static final int BUFFER = 16 * 1024;

    /** What {@link #scan()} and {@link #readLine()} found. */
    enum Found {
        LINE,
        /** Only its beginning, or nothing; of {@link #readLine()}: and no more will come. */
        PART,
        /** Read to its end and dropped. */
        TOO_LONG,
        /** An LF without CR: what follows may be anything. */
        BARE_LF,
        /** A TLS record where a command should be. */
        TLS_RECORD
    }

    private static final int TLS_HANDSHAKE = 0x16; // RFC 8446 §5.1

    private Link link;
    private final byte[] buffer = new byte[BUFFER];
    private int position;
    private int limit;
    private int lineStart;
    private int lineEnd;
    /** How much behind the position was looked at for a line end. */
    private int scanned;

    private boolean dropping;
    private boolean full;
    private final byte[] pending = new byte[2048];
    private int waiting;

    ClientWire(Link link) {
        this.link = link;
    }

    /** Goes on through another link, that of TLS. Nothing read in clear may be left. */
    void replace(Link next) {
        link = next;
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

    /**
     * Sends what waits, then reads behind what is in the buffer, where there is always room after {@link #scan()}.
     *
     * @return false at the end; true too when nothing has come, on a link that does not wait
     */
    boolean fill() throws IOException {
        flush();
        if (position > 0) {
            System.arraycopy(buffer, position, buffer, 0, limit - position);
            limit -= position;
            position = 0;
        }
        int count = link.read(buffer, limit, buffer.length - limit);
        limit += Math.max(count, 0);
        full = limit == buffer.length;
        return count >= 0;
    }

    /** Whether the last {@link #fill()} found more than there was room for, or just as much. */
    boolean full() {
        return full;
    }

    /** Looks for the next line in what has come. {@link Found#PART} asks for {@link #fill()}; the end is seen there. */
    Found scan() {
        if (position < limit && buffer[position] == TLS_HANDSHAKE && !dropping) {
            return Found.TLS_RECORD;
        }
        int at = position + scanned;
        while (at < limit && buffer[at] != '\n') {
            at++;
        }
        if (at < limit) {
            return line(at);
        }
        if (limit - position > CommandParser.LONGEST_AUTH) {
            dropping = true;
            buffer[0] = buffer[limit - 1]; // it may be the CR
            position = 0;
            limit = 1;
        }
        scanned = limit - position;
        return Found.PART;
    }

    private Found line(int end) {
        boolean dropped = dropping;
        lineStart = position;
        position = end + 1;
        scanned = 0;
        dropping = false;
        if (end == lineStart || buffer[end - 1] != '\r') {
            return Found.BARE_LF;
        }
        lineEnd = end - 1;
        return dropped || end + 1 - lineStart > CommandParser.LONGEST_AUTH ? Found.TOO_LONG : Found.LINE;
    }

    /** Reads up to the next line end, or to the end of the connection. For links that wait. */
    Found readLine() throws IOException {
        Found found = scan();
        while (found == Found.PART) {
            if (!fill()) {
                return found;
            }
            found = scan();
        }
        return found;
    }

    /** Puts it behind what waits. */
    void send(Answer answer) throws IOException {
        byte[] octets = answer.octets();
        if (waiting + octets.length > pending.length) {
            flush();
        }
        if (octets.length > pending.length) {
            link.write(octets, 0, octets.length);
            return;
        }
        System.arraycopy(octets, 0, pending, waiting, octets.length);
        waiting += octets.length;
    }

    void flush() throws IOException {
        if (waiting > 0) {
            link.write(pending, 0, waiting);
            waiting = 0;
        }
    }
}
