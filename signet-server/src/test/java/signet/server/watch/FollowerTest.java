package signet.server.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import signet.server.event.Event;
import signet.server.event.EventKind;
import signet.server.event.Recorded;

class FollowerTest extends WithDesk {
    @Test
    void eachReaderGetsEachEventOnceWhereverItBegins() throws Exception {
        store(120);
        Notebook atStart = new Notebook(0);
        Notebook inTheMiddle = new Notebook(77);
        Notebook atEnd = new Notebook(120);
        Follower follower = new Follower(desk.events(), List.of(atStart, inTheMiddle, atEnd), desk.time, 50);

        follower.runOnce();
        store(3);
        follower.runOnce();

        assertEquals(LongStream.rangeClosed(1, 123).boxed().toList(), atStart.seen);
        assertEquals(LongStream.rangeClosed(78, 123).boxed().toList(), inTheMiddle.seen);
        assertEquals(List.of(121L, 122L, 123L), atEnd.seen);
    }

    @Test
    void aReaderThatFailsIsLeftAloneLongerEachTimeAndThenCatchesUp() throws Exception {
        Notebook good = new Notebook(0);
        Notebook bad = new Notebook(0);
        bad.broken = true;
        Follower follower = new Follower(desk.events(), List.of(good, bad), desk.time, 50);
        store(70);
        List<Duration> pauses = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Duration pause = follower.runOnce();
            pauses.add(pause);
            desk.time.pass(pause);
        }
        assertEquals(70, good.seen.size());
        assertEquals(
                List.of(1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L),
                pauses.stream().map(Duration::toSeconds).toList());

        bad.broken = false;
        store(1);
        follower.runOnce();
        assertEquals(LongStream.rangeClosed(1, 71).boxed().toList(), bad.seen);
        assertEquals(LongStream.rangeClosed(1, 71).boxed().toList(), good.seen);
        assertTrue(follower.runOnce().compareTo(Duration.ofSeconds(1)) > 0, "nothing to do, nobody to retry");
    }

    private void store(int events) throws IOException {
        for (int i = 0; i < events; i++) {
            desk.events().append(Event.of(EventKind.RELOADED, java.util.Map.of()));
        }
    }

    /** Writes down what it sees. */
    private static final class Notebook implements EventReader {
        private final List<Long> seen = new ArrayList<>();
        private long position;
        private boolean broken;

        Notebook(long position) {
            this.position = position;
        }

        @Override
        public String name() {
            return "notebook";
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public void take(List<Recorded> events) throws IOException {
            if (broken) {
                throw new IOException("on purpose");
            }
            for (Recorded event : events) {
                seen.add(event.number());
                position = event.number();
            }
        }
    }
}
