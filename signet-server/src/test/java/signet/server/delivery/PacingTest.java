package signet.server.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import signet.server.account.Pace;
import signet.server.queue.Attempt;
import signet.server.queue.EntryId;
import signet.simulator.fault.Effect;
import signet.simulator.fault.Stage;

/** The simulator enforces Exchange Online's limits; delivery must never hear of them. */
class PacingTest extends WithScene {
    private List<EntryId> accept(String account, int count) throws Exception {
        List<EntryId> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(scene.accept(account, Scene.OUTSIDE));
        }
        return ids;
    }

    private void nobodyComplained() {
        assertEquals(0, scene.said("432 4.3.2"));
        assertEquals(0, scene.said("421 4.4.2"));
    }

    @Test
    @Tag("F23")
    void aQueueOfFiveMinutesGoesOutInFiveMinutes() throws Exception {
        List<EntryId> ids = accept("portal", 130);
        for (int minute = 1; minute <= 4; minute++) {
            int most = 30 * minute;
            scene.until("minute " + minute, () -> scene.taken("portal") == most);
            scene.until("it waits for its pace", () -> scene.delivery.gauges().pacingWaits() == 1);
            scene.pass(Duration.ofSeconds(59));
            EntryId other = scene.accept("help", Scene.OUTSIDE);
            scene.untilState(other, "delivered");
            assertEquals(most, scene.taken("portal"), "a second too early");
            scene.pass(Duration.ofSeconds(1));
        }
        for (EntryId id : ids) {
            scene.untilState(id, "delivered");
        }
        nobodyComplained();
    }

    @Test
    @Tag("F23")
    void aRestartForgetsNothing() throws Exception {
        List<EntryId> ids = accept("portal", 40);
        scene.until("the minute is full", () -> scene.taken() == 30);
        scene.restart();
        scene.until("it waits for its pace", () -> scene.delivery.gauges().pacingWaits() == 1);
        scene.pass(Duration.ofSeconds(75));
        for (EntryId id : ids) {
            scene.untilState(id, "delivered");
            for (Attempt attempt : scene.attempts(id)) {
                assertEquals("dot", attempt.stage());
            }
        }
        nobodyComplained();
    }

    @Test
    void theDaysRecipientsAreKeptToo() throws Exception {
        scene.simulator.exchange().policies().recipientsPerDay(3);
        scene.pace(new Pace(OptionalInt.of(3), OptionalInt.of(30), OptionalInt.of(3)));
        EntryId two = scene.accept("portal", "a@x.example", "b@x.example");
        scene.untilState(two, "delivered");
        EntryId more = scene.accept("portal", "c@x.example", "d@x.example");
        EntryId one = scene.accept("help", "c@x.example");
        scene.untilState(one, "delivered");
        scene.pass(Duration.ofHours(23));
        scene.accept("help", "c@x.example");
        scene.until("the other is sent", () -> scene.taken("help") == 2);
        assertEquals("queued", scene.entry(more).state());
        assertEquals(List.of(), scene.attempts(more));
        scene.pass(Duration.ofHours(2));
        scene.untilState(more, "delivered");
        assertEquals(0, scene.said("550 5.1.90"));
    }

    @Test
    void neverMoreConnectionsThanTheAccountMayHave() throws Exception {
        accept("portal", 30);
        scene.until("all are sent", () -> scene.taken() == 30);
        assertTrue(scene.logins() <= 3, scene.logins() + " logins");
        nobodyComplained();
    }

    @Test
    @Tag("F25")
    void whyNothingBeginsIsSaidUntilItDoes() throws Exception {
        assertEquals(Optional.empty(), scene.delivery.rest("portal"));
        scene.fault(Stage.MAIL, Effect.say("421 4.7.0 Temporary rate limit, try again later"), 1);
        EntryId first = scene.accept("portal", Scene.OUTSIDE);
        scene.untilAttempts(first, 1);
        Rest rest = scene.delivery.rest("portal").orElseThrow();
        assertEquals(scene.clock.instant().plus(Duration.ofMinutes(1)), rest.until());
        assertTrue(rest.reason().contains("421 4.7.0 Temporary rate limit"), rest.toString());
        scene.pass(Duration.ofMinutes(1));
        scene.untilState(first, "delivered");
        assertEquals(Optional.empty(), scene.delivery.rest("portal"));

        List<EntryId> ids = accept("portal", 40);
        scene.until("it waits for its pace", () -> scene.delivery.gauges().pacingWaits() == 1);
        rest = scene.delivery.rest("portal").orElseThrow();
        assertEquals(scene.clock.instant().plus(Duration.ofMinutes(1)), rest.until());
        assertTrue(rest.reason().contains("has asked for less"), rest.toString());
        for (int minute = 0; minute < 2; minute++) {
            scene.pass(Duration.ofMinutes(1));
        }
        for (EntryId id : ids) {
            scene.untilState(id, "delivered");
        }
        assertEquals(Optional.empty(), scene.delivery.rest("portal"));
    }
}
