package signet.simulator.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What comes in, buffered. */
final class Inlet {
    private final Dialog dialog;
    private final InputStream in;
    private final byte[] buffer = new byte[8192];
    private int next;
    private int end;

    Inlet(Dialog dialog, InputStream in) {
        this.dialog = dialog;
        this.in = in;
    }

    Line line(int most, Duration idle, Lookout look) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(128);
        boolean tooLong = false;
        while (true) {
            if (next == end) {
                fill(idle, look);
            }
            int from = next;
            while (next < end && buffer[next] != '\n') {
                next++;
            }
            int room = Math.max(0, most - line.size());
            tooLong |= next - from > room;
            line.write(buffer, from, Math.min(next - from, room));
            if (next < end) {
                next++;
                return ended(line.toString(StandardCharsets.ISO_8859_1), tooLong);
            }
        }
    }

    private static Line ended(String line, boolean tooLong) {
        boolean crlf = line.endsWith("\r");
        String text = crlf ? line.substring(0, line.length() - 1) : line;
        return new Line(text, crlf && text.indexOf('\r') < 0, tooLong);
    }

    int read(byte[] into, int from, int most) throws IOException {
        if (next == end) {
            fill(dialog.context().exchange().policies().idleTimeout(), () -> {});
        }
        int count = Math.min(most, end - next);
        System.arraycopy(buffer, next, into, from, count);
        next += count;
        return count;
    }

    private void fill(Duration idle, Lookout look) throws IOException {
        long deadline = System.nanoTime() + idle.toNanos();
        while (true) {
            look.look();
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            if (left.isNegative() || left.isZero()) {
                throw new SocketTimeoutException("silent for " + idle);
            }
            dialog.beforeRead(left);
            int count = arrived();
            if (count < 0) {
                throw new SessionEnded("the client closed");
            }
            if (count > 0) {
                next = 0;
                end = count;
                return;
            }
        }
    }

    /** 0: nothing came for a while, time to look around. */
    private int arrived() throws IOException {
        try {
            return in.read(buffer, 0, buffer.length);
        } catch (SocketTimeoutException e) {
            return 0;
        }
    }
}
