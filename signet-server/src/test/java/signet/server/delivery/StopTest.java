package signet.server.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import signet.server.event.EventKind;
import signet.server.queue.EntryId;
import signet.simulator.fault.Effect;
import signet.simulator.fault.Stage;

/** Pauses, drains, and what is in flight meanwhile. */
class StopTest extends WithScene {
    @Test
    @Tag("F54")
    void aDrainFinishesWhatIsBeingSentAndLosesNothing() throws Exception {
        scene.pace(signet.server.account.Pace.UNLIMITED);
        scene.simulator.exchange().policies().messagesPerMinute(0).smtpConnections(0);
        List<EntryId> ids = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            ids.add(scene.accept("portal", Scene.OUTSIDE));
        }
        scene.until("some are sent", () -> scene.taken() > 5);
        scene.restart();
        for (EntryId id : ids) {
            scene.untilState(id, "delivered");
        }
        assertEquals(60, scene.taken(), "none twice");
        assertEquals(List.of(), scene.events(EventKind.UNCONFIRMED));
    }

    @Test
    @Tag("F54")
    @Tag("C9")
    void whatDoesNotEndInTimeIsBrokenOffAndTriedAgain() throws Exception {
        scene.fault(Stage.DATA, Effect.stall(), 1);
        EntryId id = scene.accept("portal", Scene.OUTSIDE);
        scene.until("it is being sent", () -> scene.said("DATA") > 0);
        scene.delivery.stop(Duration.ofMillis(10));
        assertEquals(0, scene.delivery.gauges().lanes());
        assertEquals(0, scene.delivery.gauges().openSessions());
        scene.restart();
        scene.pass(Duration.ofSeconds(73));
        scene.untilState(id, "delivered");
        assertEquals(1, scene.taken());
    }

    @Test
    @Tag("C12")
    void aDrainBetweenDotAndAnswerIsUnconfirmed() throws Exception {
        scene.fault(Stage.DOT, Effect.stall(), 1);
        EntryId id = scene.accept("portal", Scene.OUTSIDE);
        scene.until("the dot is sent", () -> scene.events(EventKind.DOT).size() == 1 && scene.taken() == 1);
        scene.delivery.stop(Duration.ofMillis(10));
        scene.restart();
        scene.pass(Duration.ofSeconds(73));
        scene.untilState(id, "delivered");
        assertEquals(1, scene.events(EventKind.UNCONFIRMED).size());
        assertEquals(2, scene.taken());
    }

    @Test
    void aPausedAccountStandsStillAtOnceAndGoesOnByItself() throws Exception {
        EntryId first = scene.accept("portal", Scene.OUTSIDE);
        scene.untilState(first, "delivered");
        scene.queue.store().accountStates().pause("portal", "ops");
        scene.delivery.wake();
        scene.until("the warm session is closed", () -> scene.delivery.gauges().openSessions() == 0);
        EntryId id = scene.accept("portal", Scene.OUTSIDE);
        EntryId other = scene.accept("help", Scene.OUTSIDE);
        scene.untilState(other, "delivered");
        assertEquals("queued", scene.entry(id).state());
        scene.queue.store().accountStates().resume("portal", "ops");
        scene.untilState(id, "delivered");
    }

    @Test
    @Tag("F37")
    @Tag("C13")
    void whatTheProviderTookIsStoredAsSoonAsStorageIsSoundAgain() throws Exception {
        scene.fault(Stage.DOT, Effect.delay(Duration.ofMillis(700)), 1);
        EntryId id = scene.accept("portal", Scene.OUTSIDE);
        scene.until("the dot is noted", () -> scene.events(EventKind.DOT).size() == 1);
        scene.queue.health().latch("the disk says EIO");
        scene.until("the provider took it", () -> scene.taken() == 1);
        scene.until("the lane tries to store", () -> scene.delivery.gauges().lanes() == 1);
        assertEquals(List.of(), scene.attempts(id));
        scene.queue.health().clear();
        scene.untilState(id, "delivered");
        assertEquals(1, scene.taken());
    }

    @Test
    @Tag("F37")
    void whileStorageIsNotSoundNothingIsSent() throws Exception {
        EntryId first = scene.accept("portal", Scene.OUTSIDE);
        scene.untilState(first, "delivered");
        EntryId id = scene.accept("help", Scene.OUTSIDE);
        scene.untilState(id, "delivered");
        scene.queue.health().latch("the disk says EIO");
        scene.delivery.wake();
        scene.until("sessions are closed", () -> scene.delivery.gauges().openSessions() == 0);
        scene.queue.health().clear();
        EntryId next = scene.accept("portal", Scene.OUTSIDE);
        scene.untilState(next, "delivered");
    }
}
