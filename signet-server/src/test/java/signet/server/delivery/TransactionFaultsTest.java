package signet.server.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import signet.mail.Dialer;
import signet.server.account.Terms.UnconfirmedRule;
import signet.server.event.EventKind;
import signet.server.queue.Attempt;
import signet.server.queue.EntryId;
import signet.server.queue.EntryView;
import signet.server.queue.Held;
import signet.server.queue.QueueVerbs;
import signet.server.queue.RecipientState;
import signet.simulator.fault.Effect;
import signet.simulator.fault.Stage;

/** Login worked; then something went wrong with a message. */
class TransactionFaultsTest extends WithScene {
    private static final Duration RETRY = Duration.ofSeconds(73);

    private void burntAndTriedAgain(EntryId id, String stage) throws Exception {
        scene.untilAttempts(id, 1);
        Attempt first = scene.last(id);
        assertTrue(first.burnt(), first.toString());
        assertEquals(stage, first.stage());
        assertFalse(first.causes().isEmpty());
        assertTrue(first.transcript().orElseThrow().contains("C: MAIL FROM"), first.toString());
        assertEquals("queued", scene.entry(id).state());
        scene.pass(RETRY);
        scene.untilState(id, "delivered");
    }

    private void waitedAndTriedAgain(EntryId id, Duration wait) throws Exception {
        scene.untilAttempts(id, 1);
        Attempt first = scene.last(id);
        assertFalse(first.burnt(), first.toString());
        assertEquals("queued", scene.entry(id).state());
        assertEquals(List.of(), scene.open());
        scene.pass(wait);
        scene.untilState(id, "delivered");
        assertEquals(2, scene.attempts(id).size());
    }

    @Test
    @Tag("F23")
    void tooManyConnectionsWaitWithoutCountingAndUseFewer() throws Exception {
        scene.fault(Stage.DOT, Effect.say("432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded"), 1);
        waitedAndTriedAgain(scene.accept("portal", Scene.OUTSIDE), Duration.ofSeconds(31));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "451 4.7.500 Server busy. Please try again later",
                "421 4.7.0 Too much",
                "421 4.4.2 Message submission rate for this client has exceeded the configured limit"
            })
    @Tag("F24")
    void aThrottleMakesTheAccountWaitAndNobodyElse(String said) throws Exception {
        scene.fault(Stage.MAIL, Effect.say(said), 1);
        EntryId id = scene.accept("portal", Scene.OUTSIDE);
        scene.untilAttempts(id, 1);
        EntryId other = scene.accept("help", Scene.OUTSIDE);
        scene.untilState(other, "delivered");
        waitedAndTriedAgain(id, Duration.ofSeconds(61));
    }

    @ParameterizedTest
    @ValueSource(strings = {"451 4.4.0 later", "452 4.3.1 Insufficient system resources"})
    @Tag("F25")
    void aTransientRefusalOfMailIsTriedAgain(String said) throws Exception {
        scene.fault(Stage.MAIL, Effect.say(said), 1);
        burntAndTriedAgain(scene.accept("portal", Scene.OUTSIDE), "mail");
    }

    @Test
    @Tag("F25")
    void aSenderThatMayNotBeUsedWaitsForAPersonAndTheAccountGoesOn() throws Exception {
        EntryId foreign = scene.accept("portal", "dean@contoso.example", new String[] {Scene.OUTSIDE});
        scene.until("held", () -> scene.entry(foreign).held() == Held.SENDER);
        Attempt attempt = scene.last(foreign);
        assertEquals("smtp-550-5.7.60", attempt.code());
        assertEquals(Optional.of("5.7.60"), attempt.enhanced());
        assertFalse(attempt.burnt());
        assertEquals(1, scene.events(EventKind.HELD).size());
        EntryId own = scene.accept("portal", Scene.OUTSIDE);
        scene.untilState(own, "delivered");
        assertEquals(List.of(), scene.open());

        scene.simulator
                .exchange()
                .mailbox("portal@contoso.example")
                .orElseThrow()
                .sendAs("dean@contoso.example");
        scene.queue.store().verbs().apply(QueueVerbs.Verb.RELEASE, foreign, "ops", scene.clock.instant());
        scene.untilState(foreign, "delivered");
    }

    @Test
    @Tag("F25")
    void anAddressThatIsNoneFailsAndIsReported() throws Exception {
        scene.fault(Stage.MAIL, Effect.say("501 5.1.7 Invalid address"), 1);
        EntryId id = scene.accept("portal", Scene.OUTSIDE);
        scene.untilState(id, "failed");
        assertEquals(1, scene.events(EventKind.FAILED).size());
        scene.until("the report is sent", () -> scene.taken() == 1);
    }

    @Test
    @Tag("F26")
    void everyRecipientHasItsOwnFate() throws Exception {
        scene.fault(Stage.RCPT, Effect.say("450 4.2.1 busy"), 1);
        scene.fault(Stage.RCPT, Effect.say("550 5.1.1 User unknown"), 1);
        EntryId id = scene.accept("portal", "later@x.example", "never@x.example", "now@x.example");
        scene.untilAttempts(id, 1);
        assertEquals(
                List.of(RecipientState.PENDING, RecipientState.FAILED, RecipientState.DELIVERED),
                scene.entry(id).recipients().stream()
                        .map(EntryView.Recipient::state)
                        .toList());
        assertTrue(scene.last(id).burnt());
        scene.pass(RETRY);
        scene.untilState(id, "partly");
        List<List<String>> taken = scene.simulator.exchange().submissions().stream()
                .filter(sent ->
                        !sent.envelope().recipients().getFirst().address().endsWith("contoso.example"))
                .map(sent -> sent.envelope().recipients().stream()
                        .map(recipient -> recipient.address())
                        .toList())
                .toList();
        assertEquals(List.of(List.of("now@x.example"), List.of("later@x.example")), taken);
    }

    @Test
    @Tag("F26")
    void tooManyRecipientsAreSplitAtOnce() throws Exception {
        scene.simulator.exchange().policies().recipientsPerMessage(2);
        EntryId id = scene.accept("portal", "a@x.example", "b@x.example", "c@x.example", "d@x.example", "e@x.example");
        scene.untilState(id, "delivered");
        assertEquals(3, scene.taken());
        assertEquals(
                List.of("a@x.example", "b@x.example", "c@x.example", "d@x.example", "e@x.example"),
                scene.simulator.exchange().submissions().stream()
                        .flatMap(sent -> sent.envelope().recipients().stream())
                        .map(recipient -> recipient.address())
                        .collect(Collectors.toList()));
    }

    @Test
    @Tag("F27")
    void aServerOutOfStepGetsNoMessage() throws Exception {
        scene.fault(Stage.DATA, Effect.say("250 fine"), 1);
        burntAndTriedAgain(scene.accept("portal", Scene.OUTSIDE), "data");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 10, 100})
    @Tag("F28")
    @Tag("C10")
    void aConnectionThatBreaksInTheBodyIsTriedAgainWithoutADuplicate(long after) throws Exception {
        scene.fault(Stage.BODY, Effect.reset().after(after), 1);
        EntryId id = scene.accept("portal", Scene.OUTSIDE);
        // whether the dot had left when the reset came is the network's secret; the provider took nothing either way
        scene.untilAttempts(id, 1);
        scene.pass(RETRY);
        scene.untilState(id, "delivered");
        assertEquals(1, scene.taken());
    }

    @Test
    @Tag("F29")
    @Tag("C12")
    void aLostAnswerToTheDotIsRepeatedAndSaysSo() throws Exception {
        scene.fault(Stage.DOT, Effect.close(), 1);
        EntryId id = scene.accept("portal", Scene.OUTSIDE);
        scene.until("unconfirmed", () -> !scene.events(EventKind.UNCONFIRMED).isEmpty());
        assertTrue(scene.last(id).unconfirmed());
        assertTrue(scene.last(id).burnt());
        scene.pass(RETRY);
        scene.untilState(id, "delivered");
        assertEquals("true", scene.last(id).facts().get("possible-duplicate"));
        assertEquals(2, scene.taken());
        assertEquals(2, scene.events(EventKind.DOT).size());
    }

    @Test
    @Tag("F29")
    void whereTheAccountSaysSoALostAnswerWaitsForAPerson() throws Exception {
        scene.unconfirmed(UnconfirmedRule.HOLD);
        scene.fault(Stage.DOT, Effect.stall(), 1);
        EntryId id = scene.accept("portal", Scene.OUTSIDE);
        scene.until("held", () -> scene.entry(id).held() == Held.UNCONFIRMED);
        scene.pass(Duration.ofHours(2));
        EntryId next = scene.accept("portal", Scene.OUTSIDE);
        scene.untilState(next, "delivered");
        assertEquals(1, scene.attempts(id).size());
    }

    @Test
    @Tag("F30")
    void whatWasTakenIsDeliveredHoweverTheConnectionEnds() throws Exception {
        scene.fault(Stage.QUIT, Effect.reset(), 1);
        EntryId id = scene.accept("portal", Scene.OUTSIDE);
        scene.untilState(id, "delivered");
        scene.renewed();
        scene.until("session closed", () -> scene.delivery.gauges().openSessions() == 0);
        assertEquals("delivered", scene.entry(id).state());
    }

    @Test
    @Tag("F31")
    void aMessageThatIsTooLargeFails() throws Exception {
        scene.fault(Stage.DOT, Effect.say("552 5.3.4 Message size exceeds fixed maximum message size"), 1);
        EntryId id = scene.accept("portal", Scene.OUTSIDE);
        scene.untilState(id, "failed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "554 5.2.2 mailbox full; STOREDRV.Submission.Exception:QuotaExceededException",
                "550 5.2.0 daily limit",
                "550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients"
            })
    @Tag("F31")
    void aLimitOfTheAccountFailsNobody(String said) throws Exception {
        scene.fault(Stage.DOT, Effect.say(said), 1);
        waitedAndTriedAgain(scene.accept("portal", Scene.OUTSIDE), Duration.ofMinutes(61));
    }

    @Test
    @Tag("F32")
    void aWarmSessionThatIsOverIsReplacedAndNobodyHearsOfIt() throws Exception {
        for (Effect over : List.of(Effect.say("421 4.4.1 Connection timed out"), Effect.close(), Effect.reset())) {
            EntryId first = scene.accept("portal", Scene.OUTSIDE);
            scene.untilState(first, "delivered");
            scene.fault(Stage.MAIL, over, 1);
            EntryId id = scene.accept("portal", Scene.OUTSIDE);
            scene.untilState(id, "delivered");
            assertEquals(1, scene.attempts(id).size());
        }
        assertEquals(List.of(), scene.events(EventKind.UNCONFIRMED));
    }

    @Test
    @Tag("F33")
    void whatTheServerSaysItCannotTakeFailsWithoutBeingSent() throws Exception {
        scene.simulator.exchange().policies().messageSize(50);
        EntryId id = scene.accept("portal", Scene.OUTSIDE);
        scene.untilState(id, "failed");
        assertEquals(Optional.of("5.3.4"), scene.last(id).enhanced());
        assertEquals("unsendable", scene.last(id).code());
    }

    @Test
    @Tag("F35")
    @Tag("F51")
    void whatOurOwnCodeFailsAtIsQuarantinedAndKeepsNobodyWaiting() throws Exception {
        scene.dialer(new Dialer() {
            @Override
            public List<java.net.InetAddress> resolve(String host) {
                throw new StackOverflowError("as a parser would");
            }

            @Override
            public java.nio.channels.SocketChannel connect(java.net.InetSocketAddress address, Duration timeout) {
                throw new IllegalStateException();
            }
        });
        EntryId id = scene.accept("portal", Scene.OUTSIDE);
        for (int i = 1; i <= 3; i++) {
            scene.untilAttempts(id, i);
            assertFalse(scene.last(id).burnt());
            scene.pass(Duration.ofSeconds(61));
        }
        scene.until("quarantined", () -> scene.entry(id).held() == Held.QUARANTINE);
        assertTrue(scene.last(id).causes().getFirst().contains("as a parser would"));
        scene.dialer(Dialer.DIRECT);
        EntryId next = scene.accept("portal", Scene.OUTSIDE);
        scene.untilState(next, "delivered");
    }
}
