package signet.mail;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Keeps the masked lines of a conversation, at most 16 KiB of UTF-8: its beginning and its end. {@code C:} is us, {@code S:}
 * the server. Not for several threads.
 */
public final class TranscriptRecorder implements SessionListener {
    private static final int LIMIT = 16 * 1024;
    private static final int HEAD = 6 * 1024;
    private static final int LONGEST_LINE = 1024;
    private static final String GAP = "… (lines left out)\n";

    private final List<String> head = new ArrayList<>();
    private final Deque<String> tail = new ArrayDeque<>();
    private int headSize;
    private int tailSize;
    private boolean gap;

    @Override
    public void line(Direction direction, String masked) {
        String cut = masked.length() > LONGEST_LINE ? masked.substring(0, LONGEST_LINE) + "…" : masked;
        String text = cut.replaceAll("\\p{Cc}", "?"); // a transcript is looked at on terminals
        String line = (direction == Direction.CLIENT ? "C: " : "S: ") + text + "\n";
        int size = size(line);
        if (tail.isEmpty() && !gap && headSize + size <= HEAD) {
            head.add(line);
            headSize += size;
            return;
        }
        tail.add(line);
        tailSize += size;
        while (headSize + tailSize + size(GAP) > LIMIT) {
            gap = true;
            tailSize -= size(tail.remove());
        }
    }

    /** The transcript, one line per line. */
    public String text() {
        return String.join("", head) + (gap ? GAP : "") + String.join("", tail);
    }

    private static int size(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
