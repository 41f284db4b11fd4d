package signet.mail.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import signet.mail.Account;
import signet.mail.Content;
import signet.mail.DialogServer;
import signet.mail.DialogServer.Chunks;
import signet.mail.Disposition;
import signet.mail.Disposition.Kind;
import signet.mail.Envelope;
import signet.mail.Fault;
import signet.mail.MailException;
import signet.mail.Protocol;
import signet.mail.RecordingListener;
import signet.mail.SessionListener;
import signet.mail.Stage;
import signet.mail.TestAccounts;
import signet.mail.TlsMode;

/** Whole conversations, whatever way the server's octets are cut into packets. */
class SmtpDialogTest {
    private static final Content MESSAGE = text("Subject: x\r\n\r\n.hidden\r\nlast");

    static Content text(String text) {
        return Content.of(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("P11")
    @Tag("P12")
    @Tag("P14")
    void sendsAsExchangeOnlineWantsIt(Chunks chunks) throws Exception {
        RecordingListener heard = new RecordingListener();
        try (DialogServer server = DialogServer.playFile("smtp-exchange", chunks)) {
            Account account = server.account(Protocol.SMTP, TlsMode.STARTTLS, TestAccounts.bearer("token-1"));
            Delivery delivery;
            try (SmtpSession session = SmtpSession.open(account, heard)) {
                assertEquals(157286400, session.capabilities().largestMessage().orElseThrow());
                assertEquals(Set.of("LOGIN", "XOAUTH2"), session.capabilities().mechanisms());
                delivery = session.send(
                        Envelope.of("user@example.org", List.of("bob@example.net", "nobody@example.net")),
                        MESSAGE,
                        BeforeDot.NONE);
                assertTrue(session.usable());
            }
            server.verify();
            assertEquals(
                    "Subject: x\r\n\r\n..hidden\r\nlast\r\n",
                    latin1(server.data().get(0)));
            assertEquals(List.of(Kind.ACCEPTED, Kind.REFUSED), kinds(delivery));
            assertEquals(
                    "5.1.1",
                    delivery.dispositions()
                            .get(1)
                            .reply()
                            .orElseThrow()
                            .enhanced()
                            .orElseThrow());
            assertEquals(30, delivery.octetsSent());
        }
        assertEquals(
                List.of(
                        Stage.RESOLVE,
                        Stage.CONNECT,
                        Stage.GREETING,
                        Stage.CAPABILITIES,
                        Stage.TLS,
                        Stage.CAPABILITIES,
                        Stage.AUTHENTICATE,
                        Stage.SEND),
                heard.passed());
        assertFalse(heard.lines().toString().contains("dXNlcj1"), "the token is in the transcript");
    }

    @ParameterizedTest
    @EnumSource
    void readsTheReplyBehindGooglesChallenge_F22(Chunks chunks) throws Exception {
        RecordingListener heard = new RecordingListener();
        // on loopback a token still needs TLS, so the dialog begins with a handshake
        try (DialogServer server =
                DialogServer.play("TLS\n" + DialogServer.file("smtp-google-refusal"), chunks, Integer.MAX_VALUE)) {
            Account account = server.account(Protocol.SMTP, TlsMode.IMPLICIT, TestAccounts.bearer("token-1"));
            MailException e = assertThrows(MailException.class, () -> SmtpSession.open(account, heard));
            server.verify();
            assertEquals(Stage.AUTHENTICATE, e.fault().stage());
            assertEquals(Fault.Kind.REFUSED, e.fault().kind());
            assertEquals("535", e.fault().reply().orElseThrow().status());
            assertEquals("5.7.8", e.fault().reply().orElseThrow().enhanced().orElseThrow());
        }
        assertTrue(
                heard.facts().toString().contains("\"status\":\"401\""),
                heard.facts().toString());
    }

    @ParameterizedTest
    @EnumSource
    void sendsToAServerWithoutExtensionsOnLoopback(Chunks chunks) throws Exception {
        try (DialogServer server = DialogServer.playFile("smtp-plain", chunks)) {
            Account account = server.account(Protocol.SMTP, TlsMode.NONE, TestAccounts.password());
            try (SmtpSession session = SmtpSession.open(account, SessionListener.NONE)) {
                Delivery refused = session.send(
                        Envelope.of("user@example.org", List.of("nobody@example.net")), MESSAGE, BeforeDot.NONE);
                Delivery accepted = session.send(
                        Envelope.of("user@example.org", List.of("bob@example.net")), MESSAGE, BeforeDot.NONE);
                assertEquals(List.of(Kind.REFUSED), kinds(refused));
                assertTrue(accepted.complete());
            }
            server.verify();
        }
    }

    /** The connection ends after every single octet of the server's part: nothing is lost, doubled or invented. */
    @Test
    void everyCutLeavesATruthfulDisposition_F28_F29_F30() throws Exception {
        String dialog = DialogServer.file("smtp-cut");
        int cut = 0;
        boolean whole = false;
        while (!whole && cut < 1000) {
            try (DialogServer server = DialogServer.play(dialog, Chunks.LINES, cut)) {
                Account account = server.account(Protocol.SMTP, TlsMode.NONE, TestAccounts.password());
                try (SmtpSession session = SmtpSession.open(account, SessionListener.NONE)) {
                    List<Disposition> all = session.send(
                                    Envelope.of("user@example.org", List.of("bob@example.net", "nobody@example.net")),
                                    MESSAGE,
                                    BeforeDot.NONE)
                            .dispositions();
                    boolean dotArrived = !server.data().isEmpty();
                    switch (all.get(0).kind()) {
                        case ACCEPTED -> assertTrue(dotArrived);
                        case UNCONFIRMED ->
                            assertEquals(Disposition.Step.DOT, all.get(0).step());
                        case NOT_TRIED -> {
                            assertFalse(dotArrived, "cut at " + cut);
                            assertTrue(all.get(0).fault().isPresent());
                        }
                        case REFUSED -> throw new AssertionError("nobody refused; cut at " + cut);
                    }
                    whole = all.get(0).kind() == Kind.ACCEPTED && session.usable();
                } catch (MailException e) {
                    assertTrue(
                            Set.of(Fault.Kind.CLOSED, Fault.Kind.NETWORK)
                                    .contains(e.fault().kind()),
                            "cut at " + cut + ": " + e.fault());
                }
            }
            cut++;
        }
        assertTrue(whole, "not even the whole dialog sends the message");
    }

    static List<Kind> kinds(Delivery delivery) {
        return delivery.dispositions().stream().map(Disposition::kind).toList();
    }

    static String latin1(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }
}
