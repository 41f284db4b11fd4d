package signet.server.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import signet.mail.Dialer;
import signet.server.account.Incident;
import signet.server.account.Outcome.Scope;
import signet.server.account.Pace;
import signet.server.event.EventKind;
import signet.server.queue.Attempt;
import signet.server.queue.EntryId;
import signet.simulator.exchange.Profile;
import signet.simulator.fault.Effect;
import signet.simulator.fault.Stage;

/** There was no session: nothing is wrong with any message, so nothing is burnt. */
class ConversationFaultsTest extends WithScene {
    private Attempt firstAttempt(EntryId id) throws Exception {
        scene.untilAttempts(id, 1);
        Attempt first = scene.last(id);
        assertFalse(first.burnt(), first.toString());
        assertFalse(first.causes().isEmpty());
        assertEquals("queued", scene.entry(id).state());
        assertEquals(0, scene.taken());
        return first;
    }

    private Incident incident(Scope scope) throws Exception {
        scene.until("an incident is open", () -> !scene.open().isEmpty());
        assertEquals(1, scene.open().size());
        assertEquals(scope, scene.open().getFirst().scope());
        return scene.open().getFirst();
    }

    private static int closedPort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    @Tag("F16")
    void aServerThatCannotBeReachedIsTriedAtGrowingDistances() throws Exception {
        int port = scene.simulator.smtpPort();
        scene.port(closedPort());
        EntryId id = scene.accept("portal", Scene.OUTSIDE);
        Attempt first = firstAttempt(id);
        assertEquals("connect", first.stage());
        assertEquals("connect-failed", first.code());
        scene.pass(Duration.ofSeconds(16));
        scene.untilAttempts(id, 2);
        assertEquals(List.of(), scene.open());
        scene.pass(Duration.ofSeconds(16));
        scene.accept("portal", Scene.OUTSIDE);
        assertEquals(2, scene.attempts(id).size(), "the second wait is longer than the first");
        scene.port(port); // a new roster ends the wait
        scene.untilState(id, "delivered");
        assertEquals(List.of(), scene.events(EventKind.PARKED));
    }

    @Test
    @Tag("F16")
    @Tag("F34")
    void aServerThatStaysAwayIsOneIncidentForAllItsAccounts() throws Exception {
        int port = scene.simulator.smtpPort();
        scene.port(closedPort());
        EntryId id = scene.accept("portal", Scene.OUTSIDE);
        for (int i = 1; scene.open().isEmpty() && i < 12; i++) {
            scene.untilAttempts(id, i);
            scene.pass(Duration.ofMinutes(2));
        }
        Incident incident = incident(Scope.UPSTREAM);
        EntryId other = scene.accept("help", Scene.OUTSIDE);
        assertEquals(3, scene.queue.store().accountStates().standstills().size());
        scene.pass(Duration.ofMinutes(6));
        scene.until("probed", () -> scene.open().getFirst().probes() > incident.probes());
        scene.port(port);
        scene.untilState(id, "delivered");
        scene.untilState(other, "delivered");
        assertEquals(1, scene.events(EventKind.PARKED).size());
        assertEquals(1, scene.events(EventKind.RECOVERED).size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GREETING     | 421 4.3.0 not now            | greeting     | connection-lost",
                "GREETING     | 554 5.3.2 no                 | greeting     | greeting-refused",
                "CAPABILITIES | 502 5.5.1 not implemented    | capabilities | greeting-refused",
                "STARTTLS     | 454 4.7.0 not just now       | tls          | greeting-refused",
                "AUTHENTICATE | 454 4.7.0 later              | authenticate | login-refused",
            })
    @Tag("F17")
    @Tag("F18")
    @Tag("F19")
    void aServerThatDoesNotWantToTalkIsAskedAgainLater(Stage stage, String said, String at, String code)
            throws Exception {
        scene.fault(stage, Effect.say(said), 1);
        EntryId id = scene.accept("portal", Scene.OUTSIDE);
        Attempt first = firstAttempt(id);
        assertEquals(at, first.stage());
        assertEquals(code, first.code());
        assertEquals(Optional.of(said.substring(0, 3)), first.status());
        assertEquals(said, first.causes().getLast());
        scene.pass(Duration.ofSeconds(61));
        scene.untilState(id, "delivered");
        assertEquals(List.of(), scene.events(EventKind.PARKED));
    }

    @Test
    @Tag("F17")
    void aServerThatSaysNothingCostsOneAttemptAndNoMail() throws Exception {
        scene.fault(Stage.GREETING, Effect.stall(), 1);
        EntryId id = scene.accept("portal", Scene.OUTSIDE);
        assertEquals("connect-timeout", firstAttempt(id).code());
        scene.pass(Duration.ofSeconds(16));
        scene.untilState(id, "delivered");
    }

    @Test
    @Tag("F18")
    void withoutTlsNothingIsSentAndTheServerIsParked() throws Exception {
        scene.simulator.exchange().policies().startTlsOffered(false);
        EntryId id = scene.accept("portal", Scene.OUTSIDE);
        assertEquals("tls", firstAttempt(id).stage());
        incident(Scope.UPSTREAM);
        assertEquals(0, scene.logins());
        scene.simulator.exchange().policies().startTlsOffered(true);
        scene.pass(Duration.ofSeconds(61));
        scene.untilState(id, "delivered");
        assertEquals(1, scene.events(EventKind.RECOVERED).size());
    }

    @Test
    @Tag("F19")
    void textPutIntoTheConnectionBeforeTlsIsAnIncident() throws Exception {
        scene.fault(Stage.STARTTLS, Effect.inject("250 injected"), 1);
        EntryId id = scene.accept("portal", Scene.OUTSIDE);
        assertEquals("tls-attack", firstAttempt(id).code());
        incident(Scope.UPSTREAM);
        assertEquals(0, scene.logins());
    }

    @Test
    @Tag("F20")
    void aCertificateNobodyTrustsParksTheServerOnce() throws Exception {
        scene.trusting(false);
        EntryId id = scene.accept("portal", Scene.OUTSIDE);
        EntryId other = scene.accept("help", Scene.OUTSIDE);
        assertEquals("tls-failed", firstAttempt(id).code());
        incident(Scope.UPSTREAM);
        assertEquals(0, scene.logins());
        scene.trusting(true);
        scene.untilState(id, "delivered");
        scene.untilState(other, "delivered");
        assertEquals(1, scene.events(EventKind.PARKED).size());
    }

    @Test
    @Tag("F21")
    void aTokenIsNeverSentAsAPassword() throws Exception {
        scene.simulator.exchange().policies().profile(Profile.PLAIN);
        EntryId id = scene.accept("portal", Scene.OUTSIDE);
        assertEquals("oauth-not-offered", firstAttempt(id).code());
        incident(Scope.ACCOUNT);
        assertEquals(0, scene.logins());
    }

    @Test
    @Tag("F22")
    void aChallengeInsteadOfAnAnswerIsAnsweredAndTold() throws Exception {
        scene.simulator.exchange().policies().profile(Profile.GOOGLE);
        EntryId before = scene.accept("portal", Scene.OUTSIDE);
        scene.untilState(before, "delivered");
        scene.simulator.entra().revokeTokens();
        scene.renewed();
        EntryId id = scene.accept("portal", Scene.OUTSIDE);
        scene.untilAttempts(id, 1);
        Attempt first = scene.last(id);
        assertFalse(first.burnt());
        assertEquals("authenticate", first.stage());
        assertEquals(Optional.of("535"), first.status());
        assertFalse(first.transcript().orElseThrow().contains("eyJ0eXAi"), "no token in a transcript");
        incident(Scope.CREDENTIAL);
    }

    @Test
    @Tag("F16")
    void whatAServerSaysOnceItIsBackIsNotWaitedForLongerBecauseItWasAway() throws Exception {
        scene.fault(Stage.GREETING, Effect.say("421 4.3.0 not now"), 4);
        scene.fault(Stage.STARTTLS, Effect.say("454 4.7.0 not just now"), 1);
        EntryId id = scene.accept("portal", Scene.OUTSIDE);
        for (int tries = 1; tries <= 4; tries++) {
            scene.untilAttempts(id, tries);
            scene.pass(Duration.ofSeconds(15).multipliedBy(1L << (tries - 1)).plusSeconds(1));
        }
        scene.untilAttempts(id, 5);
        assertEquals("greeting-refused", scene.last(id).code());
        scene.pass(Duration.ofSeconds(61));
        scene.untilState(id, "delivered");
        assertEquals(List.of(), scene.events(EventKind.PARKED));
    }

    @Test
    @Tag("F16")
    void messagesThatFailTogetherAreOneTry() throws Exception {
        scene.pace(Pace.UNLIMITED);
        scene.fault(Stage.GREETING, Effect.stall(), 0);
        for (int i = 0; i < 8; i++) {
            scene.accept("portal", Scene.OUTSIDE);
        }
        scene.until("they are tried together", () -> scene.delivery.gauges().lanes() > 3);
        scene.until("they have failed", () -> scene.delivery.gauges().lanes() == 0);
        Rest rest = scene.delivery.rest("portal").orElseThrow();
        assertEquals(scene.clock.instant().plusSeconds(15), rest.until());
    }

    /** An operator is told the same by the incident and by each probe, and not in Java's words. */
    @Test
    @Tag("F16")
    void aHostWithoutAddressIsNamedWithWhatToLookAt() throws Exception {
        Patience p = Patience.STANDARD;
        scene.delivery.stop(Duration.ofSeconds(5));
        scene.patience(new Patience(p.idle(), p.paced(), p.look(), Duration.ZERO, p.deferral()));
        scene.dialer(new Nameless());
        scene.start();
        scene.accept("portal", Scene.OUTSIDE);
        Incident incident = incident(Scope.UPSTREAM);
        String expected =
                "no address is known for " + scene.simulator.host() + ": is the name right, and does DNS work here?";
        assertEquals("host-unknown", incident.code());
        assertEquals(expected, incident.reason());
        scene.pass(Duration.ofMinutes(6));
        scene.until("probed", () -> scene.open().getFirst().probes() > incident.probes());
        assertEquals(expected, scene.open().getFirst().reason());
    }

    /** No DNS. */
    private static final class Nameless implements Dialer {
        @Override
        public List<InetAddress> resolve(String host) throws UnknownHostException {
            throw new UnknownHostException(host);
        }

        @Override
        public SocketChannel connect(InetSocketAddress address, Duration timeout) throws IOException {
            return Dialer.DIRECT.connect(address, timeout);
        }
    }
}
