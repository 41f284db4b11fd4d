package signet.server.delivery;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import signet.server.event.EventKind;
import signet.server.queue.Attempt;
import signet.server.queue.EntryId;
import signet.simulator.exchange.Submission;

/** Nothing goes wrong. */
class RelayTest extends WithScene {
    @Test
    void whatWasAcceptedIsAtTheProviderOctetForOctet() throws Exception {
        EntryId id = scene.accept("portal", Scene.OUTSIDE, "carol@elsewhere.example");
        scene.untilState(id, "delivered");
        Submission taken = scene.simulator.exchange().submissions().getFirst();
        assertArrayEquals(
                Scene.text("portal", "").open().readAllBytes(), taken.content().octets());
        assertEquals("portal@contoso.example", taken.envelope().from());
        assertEquals(
                List.of(Scene.OUTSIDE, "carol@elsewhere.example"),
                taken.envelope().recipients().stream()
                        .map(Submission.Recipient::address)
                        .toList());
        Attempt attempt = scene.last(id);
        assertEquals("dot", attempt.stage());
        assertEquals(Optional.of("250"), attempt.status());
        assertEquals(Optional.empty(), attempt.transcript(), "nobody reads the transcript of a success");
        assertTrue(attempt.burnt());
        assertEquals(2, scene.events(EventKind.DELIVERED).size());
        assertEquals(1, scene.events(EventKind.DOT).size());
    }

    @Test
    void oneLoginServesManyMessages() throws Exception {
        for (int i = 0; i < 5; i++) {
            EntryId id = scene.accept("portal", Scene.OUTSIDE);
            scene.untilState(id, "delivered");
        }
        assertEquals(1, scene.logins());
        assertEquals(1, scene.tokenRequests());
        assertEquals(1, scene.delivery.gauges().openSessions());
    }

    @Test
    void accountsOfOneCredentialShareItsToken() throws Exception {
        List<EntryId> ids = new ArrayList<>();
        for (String account : List.of("portal", "help", "shared")) {
            ids.add(scene.accept(account, Scene.OUTSIDE));
        }
        for (EntryId id : ids) {
            scene.untilState(id, "delivered");
        }
        assertEquals(3, scene.logins());
        assertEquals(1, scene.tokenRequests());
    }

    @Test
    void whatWaitedFromBeforeTheStartGoesOut() throws Exception {
        scene.delivery.stop(java.time.Duration.ofSeconds(5));
        EntryId id = scene.accept("portal", Scene.OUTSIDE);
        scene.restart();
        scene.untilState(id, "delivered");
    }
}
