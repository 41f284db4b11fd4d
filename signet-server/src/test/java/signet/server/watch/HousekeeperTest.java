package signet.server.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HousekeeperTest {
    private final MovableTime time = new MovableTime();
    private final List<String> done = new ArrayList<>();

    @Test
    void eachChoreIsDoneAtTheFirstTurnAndThenWhenItsTimeHasCome() {
        Housekeeper keeper = new Housekeeper(
                List.of(
                        Chore.simple("often", Duration.ofSeconds(5), () -> done.add("often")),
                        Chore.simple("rarely", Duration.ofMinutes(1), () -> done.add("rarely"))),
                time);
        assertEquals(Duration.ofSeconds(5), keeper.runOnce());
        assertEquals(List.of("often", "rarely"), done);
        time.pass(Duration.ofSeconds(4));
        assertEquals(Duration.ofSeconds(1), keeper.runOnce());
        assertEquals(2, done.size());
        time.pass(Duration.ofSeconds(1));
        keeper.runOnce();
        assertEquals(List.of("often", "rarely", "often"), done);
    }

    @Test
    void aWallClockThatIsSetDoesNotHurryOrStopAnything() {
        Housekeeper keeper =
                new Housekeeper(List.of(Chore.simple("x", Duration.ofSeconds(5), () -> done.add("x"))), time);
        keeper.runOnce();
        time.set(Duration.ofDays(-300));
        time.pass(Duration.ofSeconds(5));
        keeper.runOnce();
        time.set(Duration.ofDays(900));
        keeper.runOnce();
        assertEquals(2, done.size());
    }

    @Test
    void aChoreThatFailsKeepsNobodyElseFromWorkAndIsTriedAgain() {
        Housekeeper keeper = new Housekeeper(
                List.of(
                        Chore.simple("bad", Duration.ofSeconds(5), () -> {
                            done.add("bad");
                            throw new IOException("on purpose");
                        }),
                        Chore.simple("worse", Duration.ofSeconds(5), () -> {
                            throw new IllegalStateException("on purpose");
                        }),
                        Chore.simple("good", Duration.ofSeconds(5), () -> done.add("good"))),
                time);
        keeper.runOnce();
        time.pass(Duration.ofSeconds(5));
        keeper.runOnce();
        assertEquals(List.of("bad", "good", "bad", "good"), done);
    }

    @Test
    void hurriedItDoesEverythingAtTheNextTurnAndThenGoesOnAsBefore() {
        Housekeeper keeper =
                new Housekeeper(List.of(Chore.simple("x", Duration.ofHours(1), () -> done.add("x"))), time);
        keeper.runOnce();
        keeper.hurry();
        assertEquals(Duration.ofHours(1), keeper.runOnce());
        keeper.runOnce();
        assertEquals(2, done.size());
    }

    @Test
    void workInPiecesGoesOnAfterASecondSoThatOthersGetTheirTurn() {
        int[] left = {3};
        Housekeeper keeper = new Housekeeper(
                List.of(new Chore("pieces", Duration.ofHours(1), () -> {
                    done.add("piece");
                    return --left[0] > 0;
                })),
                time);
        assertEquals(Duration.ofSeconds(1), keeper.runOnce());
        time.pass(Duration.ofSeconds(1));
        keeper.runOnce();
        time.pass(Duration.ofSeconds(1));
        assertEquals(Duration.ofHours(1), keeper.runOnce());
        assertEquals(3, done.size());
    }
}
