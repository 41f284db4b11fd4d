package signet.server.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import signet.mail.Envelope;
import signet.server.queue.Claim;
import signet.server.queue.EntryId;
import signet.server.queue.Submission.Origin;

/** Claims come in by orders, go out one by one or all back, and nobody asks in vain. */
class InHandTest {
    private static final Instant NOW = Instant.parse("2026-11-27T00:00:00Z");

    private final InHand inHand = new InHand();

    private static List<Claim> claims(long count) {
        SecureRandom random = new SecureRandom();
        return LongStream.range(0, count)
                .mapToObj(number -> new Claim(
                        EntryId.at(NOW, random),
                        "portal",
                        1,
                        Envelope.of("portal@contoso.example", List.of("bob@example.org")),
                        Scene.text("portal", ""),
                        0,
                        0,
                        false,
                        Origin.Kind.API,
                        NOW,
                        number))
                .toList();
    }

    private InHand.Order order(int room) {
        return inHand.order(room).orElseThrow();
    }

    @Test
    void nobodyIsToClaimBeforeSomethingMayBeThere() {
        assertEquals(Optional.empty(), inHand.order(10));
        inHand.nudged();
        assertEquals(Optional.empty(), inHand.order(0), "there is no room");
        assertEquals(10, order(10).count());
        assertEquals(Optional.empty(), inHand.order(10), "somebody is about it");
    }

    @Test
    void lessThanWasOrderedMeansThatThereIsNoMore() {
        inHand.nudged();
        inHand.filled(order(3), claims(3), true);
        assertTrue(inHand.more(), "all that was ordered came");
        inHand.filled(order(3), claims(2), true);
        assertFalse(inHand.more());
        assertEquals(5, inHand.size());
    }

    @Test
    void whatComesWhileSomebodyClaimsIsNotForgotten() {
        inHand.nudged();
        InHand.Order order = order(3);
        inHand.nudged();
        inHand.filled(order, List.of(), true);
        assertTrue(inHand.more());
    }

    @Test
    void aStoreThatDidNotAnswerIsAskedAgain() {
        inHand.nudged();
        inHand.filled(order(3), List.of(), false);
        assertEquals(3, order(3).count());
    }

    @Test
    void theyGoOutInTheirOrder() {
        List<Claim> all = claims(2);
        inHand.add(all);
        assertEquals(Optional.of(all.getFirst()), inHand.first());
        inHand.removeFirst();
        assertEquals(Optional.of(all.getLast()), inHand.first());
        inHand.removeFirst();
        assertTrue(inHand.isEmpty());
    }

    @Test
    void theLastLaneGivesAllBackAndAnotherLeavesThem() {
        List<Claim> all = claims(2);
        inHand.add(all);
        assertEquals(List.of(), inHand.leave(false));
        assertEquals(2, inHand.size());
        assertEquals(all, inHand.leave(true));
        assertTrue(inHand.isEmpty());
        assertTrue(inHand.more(), "they are in the queue again");
    }
}
