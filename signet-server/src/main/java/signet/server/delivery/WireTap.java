package signet.server.delivery;

import java.util.ArrayList;
import java.util.List;
import signet.mail.SessionListener;
import signet.mail.TranscriptRecorder;

/**
 * Hears a session and remembers the present attempt's lines. Nearly all attempts succeed and nobody reads their transcript, so
 * the lines are only kept, and made into text when they are wanted. Not for several threads.
 */
final class WireTap implements SessionListener {
    private static final int MOST = 64 * 1024;

    private final List<Line> lines = new ArrayList<>();
    private TranscriptRecorder recorder = new TranscriptRecorder();
    private int size;

    private record Line(Direction direction, String masked) {}

    /** A new attempt begins. */
    void begin() {
        lines.clear();
        size = 0;
        recorder = new TranscriptRecorder();
    }

    @Override
    public void line(Direction direction, String masked) {
        lines.add(new Line(direction, masked));
        size += masked.length();
        if (size > MOST) {
            pour();
        }
    }

    private void pour() {
        lines.forEach(line -> recorder.line(line.direction(), line.masked()));
        lines.clear();
        size = 0;
    }

    /** At most 16 KiB. */
    String transcript() {
        pour();
        return recorder.text();
    }
}
