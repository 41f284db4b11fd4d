package signet.mail.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reading costs memory by the number of messages, not by their size. */
class StreamingTest {
    /** Lines from a list; the octets of literals are made up as they are read. */
    private record Endless(Deque<String> lines) implements Octets {
        @Override
        public byte[] line(int limit) {
            return lines.remove().getBytes(StandardCharsets.ISO_8859_1);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            return length;
        }
    }

    /** Counts octets with a buffer of its own. */
    private static final class Counter implements ResponseHandler {
        private final byte[] buffer = new byte[16 * 1024];
        private long messages;
        private long octets;

        @Override
        public void fetched(Fetched message, InputStream body) throws IOException {
            messages++;
            for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
                octets += count;
            }
        }
    }

    private static Counter read(List<String> lines) throws IOException {
        Endless source = new Endless(new ArrayDeque<>(lines));
        ResponseReader reader = new ResponseReader(source);
        Counter counter = new Counter();
        while (!source.lines().isEmpty()) {
            reader.read(ResponseCursor.LINE, counter);
        }
        return counter;
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    private static String start(long uid, long size) {
        return "* 1 FETCH (UID " + uid + " FLAGS (\\Seen) INTERNALDATE \"17-Jul-2026 02:44:25 +0000\" RFC822.SIZE "
                + size + " BODY[] {" + size + "}";
    }

    @Test
    void aMessageOfFourGigabytesCostsLessThanOneMegabyteOfHeap() throws IOException {
        List<String> lines = List.of(start(1, ResponseCursor.MOST), ")");
        long before = allocated();
        Counter counter = read(lines);
        long cost = allocated() - before;
        assertEquals(ResponseCursor.MOST, counter.octets);
        assertTrue(cost < 1_000_000, cost + " octets were allocated");
    }

    @Test
    void aMessageCostsLessThanFourKilobytesOfHeap() throws IOException {
        int count = 10_000;
        Deque<String> lines = new ArrayDeque<>();
        for (int uid = 1; uid <= count; uid++) {
            lines.add(start(uid, 20_000));
            lines.add(")");
        }
        List<String> prepared = List.copyOf(lines);
        read(prepared.subList(0, 2000));
        long before = allocated();
        Counter counter = read(prepared);
        long cost = (allocated() - before) / count;
        assertEquals(count, counter.messages);
        assertTrue(cost < 4096, cost + " octets were allocated per message");
    }
}
