package signet.mail.angus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.Transport;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import signet.mail.DialogServer;
import signet.mail.MailException;
import signet.mail.Protocol;
import signet.mail.RecordingListener;
import signet.mail.SessionListener;
import signet.mail.TestAccounts;
import signet.mail.TlsMode;
import signet.mail.pop3.Pop3Session;
import signet.mail.smtp.SmtpSession;

/** The claims of ADR 1 about logging in with a token, each shown by running Angus Mail beside Signet. */
class AngusClaimsLoginTest {
    private static final String JSON = "eyJzdGF0dXMiOiI0MDEifQ=="; // {"status":"401"}
    private static final String REFUSAL = "535 5.7.8 Username and Password not accepted";
    private static final String BLOB = "[A-Za-z0-9+/=]+";

    private static Properties properties(String protocol, int port, String mechanism) {
        Properties properties = AngusClaimsSendTest.properties(protocol, port);
        properties.setProperty("mail." + protocol + ".auth", "true");
        properties.setProperty("mail." + protocol + ".auth.mechanisms", mechanism);
        // else the tags depend on how many IMAP connections Angus made in this JVM before
        properties.setProperty("mail." + protocol + ".reusetagprefix", "true");
        return properties;
    }

    @Test
    void claimAngusReportsAPop3LoginThatFailed() throws Exception {
        String dialog = "S: +OK hi\nC: CAPA\nS: +OK\nS: SASL XOAUTH2\nS: USER\nS: .\n";
        try (DialogServer server =
                DialogServer.play(dialog + "C~ AUTH XOAUTH2 " + BLOB + "\nS: + " + JSON + "\nC~ .*\nS: -ERR no\n")) {
            Store store = Session.getInstance(properties("pop3", server.port(), "XOAUTH2"))
                    .getStore("pop3");
            store.connect("user@example.org", "expired"); // returns as if all were well
            assertFalse(store.isConnected(), "best workaround: ask afterwards, for one more round trip");
        }
        try (DialogServer server = DialogServer.play("TLS\n" + dialog + "C: AUTH XOAUTH2\nS: + \nC~ " + BLOB + "\nS: + "
                + JSON + "\nC:\nS: -ERR Authentication failure\n")) {
            MailException e = assertThrows(
                    MailException.class,
                    () -> Pop3Session.open(
                            server.account(Protocol.POP3, TlsMode.IMPLICIT, TestAccounts.bearer("expired")),
                            SessionListener.NONE));
            assertEquals(
                    "-ERR Authentication failure",
                    e.fault().reply().orElseThrow().toString());
        }
    }

    @Test
    void claimAngusNeverReadsTheReplyBehindAnSmtpChallenge() throws Exception {
        String hello = "S: 220 hi\nC: EHLO client.example\nS: 250-hi\nS: 250 AUTH XOAUTH2\n";
        try (DialogServer server = DialogServer.play(
                hello + "C~ AUTH XOAUTH2 " + BLOB + "\nS: 334 " + JSON + "\nC:\nS: " + REFUSAL + "\n")) {
            Transport transport = Session.getInstance(properties("smtp", server.port(), "XOAUTH2"))
                    .getTransport("smtp");
            MessagingException e = assertThrows(
                    AuthenticationFailedException.class, () -> transport.connect("user@example.org", "expired"));
            assertTrue(String.valueOf(e.getMessage()).contains("334 " + JSON), e.getMessage());
            assertFalse(String.valueOf(e.getMessage()).contains("5.7.8"), e.getMessage());
        }
        RecordingListener heard = new RecordingListener();
        try (DialogServer server = DialogServer.play("TLS\n" + hello + "C: AUTH XOAUTH2\nS: 334 \nC~ " + BLOB
                + "\nS: 334 " + JSON + "\nC:\nS: " + REFUSAL + "\n")) {
            MailException e = assertThrows(
                    MailException.class,
                    () -> SmtpSession.open(
                            server.account(Protocol.SMTP, TlsMode.IMPLICIT, TestAccounts.bearer("expired")), heard));
            assertEquals(REFUSAL, e.fault().reply().orElseThrow().toString());
        }
        assertTrue(heard.facts().toString().contains("{\"status\":\"401\"}"));
    }

    /** There is no two-step form for SMTP: long tokens make a command line that strict servers refuse. */
    @Test
    void claimAngusAlwaysSendsTheTokenInTheCommandLine() throws Exception {
        try (DialogServer server = DialogServer.play(
                "S: 220 hi\nC: EHLO client.example\nS: 250-hi\nS: 250 AUTH XOAUTH2\nC~ AUTH"
                        + " XOAUTH2 .{4000,}\nS: 555-5.5.2 Syntax error, command line too long\nS: 555 5.5.2 see RFC\nEOF\n")) {
            Transport transport = Session.getInstance(properties("smtp", server.port(), "XOAUTH2"))
                    .getTransport("smtp");
            assertThrows(
                    AuthenticationFailedException.class, () -> transport.connect("user@example.org", "t".repeat(3000)));
        }
    }

    @Test
    void claimAngusDoesNotKnowOauthBearer() throws Exception {
        try (DialogServer server =
                DialogServer.play("S: 220 hi\nC: EHLO client.example\nS: 250-hi\nS: 250 AUTH OAUTHBEARER\nSTALL\n")) {
            Transport transport = Session.getInstance(properties("smtp", server.port(), "OAUTHBEARER"))
                    .getTransport("smtp");
            MessagingException e =
                    assertThrows(MessagingException.class, () -> transport.connect("user@example.org", "token"));
            assertTrue(String.valueOf(e.getMessage()).contains("No authentication mechanisms"), e.getMessage());
            assertEquals(1, server.received().size(), "not even tried: " + server.received());
        }
    }

    @Test
    void claimAngusSendsTheTokenTwiceToAnImapChallenge() throws Exception {
        try (DialogServer server =
                DialogServer.play("S: * OK hi\nC~ A0 CAPABILITY\nS: * CAPABILITY IMAP4rev1 AUTH=XOAUTH2 SASL-IR\nS:"
                        + " A0 OK\nC~ A1 AUTHENTICATE XOAUTH2 " + BLOB + "\nS: + " + JSON + "\nC~ " + BLOB
                        + "\nS: A1 NO AUTHENTICATE failed.\nC~ .*LOGOUT\nS: * BYE\nEOF\n")) {
            Store store = Session.getInstance(properties("imap", server.port(), "XOAUTH2"))
                    .getStore("imap");
            MessagingException e =
                    assertThrows(MessagingException.class, () -> store.connect("user@example.org", "expired"));
            assertFalse(String.valueOf(e.getMessage()).contains("401"), "the JSON is lost: " + e.getMessage());
            String command = server.received().get(1);
            assertEquals(
                    command.substring(command.lastIndexOf(' ') + 1),
                    server.received().get(2));
        }
    }
}
