package signet.server.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import signet.server.event.EventKind;
import signet.server.queue.EntryId;
import signet.simulator.fault.Effect;
import signet.simulator.fault.Stage;

/** The wall clock is set while mail waits. */
@Tag("F47")
@Timeout(120)
class ClockSetTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    Path folder;

    private Scene scene;

    @BeforeEach
    void open() throws IOException {
        scene = Scene.in(folder);
    }

    @AfterEach
    void close() throws IOException {
        scene.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-PT5H", "PT5H"})
    void aRecipientThatWaitsIsTriedAfterItsWait(Duration jump) throws Exception {
        scene.fault(Stage.RCPT, Effect.say("450 4.2.1 The user is receiving mail too quickly"), 1);
        scene.start();
        EntryId id = scene.accept("portal", Scene.OUTSIDE);
        scene.untilAttempts(id, 1);
        scene.set(jump);
        assertEquals(1, scene.attempts(id).size());
        scene.pass(Duration.ofMinutes(15));
        scene.untilState(id, "delivered");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-PT5H", "PT5H"})
    void anAccountThatWasAskedToSlowDownGoesOnAfterItsWait(Duration jump) throws Exception {
        scene.fault(Stage.MAIL, Effect.say("451 4.7.500 Server busy. Please try again later"), 1);
        scene.start();
        EntryId id = scene.accept("portal", Scene.OUTSIDE);
        scene.untilAttempts(id, 1);
        scene.set(jump);
        scene.pass(Duration.ofMinutes(15));
        scene.untilState(id, "delivered");
    }

    @Test
    void anIncidentIsProbedAtOnce() throws Exception {
        scene.fault(
                Stage.AUTHENTICATE,
                Effect.say("535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled"),
                2);
        scene.start();
        EntryId id = scene.accept("portal", Scene.OUTSIDE);
        scene.until("the account is parked", () -> !scene.open().isEmpty());
        scene.untilAttempts(id, 1);
        scene.set(HOUR.multipliedBy(-5));
        scene.until("it goes on", () -> !scene.events(EventKind.RECOVERED).isEmpty());
        scene.pass(Duration.ofMinutes(1));
        scene.untilState(id, "delivered");
    }

    @Test
    void aClockThatRunsFarAheadNeitherExpiresNorStopsWhatWaits() throws Exception {
        scene.fault(Stage.RCPT, Effect.say("450 4.2.1 The user is receiving mail too quickly"), 1);
        scene.start();
        EntryId id = scene.accept("portal", Scene.OUTSIDE);
        scene.untilAttempts(id, 1);
        scene.set(Duration.ofDays(400));
        assertEquals(
                0, scene.queue.store().upkeep().expire(scene.clock.instant(), (entry, envelope) -> Optional.empty()));
        scene.pass(Duration.ofMinutes(15));
        scene.untilState(id, "delivered");
    }

    @Test
    void nobodyHasToNoticeForTheQueueToBeLookedAt() throws Exception {
        Patience p = Patience.STANDARD;
        Duration look = Duration.ofMillis(300);
        scene.patience(new Patience(p.idle(), p.paced(), look, p.outage(), p.deferral()));
        scene.fault(Stage.RCPT, Effect.say("450 4.2.1 The user is receiving mail too quickly"), 1);
        scene.start();
        EntryId id = scene.accept("portal", Scene.OUTSIDE);
        scene.untilAttempts(id, 1);
        scene.clock.advance(HOUR.multipliedBy(-5));
        scene.queue.store().upkeep().clockSet(HOUR.multipliedBy(-5), scene.clock.instant());
        scene.clock.advance(Duration.ofMinutes(15)); // nobody wakes delivery
        scene.untilState(id, "delivered");
        assertTrue(scene.open().isEmpty());
    }
}
