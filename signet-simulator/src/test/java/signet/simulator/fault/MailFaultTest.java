package signet.simulator.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import signet.simulator.Scenario;
import signet.simulator.Simulator;
import signet.simulator.exchange.Office;
import signet.simulator.exchange.Wire;

final class MailFaultTest {
    private final Office office = new Office();

    @AfterEach
    void close() {
        office.close();
    }

    private void fault(Protocol protocol, Stage stage, Effect effect) {
        office.simulator().faults().add(Fault.at(protocol, stage, effect).once());
    }

    private static Wire upToData(Wire wire) {
        wire.expect("MAIL FROM:<portal@contoso.example>", "250 2.1.0 Sender OK");
        wire.expect("RCPT TO:<help@contoso.example>", "250 2.1.5 Recipient OK");
        wire.expect("DATA", "354 Start mail input; end with <CRLF>.<CRLF>");
        return wire;
    }

    @ParameterizedTest
    @CsvSource({
        "CONNECT, CLOSE, <end>",
        "GREETING, CLOSE, <end>",
        "CONNECT, RESET, <SocketException>",
        "GREETING, RESET, <SocketException>"
    })
    void cutsBeforeTheGreeting(Stage stage, Action action, String seen) {
        fault(Protocol.SMTP, stage, action == Action.CLOSE ? Effect.close() : Effect.reset());
        try (Wire wire = office.smtp()) {
            assertEquals(seen, wire.line());
        }
        try (Wire wire = office.smtp()) {
            assertTrue(wire.line().startsWith("220 "));
        }
    }

    @Test
    void saysARefusalInsteadOfCarryingOut() {
        try (Wire wire = office.smtpAs(Office.PORTAL)) {
            fault(
                    Protocol.SMTP,
                    Stage.MAIL,
                    Effect.say("451 4.7.500 Server busy. Please try again later from [127.0.0.1]. (AS77712)"));
            wire.expect(
                    "MAIL FROM:<portal@contoso.example>",
                    "451 4.7.500 Server busy. Please try again later from [127.0.0.1]. (AS77712)");
            wire.expect("RCPT TO:<help@contoso.example>", "503 5.5.2 Need mail command");
            fault(Protocol.SMTP, Stage.RCPT, Effect.say("421 4.3.2 Service not active"));
            wire.expect("RCPT TO:<help@contoso.example>", "421 4.3.2 Service not active");
            assertEquals("<end>", wire.line());
        }
    }

    @Test
    void theReplyToTheDotIsLostAndTheMessageIsThere() {
        try (Wire wire = upToData(office.smtpAs(Office.PORTAL))) {
            fault(Protocol.SMTP, Stage.DOT, Effect.close());
            wire.expect("Subject: x\r\n\r\nHello\r\n.", "<end>");
        }
        assertEquals(1, office.exchange().submissionCount());
    }

    @Test
    void cutInTheBodyAndTheMessageIsNotThere() {
        fault(Protocol.SMTP, Stage.BODY, Effect.close().after(10));
        try (Wire wire = upToData(office.smtpAs(Office.PORTAL))) {
            wire.raw("Subject: x\r\n\r\nHello\r\n.\r\n");
            assertTrue(Set.of("<end>", "<SocketException>").contains(wire.line()));
        }
        assertEquals(0, office.exchange().submissionCount());
    }

    @Test
    void repliesComeInPiecesOrDamaged() {
        try (Wire wire = office.smtpAs(Office.PORTAL)) {
            fault(Protocol.SMTP, Stage.NOOP, Effect.split());
            wire.expect("NOOP", "250 2.0.0 OK");
            fault(Protocol.SMTP, Stage.NOOP, Effect.drip(3, Duration.ofMillis(1)));
            wire.expect("NOOP", "250 2.0.0 OK");
            fault(Protocol.SMTP, Stage.NOOP, Effect.delay(Duration.ofMillis(5)));
            wire.expect("NOOP", "250 2.0.0 OK");
            fault(Protocol.SMTP, Stage.NOOP, Effect.garble());
            String damaged = wire.say("NOOP");
            assertFalse(damaged.startsWith("250"), damaged);
            wire.expect("NOOP", "250 2.0.0 OK");
        }
    }

    @Test
    void injectsPlaintextBehindTheReplyToStartTls() {
        fault(Protocol.SMTP, Stage.STARTTLS, Effect.inject("250 2.0.0 injected"));
        try (Wire wire = office.smtp()) {
            wire.line();
            wire.reply("EHLO gateway.example.net");
            wire.expect("STARTTLS", "220 2.0.0 SMTP server ready");
            assertEquals("250 2.0.0 injected", wire.line());
        }
    }

    @Test
    void concernsOneMailboxOnly() {
        office.simulator()
                .faults()
                .add(Fault.at(Protocol.IMAP, Stage.SELECT, Effect.say("Server Unavailable."))
                        .of(Office.HELP));
        try (Wire portal = office.imapAs(Office.PORTAL);
                Wire help = office.imapAs(Office.HELP)) {
            assertTrue(portal.say("T SELECT INBOX").startsWith("* 0 EXISTS"));
            help.expect("T SELECT INBOX", "Server Unavailable.");
        }
    }

    @Test
    void cutsAFetchInTheMiddleOfALiteral() {
        byte[] message = "x".repeat(1_000).getBytes(StandardCharsets.US_ASCII);
        office.portal().folder("INBOX").append(message, Set.of(), Instant.EPOCH);
        try (Wire wire = office.imapAs(Office.PORTAL)) {
            wire.command("SELECT INBOX");
            fault(Protocol.IMAP, Stage.FETCH, Effect.close().after(100));
            wire.raw("T UID FETCH 1 BODY.PEEK[]\r\n");
            assertEquals(100, wire.octets(10_000).length);
        }
    }

    @Test
    void sayKnowsTheTagAndByeEndsIdle() {
        try (Wire wire = office.imapAs(Office.PORTAL)) {
            fault(
                    Protocol.IMAP,
                    Stage.NAMESPACE,
                    Effect.say("{tag} BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds"));
            wire.expect("A7 NAMESPACE", "A7 BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds");
            wire.command("SELECT INBOX");
            fault(Protocol.IMAP, Stage.IDLE, Effect.say("* BYE Connection is closed. 13"));
            wire.expect("A8 IDLE", "* BYE Connection is closed. 13");
            assertEquals("<end>", wire.line());
        }
    }

    @Test
    void closingTheServersEndsAStallAndEveryThread() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        Simulator simulator = Simulator.builder()
                .scenario(Scenario.defaults())
                .threads(task -> {
                    Thread thread = new Thread(task);
                    threads.add(thread);
                    return thread;
                })
                .start();
        simulator.faults().add(Fault.at(Protocol.POP3, Stage.GREETING, Effect.stall()));
        simulator.faults().add(Fault.at(Protocol.SMTP, Stage.GREETING, Effect.delay(Duration.ofHours(1))));
        try (Wire stalled = Wire.open(simulator.pop3Port());
                Wire delayed = Wire.open(simulator.smtpPort());
                Wire idle = Wire.open(simulator.imapPort())) {
            assertTrue(idle.line().startsWith("* OK"));
            simulator.close();
            for (Wire wire : List.of(stalled, delayed, idle)) {
                assertTrue(Set.of("<end>", "<SocketException>").contains(wire.line()));
            }
        }
        assertEquals(0, threads.stream().filter(Thread::isAlive).count());
    }

    @Test
    void readsFaultsFromNamesAndSaysEverythingThatIsWrong() {
        Fault fault = Fault.from(Map.of(
                "protocol",
                "smtp",
                "stage",
                "dot",
                "action",
                "delay",
                "duration",
                "250ms",
                "times",
                2,
                "mailbox",
                "A@b.example"));
        assertEquals(
                new Fault(
                        Protocol.SMTP,
                        Stage.DOT,
                        new Effect(Action.DELAY, "", Duration.ofMillis(250), 1, 0),
                        java.util.Optional.of("a@b.example"),
                        2,
                        1),
                fault);
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> Fault.from(Map.of("protocol", "smtpp", "stage", "dot", "action", "close", "time", 1)));
        String wrong = String.valueOf(refused.getMessage());
        assertTrue(wrong.contains("'smtpp'") && wrong.contains("unknown key 'time'"), wrong);
    }
}
