package signet.mail.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import signet.mail.Content;
import signet.mail.DialogServer;
import signet.mail.Disposition;
import signet.mail.Disposition.Kind;
import signet.mail.Dsn;
import signet.mail.Envelope;
import signet.mail.Fault;
import signet.mail.ForwardPath;
import signet.mail.Protocol;
import signet.mail.SessionListener;
import signet.mail.TestAccounts;
import signet.mail.Timeouts;
import signet.mail.TlsMode;

/** What becomes of each recipient, for whatever a server answers. */
class SmtpTransactionTest {
    private static final Content MESSAGE = SmtpDialogTest.text("Subject: x\r\n\r\nbody\r\n");

    static String login(String... capabilities) {
        return "S: 220 hi\nC: EHLO client.example\nS: 250-hi\n"
                + Stream.of(capabilities).map(c -> "S: 250-" + c + "\n").reduce("", String::concat)
                + "S: 250 AUTH PLAIN\nC: AUTH PLAIN\nS: 334 \nC~ .*\nS: 235 ok\n";
    }

    /** The three commands of two recipients in one flight. */
    private static final String FLIGHT =
            login("PIPELINING") + "C: MAIL FROM:<a@x>\nC: RCPT TO:<b@y>\nC: RCPT TO:<c@y>\nC: DATA\n";

    static Stream<Arguments> answers() {
        return Stream.of(
                // MAIL refused: everybody, with that reply; the rest of the flight is read
                Arguments.of("S: 451 4.7.0 a\nS: 503 x\nS: 503 x\nS: 503 x\n" + next(false), "451M 451M", true),
                Arguments.of("S: 550 5.7.60 a\nS: 503 x\nS: 503 x\nS: 503 x\n" + next(false), "550M 550M", true),
                Arguments.of("S: 530 5.7.57 a\nS: 250 x\nS: 250 x\nS: 503 x\n" + next(false), "530M 530M", true),
                // RCPT: each has its own answer
                Arguments.of(
                        "S: 250 a\nS: 450 4.2.0 b\nS: 250 c\nS: 354 d\nC* DOT\nS: 250 e\n" + next(false),
                        "450R ACCEPTED",
                        true),
                Arguments.of(
                        "S: 250 a\nS: 452 4.5.3 b\nS: 550 5.1.1 c\nS: 554 5.5.1 d\n" + next(true), "452R 550R", true),
                // 354 although nobody was accepted: a lone dot gets us out of it
                Arguments.of(
                        "S: 250 a\nS: 550 b\nS: 550 c\nS: 354 d\nC: .\nS: 554 5.5.1 e\n" + next(false),
                        "550R 550R",
                        true),
                Arguments.of(
                        "S: 550 a\nS: 550 b\nS: 550 c\nS: 354 d\nC: .\nS: 554 e\n" + next(false), "550M 550M", true),
                // DATA refused
                Arguments.of("S: 250 a\nS: 250 b\nS: 550 c\nS: 451 4.3.0 d\n" + next(true), "451D 550R", true),
                // out of step: the connection is given up, nothing was sent
                Arguments.of(
                        "S: 250 a\nS: 250 b\nS: 250 c\nS: 250 d\nEOF\n",
                        "NOT_TRIED:PROTOCOL NOT_TRIED:PROTOCOL",
                        false),
                Arguments.of("S: 250 a\nS: 354 b\nEOF\n", "NOT_TRIED:PROTOCOL NOT_TRIED:PROTOCOL", false),
                Arguments.of("S: nonsense\nEOF\n", "NOT_TRIED:PROTOCOL NOT_TRIED:PROTOCOL", false),
                // the server ends the session
                Arguments.of("S: 421 4.4.2 idle\nEOF\n", "NOT_TRIED:CLOSED NOT_TRIED:CLOSED", false),
                Arguments.of("S: 250 a\nS: 550 b\nS: 421 4.7.0 c\nEOF\n", "550R NOT_TRIED:CLOSED", false),
                Arguments.of("CLOSE\n", "NOT_TRIED:CLOSED|NETWORK NOT_TRIED:CLOSED|NETWORK", false),
                // the final dot
                Arguments.of(
                        "S: 250 a\nS: 250 b\nS: 251 c\nS: 354 d\nC* DOT\nS: 432 4.3.2 e\n" + next(false),
                        "432. 432.",
                        true),
                Arguments.of(
                        "S: 250 a\nS: 250 b\nS: 250 c\nS: 354 d\nC* DOT\nS: 552 5.3.4 e\n" + next(false),
                        "552. 552.",
                        true),
                Arguments.of(
                        "S: 250 a\nS: 250 b\nS: 250 c\nS: 354 d\nC* DOT\nS: 421 4.3.2 e\nEOF\n", "421. 421.", false),
                Arguments.of(
                        "S: 250 a\nS: 250 b\nS: 550 c\nS: 354 d\nC* DOT\nS: 2xx garbage\nEOF\n",
                        "UNCONFIRMED:PROTOCOL 550R",
                        false),
                Arguments.of(
                        "S: 250 a\nS: 250 b\nS: 250 c\nS: 354 d\nC* DOT\nRESET\n",
                        "UNCONFIRMED:NETWORK|CLOSED UNCONFIRMED:NETWORK|CLOSED",
                        false),
                Arguments.of(
                        "S: 250 a\nS: 250 b\nS: 250 c\nS: 354 d\nC* DOT\nS: 354 again\nEOF\n",
                        "UNCONFIRMED:PROTOCOL UNCONFIRMED:PROTOCOL",
                        false),
                Arguments.of(
                        "S: 250 a\nS: 250 b\nS: 250 c\nS: 354 d\nC* DOT\nS: 250 e\nRESET\n",
                        "ACCEPTED ACCEPTED",
                        true));
    }

    /** The next message's flight, RSET before it only when the server still has a transaction open. */
    private static String next(boolean reset) {
        return (reset ? "C: RSET\n" : "") + "C: MAIL FROM:<a@x>\nC: RCPT TO:<b@y>\nC: DATA\n"
                + (reset ? "S: 250 x\n" : "")
                + "S: 250 x\nS: 250 x\nS: 354 x\nC* DOT\nS: 250 queued\nC: QUIT\nS: 221 bye\n";
    }

    @ParameterizedTest
    @MethodSource("answers")
    void everyRecipientGetsItsDisposition_F23_F24_F25_F26_F27_F29_F30_F31(
            String answers, String expected, boolean usable) throws Exception {
        try (DialogServer server = DialogServer.play(FLIGHT + answers)) {
            SmtpSession session = open(server);
            Delivery delivery = session.send(Envelope.of("a@x", List.of("b@y", "c@y")), MESSAGE, BeforeDot.NONE);
            String[] wanted = expected.split(" ");
            assertMatches(wanted[0], delivery.dispositions().get(0));
            assertMatches(wanted[1], delivery.dispositions().get(1));
            assertEquals(usable, session.usable());
            if (answers.contains("QUIT")) {
                assertTrue(session.send(Envelope.of("a@x", List.of("b@y")), MESSAGE, BeforeDot.NONE)
                        .complete());
            } else if (!usable) {
                assertEquals(
                        Kind.NOT_TRIED,
                        session.send(Envelope.of("a@x", List.of("b@y")), MESSAGE, BeforeDot.NONE)
                                .dispositions()
                                .get(0)
                                .kind());
            }
            session.close();
            server.verify();
        }
    }

    /** {@code 550R} = refused with 550 at RCPT; {@code NOT_TRIED:CLOSED} = with that fault. */
    private static void assertMatches(String wanted, Disposition got) {
        String step = switch (got.step()) {
            case MAIL -> "M";
            case RCPT -> "R";
            case DATA -> "D";
            case DOT -> ".";
        };
        String shown = switch (got.kind()) {
            case REFUSED -> got.reply().orElseThrow().status() + step;
            case ACCEPTED -> "ACCEPTED";
            case NOT_TRIED, UNCONFIRMED ->
                got.kind() + ":" + got.fault().orElseThrow().kind();
        };
        String[] kinds = wanted.split("[:|]");
        boolean good = wanted.equals(shown)
                || (kinds.length > 1 && Stream.of(kinds).skip(1).anyMatch(kind -> shown.equals(kinds[0] + ":" + kind)));
        assertTrue(good, "expected " + wanted + " but got " + got);
    }

    @Test
    void aMessageTakesTwoRoundTrips() throws Exception {
        // the dialog itself proves it: the server says nothing until it has the whole flight
        try (DialogServer server = DialogServer.play(FLIGHT
                + "S: 250 a\nS: 250 b\nS: 250 c\nS: 354 d\nC* DOT\nS: 250 e\n"
                + "C: MAIL FROM:<a@x>\nC: RCPT TO:<b@y>\nC: DATA\nS: 250 a\nS: 250 b\nS: 354 d\nC* DOT\nS: 250 e\n")) {
            SmtpSession session = open(server);
            assertTrue(session.send(Envelope.of("a@x", List.of("b@y", "c@y")), MESSAGE, BeforeDot.NONE)
                    .complete());
            assertTrue(session.send(Envelope.of("a@x", List.of("b@y")), MESSAGE, BeforeDot.NONE)
                    .complete());
            server.verify();
        }
    }

    @Test
    void manyRecipientsGoInGroupsThatFitAnyWindow() throws Exception {
        StringBuilder dialog = new StringBuilder(login("PIPELINING")).append("C: MAIL FROM:<a@x>\n");
        List<String> recipients = Stream.iterate(0, i -> i + 1)
                .limit(250)
                .map(i -> "r" + i + "@y")
                .toList();
        int sent = 1;
        for (String recipient : recipients) {
            dialog.append("C: RCPT TO:<" + recipient + ">\n");
            if (++sent % 100 == 0) {
                dialog.append("S: 250 ok\n".repeat(100));
            }
        }
        dialog.append("C: DATA\n").append("S: 250 ok\n".repeat(51)).append("S: 354 go\nC* DOT\nS: 250 ok\n");
        try (DialogServer server = DialogServer.play(dialog.toString())) {
            SmtpSession session = open(server);
            Delivery delivery = session.send(Envelope.of("a@x", recipients), MESSAGE, BeforeDot.NONE);
            assertTrue(delivery.complete());
            assertEquals(250, delivery.dispositions().size());
            server.verify();
        }
    }

    @Test
    void theHookRunsWhenOnlyTheDotIsMissing() throws Exception {
        try (DialogServer server = DialogServer.play(login()
                + "C: MAIL FROM:<a@x>\nS: 250 a\nC: RCPT TO:<b@y>\nS: 250 b\nC: DATA\nS: 354 c\nC* 20\nEOF\n")) {
            SmtpSession session = open(server);
            Delivery delivery = session.send(Envelope.of("a@x", List.of("b@y")), MESSAGE, () -> {
                throw new IOException("the database is away");
            });
            server.verify();
            assertEquals(
                    "Subject: x\r\n\r\nbody\r\n",
                    SmtpDialogTest.latin1(server.data().get(0)));
            assertMatches("NOT_TRIED:CONFIGURATION", delivery.dispositions().get(0));
            assertFalse(session.usable());
        }
    }

    @Test
    void aRuntimeExceptionInTheHookIsNoReasonToSendTheDot() throws Exception {
        try (DialogServer server = DialogServer.play(login()
                + "C: MAIL FROM:<a@x>\nS: 250 a\nC: RCPT TO:<b@y>\nS: 250 b\nC: DATA\nS: 354 c\nC* 20\nEOF\n")) {
            Delivery delivery = open(server).send(Envelope.of("a@x", List.of("b@y")), MESSAGE, () -> {
                throw new IllegalStateException("no transaction");
            });
            server.verify();
            assertEquals(Kind.NOT_TRIED, delivery.dispositions().get(0).kind());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void contentThatCannotBeReadIsNotSentByHalves(int failAt) throws Exception {
        Content content = new Content() {
            private int opened;

            @Override
            public long size() {
                return 20;
            }

            @Override
            public InputStream open() throws IOException {
                if (opened++ == failAt) {
                    throw new IOException("disk away");
                }
                String body = failAt == 2 && opened == 2
                        ? "Subject: x\r\n\r\nlonger than before\r\n"
                        : "Subject: x\r\n\r\nb\r\n";
                return new ByteArrayInputStream(body.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            }
        };
        String dialog = failAt == 0
                ? login() + "C: QUIT\nS: 221 bye\n"
                : login() + "C: MAIL FROM:<a@x>\nS: 250 a\nC: RCPT TO:<b@y>\nS: 250 b\nC: DATA\nS: 354 c\nSTALL\n";
        try (DialogServer server = DialogServer.play(dialog)) {
            SmtpSession session = open(server);
            Delivery delivery = session.send(Envelope.of("a@x", List.of("b@y")), content, BeforeDot.NONE);
            assertMatches("NOT_TRIED:CONFIGURATION", delivery.dispositions().get(0));
            assertEquals(failAt == 0, session.usable());
            session.close();
            server.verify();
        }
    }

    static Stream<Arguments> unsendable() {
        String umlaut = "Subject: x\r\n\r\n\u00e4\r\n";
        return Stream.of(
                Arguments.of("SIZE 10", "b@y", "Subject: x\r\n\r\nbody", "552", "5.3.4"),
                Arguments.of("PIPELINING", "b@y", umlaut, "554", "5.6.3"),
                Arguments.of("8BITMIME", "b@y", "Subject: \u00e4\r\n\r\nbody", "554", "5.6.7"),
                Arguments.of("8BITMIME", "b\u00e4r@y", "Subject: x\r\n\r\n", "553", "5.6.7"),
                Arguments.of("SMTPUTF8", "b@y>\r\nRCPT TO:<c@y", "Subject: x\r\n\r\n", "501", "5.1.3"));
    }

    @ParameterizedTest
    @MethodSource("unsendable")
    void whatTheServerCannotTakeIsNotSent_F33_B20(
            String capability, String recipient, String message, String status, String enhanced) throws Exception {
        try (DialogServer server = DialogServer.play(login(capability) + "C: QUIT\nS: 221 bye\n")) {
            SmtpSession session = open(server);
            Disposition refused = session.send(
                            Envelope.of("a@x", List.of(recipient)), SmtpDialogTest.text(message), BeforeDot.NONE)
                    .dispositions()
                    .get(0);
            assertEquals(Kind.REFUSED, refused.kind());
            assertEquals(status, refused.reply().orElseThrow().status());
            assertEquals(enhanced, refused.reply().orElseThrow().enhanced().orElseThrow());
            assertEquals(Fault.Kind.REFUSED, refused.fault().orElseThrow().kind());
            assertTrue(session.usable());
            session.close();
            server.verify();
        }
    }

    @Test
    void extensionsAreUsedWhereOfferedAndNeeded() throws Exception {
        try (DialogServer server = DialogServer.play(login("SIZE 0", "8BITMIME", "SMTPUTF8", "DSN")
                + "C: MAIL FROM:<a@x> SIZE=20 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=order+2B1+3D2\nS: 250 a\n"
                + "C: RCPT TO:<b\u00c3\u00a4r@y> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;b+2Bx@y\nS: 250 b\n"
                + "C: DATA\nS: 354 c\nC* DOT\nS: 250 d\n")) {
            Envelope envelope = new Envelope(
                    "a@x",
                    List.of(new ForwardPath(
                            "b\u00e4r@y",
                            java.util.Optional.of("SUCCESS,FAILURE"),
                            java.util.Optional.of("rfc822;b+x@y"))),
                    new Dsn(java.util.Optional.of("HDRS"), java.util.Optional.of("order+1=2")));
            Delivery delivery =
                    open(server).send(envelope, SmtpDialogTest.text("Subject: \u00e4\r\n\r\nbody"), BeforeDot.NONE);
            server.verify();
            assertTrue(delivery.complete());
        }
    }

    @Test
    void aDomainAloneIsSentInAscii() throws Exception {
        try (DialogServer server = DialogServer.play(
                login()
                        + "C: MAIL FROM:<>\nS: 250 a\nC: RCPT TO:<b@xn--mller-kva.example>\nS: 250 b\nC: DATA\nS: 354 c\nC* DOT\nS: 250 d\n")) {
            assertTrue(open(server)
                    .send(Envelope.of("", List.of("b@m\u00fcller.example")), MESSAGE, BeforeDot.NONE)
                    .complete());
            server.verify();
        }
    }

    @Test
    void aServerThatTakesNothingIsGivenUpInTime_F28() throws Exception {
        Content large = Content.of(new byte[50_000_000]);
        try (DialogServer server = DialogServer.play(
                login() + "C: MAIL FROM:<a@x>\nS: 250 a\nC: RCPT TO:<b@y>\nS: 250 b\nC: DATA\nS: 354 c\nHOLD\n")) {
            Timeouts hasty = new Timeouts(
                    Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMillis(400), Duration.ofSeconds(5));
            SmtpSession session = SmtpSession.open(
                    TestAccounts.with(server.account(Protocol.SMTP, TlsMode.NONE, TestAccounts.password()), hasty),
                    SessionListener.NONE);
            long begin = System.nanoTime();
            Delivery delivery = session.send(Envelope.of("a@x", List.of("b@y")), large, BeforeDot.NONE);
            assertTrue(System.nanoTime() - begin < 5_000_000_000L, "the deadline was not kept");
            assertMatches("NOT_TRIED:TIMEOUT", delivery.dispositions().get(0));
        }
    }

    @Test
    void aRefusalInTheMiddleOfTheTextIsHeard_F31() throws Exception {
        Content large = Content.of(new byte[20_000_000]);
        try (DialogServer server = DialogServer.play(login()
                + "C: MAIL FROM:<a@x>\nS: 250 a\nC: RCPT TO:<b@y>\nS: 250 b\nC: DATA\nS: 354 c\n"
                + "C* 1000000\nS: 552 5.3.4 too much\nCLOSE\n")) {
            Disposition disposition = open(server)
                    .send(Envelope.of("a@x", List.of("b@y")), large, BeforeDot.NONE)
                    .dispositions()
                    .get(0);
            // the reset may overtake the words: then we know only that no dot was sent
            assertTrue(
                    disposition.kind() == Kind.NOT_TRIED
                            || disposition.reply().orElseThrow().status().equals("552"),
                    disposition.toString());
        }
    }

    @Test
    void theReplyToTheDotHasItsOwnDeadline_F29() throws Exception {
        try (DialogServer server = DialogServer.play(login()
                + "C: MAIL FROM:<a@x>\nS: 250 a\nC: RCPT TO:<b@y>\nS: 250 b\nC: DATA\nS: 354 c\nC* DOT\nSTALL\n")) {
            Timeouts hasty = new Timeouts(
                    Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMillis(300));
            SmtpSession session = SmtpSession.open(
                    TestAccounts.with(server.account(Protocol.SMTP, TlsMode.NONE, TestAccounts.password()), hasty),
                    SessionListener.NONE);
            Delivery delivery = session.send(Envelope.of("a@x", List.of("b@y")), MESSAGE, BeforeDot.NONE);
            assertMatches("UNCONFIRMED:TIMEOUT", delivery.dispositions().get(0));
            server.verify();
        }
    }

    @Test
    void probingSendsNothing() throws Exception {
        try (DialogServer server = DialogServer.play(
                login("SIZE 100")
                        + "C: MAIL FROM:<a@x> SIZE=0\nS: 250 2.1.0 a\nC: RCPT TO:<b@y>\nS: 550 5.7.60 no\nC: RSET\nS: 250 r\nC: QUIT\nS: 221 bye\n")) {
            SmtpSession session = open(server);
            assertEquals(
                    List.of("250", "550"),
                    session.probe("a@x", "b@y").stream()
                            .map(reply -> reply.status())
                            .toList());
            assertTrue(session.usable());
            session.close();
            server.verify();
        }
    }

    private static SmtpSession open(DialogServer server) throws Exception {
        return SmtpSession.open(
                server.account(Protocol.SMTP, TlsMode.NONE, TestAccounts.password()), SessionListener.NONE);
    }
}
