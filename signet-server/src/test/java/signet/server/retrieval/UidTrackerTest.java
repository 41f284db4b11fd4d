package signet.server.retrieval;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import signet.mail.imap.UidSet;

class UidTrackerTest {
    @Test
    void thePositionNeverPassesAMessageThatIsMissing() {
        UidTracker tracker = new UidTracker(UidSet.of(5, 7, 9, 12), 4);
        assertEquals(4, tracker.position());
        tracker.done(9);
        assertEquals(4, tracker.position());
        tracker.done(5);
        assertEquals(5, tracker.position());
        tracker.done(7);
        assertEquals(9, tracker.position());
        tracker.done(99);
        assertEquals(9, tracker.position());
    }

    @Test
    void aMessageThatIsGoneDoesNotHoldTheOthersBack() {
        UidTracker tracker = new UidTracker(UidSet.of(5, 7, 9, 12), 4);
        tracker.done(5);
        tracker.done(9);
        tracker.done(UidSet.of(5, 7, 9));
        assertEquals(9, tracker.position());
    }
}
