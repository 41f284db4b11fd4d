package signet.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import signet.server.canary.CanaryState;
import signet.server.canary.CanaryState.Missed;
import signet.server.canary.CanaryState.Reason;
import signet.server.canary.CanaryState.Returned;

/** What people read of a canary. */
class CanaryShapeTest {
    private static final Instant SENT = Instant.parse("2026-11-26T10:00:00Z");
    private static final Instant BACK = SENT.minusSeconds(900);
    private static final Optional<Returned> RETURNED = Optional.of(new Returned(BACK, Duration.ofMillis(3_210)));

    static final CanaryState MISSED =
            state(RETURNED, Optional.of(missed(3, Reason.MAILBOX, "The mailbox is not connected.")), Optional.empty());

    private static Missed missed(int inARow, Reason reason, String detail) {
        return new Missed(SENT.minusSeconds(1_800), inARow, reason, detail, "user-not-connected");
    }

    private static CanaryState state(Optional<Returned> returned, Optional<Missed> missed, Optional<String> unsent) {
        Optional<Boolean> ok =
                missed.isPresent() || unsent.isPresent() ? Optional.of(false) : returned.map(back -> true);
        return new CanaryState(
                "portal",
                Duration.ofMinutes(15),
                ok,
                Optional.of(SENT),
                returned,
                missed,
                unsent,
                false,
                SENT.plusSeconds(900));
    }

    private static void assertText(String text, Optional<Instant> at, CanaryState state) {
        assertEquals(text, CanaryShape.of(state).get("text"));
        assertEquals(at, CanaryShape.of(state).get("at"));
    }

    @Test
    void whatBecameOfItIsOneSentence() {
        assertText(
                "The test message came back after 3.2 s.",
                Optional.of(BACK),
                state(RETURNED, Optional.empty(), Optional.empty()));
        assertText(
                "The test message came back after 7 min.",
                Optional.of(BACK),
                state(Optional.of(new Returned(BACK, Duration.ofSeconds(430))), Optional.empty(), Optional.empty()));
        assertText(
                "No test message has come back yet.",
                Optional.empty(),
                state(Optional.empty(), Optional.empty(), Optional.empty()));
        assertText(
                "The test message was not sent: the account was parked.",
                Optional.of(SENT),
                state(RETURNED, Optional.empty(), Optional.of("the account was parked")));
    }

    @Test
    void whatIsMissingIsSaidWithItsReason() {
        assertText(
                "The test message did not come back: the provider accepted it, but nothing was found in the INBOX within 10 min.",
                Optional.of(SENT),
                state(RETURNED, Optional.of(missed(1, Reason.LOST, "")), Optional.empty()));
        assertText(
                "The last 2 test messages did not come back: the provider accepted them, but nothing was found in the INBOX"
                        + " within 10 min.",
                Optional.of(SENT),
                state(RETURNED, Optional.of(missed(2, Reason.LOST, "")), Optional.empty()));
        assertText(
                "The last 3 test messages were not found, because the mailbox cannot be read: The mailbox is not connected.",
                Optional.of(SENT),
                MISSED);
        assertText(
                "The test message was refused: 550 5.1.1 No such user.",
                Optional.of(SENT),
                state(RETURNED, Optional.of(missed(1, Reason.REFUSED, "550 5.1.1 No such user")), Optional.empty()));
    }
}
