package signet.server.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("F47")
class ClockWatchTest {
    private final MovableTime time = new MovableTime();
    private final ClockWatch watch = new ClockWatch(time, time);

    @Test
    void timeThatPassesEvenlyIsBelieved() {
        for (int i = 0; i < 100; i++) {
            time.pass(Duration.ofMinutes(17));
            time.set(Duration.ofSeconds(i % 2 == 0 ? 30 : -30)); // a time service that nudges
            assertTrue(watch.steady());
        }
        assertEquals(0, watch.jumps());
    }

    @ParameterizedTest
    @CsvSource({"PT1H, PT59M, PT1H", "PT-1H, PT59M, PT1H", "PT2M, PT9M, PT10M", "P400D, PT23H, P1D"})
    void afterAJumpNothingIsBelievedForAsLongAsItJumpedButTenMinutesToADay(
            Duration jump, Duration still, Duration over) {
        time.set(jump);
        assertFalse(watch.steady());
        time.pass(still);
        assertFalse(watch.steady());
        time.pass(over.minus(still));
        assertTrue(watch.steady());
        assertEquals(1, watch.jumps());
    }

    @ParameterizedTest
    @CsvSource({"PT1H", "PT-1H"})
    void aClockThatIsSetRightAgainIsBelievedAtOnce(Duration jump) {
        time.set(jump);
        assertFalse(watch.steady());
        time.pass(Duration.ofMinutes(3));
        time.set(jump.negated());
        assertTrue(watch.steady());
        assertEquals(2, watch.jumps());
    }

    @Test
    void aProcessThatIsStoppedBetweenTheTwoClocksSeesNoJump() {
        AtomicInteger looks = new AtomicInteger();
        ClockWatch stopped = new ClockWatch(time, () -> {
            if (looks.incrementAndGet() == 3) { // the wall clock has been looked at, the other one not yet
                time.pass(Duration.ofMinutes(10));
            }
            return time.getAsLong();
        });
        assertTrue(stopped.steady());
        assertTrue(stopped.steady());
        assertEquals(0, stopped.jumps());
        assertEquals(Duration.ZERO, stopped.untold());
    }

    @Test
    void aJumpBetweenTwoLooksThatIsTakenBackIsNone() {
        time.set(Duration.ofHours(1));
        time.set(Duration.ofHours(-1));
        assertTrue(watch.steady());
    }
}
