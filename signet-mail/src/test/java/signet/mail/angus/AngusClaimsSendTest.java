package signet.mail.angus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import signet.mail.Content;
import signet.mail.DialogServer;
import signet.mail.Dsn;
import signet.mail.Envelope;
import signet.mail.ForwardPath;
import signet.mail.Protocol;
import signet.mail.SessionListener;
import signet.mail.TestAccounts;
import signet.mail.TlsMode;
import signet.mail.smtp.BeforeDot;
import signet.mail.smtp.SmtpSession;

/** The claims of ADR 1 about sending, each shown by running Angus Mail beside Signet. */
class AngusClaimsSendTest {
    private static final String HELLO = "S: 220 hi\nC: EHLO client.example\nS: 250-hi\n";
    private static final String ONE_BY_ONE =
            "C: MAIL FROM:<a@x>\nS: 250 ok\nC: RCPT TO:<b@y>\nS: 250 ok\nC: DATA\nS: 354"
                    + " go\nC* DOT\nS: 250 ok\nC: QUIT\nS: 221 bye\n";
    private static final String LOGIN = "S: 250 AUTH PLAIN\nC: AUTH PLAIN\nS: 334 \nC~ .*\nS: 235 ok\n";

    static Properties properties(String protocol, int port) {
        Properties properties = new Properties();
        properties.setProperty("mail." + protocol + ".host", "127.0.0.1");
        properties.setProperty("mail." + protocol + ".port", String.valueOf(port));
        properties.setProperty("mail." + protocol + ".localhost", "client.example");
        properties.setProperty("mail." + protocol + ".timeout", "2000");
        properties.setProperty("mail." + protocol + ".connectiontimeout", "2000");
        return properties;
    }

    private static void sendByAngus(Properties properties, Function<Session, MimeMessage> message)
            throws MessagingException {
        Session session = Session.getInstance(properties);
        try (Transport transport = session.getTransport("smtp")) {
            transport.connect();
            MimeMessage mail = message.apply(session);
            transport.sendMessage(mail, new Address[] {new InternetAddress("b@y")});
        }
    }

    private static MimeMessage parse(Session session, String text) {
        try {
            return new MimeMessage(session, new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (MessagingException e) {
            throw new AssertionError(e);
        }
    }

    private static String byAngus(String text) throws Exception {
        try (DialogServer server = DialogServer.play(HELLO + "S: 250 8BITMIME\n" + ONE_BY_ONE)) {
            Properties properties = properties("smtp", server.port());
            properties.setProperty("mail.smtp.from", "a@x");
            sendByAngus(properties, session -> parse(session, text));
            server.verify();
            return new String(server.data().get(0), StandardCharsets.ISO_8859_1);
        }
    }

    private static String bySignet(String text) throws Exception {
        try (DialogServer server = DialogServer.play(HELLO + LOGIN + ONE_BY_ONE)) {
            SmtpSession session = open(server);
            session.send(Envelope.of("a@x", List.of("b@y")), content(text), BeforeDot.NONE);
            session.close();
            server.verify();
            return new String(server.data().get(0), StandardCharsets.ISO_8859_1);
        }
    }

    /** Same message, same octets: what both promise. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Subject: x\r\n\r\nbody\r\n",
                "Subject: x\r\nTo: b@y,\r\n\tc@y\r\nX-Odd:   two  blanks\r\n\r\n.dot\r\n..two\r\n\r\n",
                "Subject: x\n\nbare\nline feeds\n.\n",
                "Subject: x\r\n\r\nbare\rreturns\r\n",
                "Subject: x\r\n\r\nno line end at the end",
            })
    void bothPutTheSameOctetsOnTheWire(String text) throws Exception {
        assertEquals(byAngus(text), bySignet(text));
    }

    @Test
    void claimAngusDropsTheBccHeader() throws Exception {
        String text = "Subject: x\r\nBcc: archive@x\r\n\r\nbody\r\n";
        assertFalse(byAngus(text).contains("Bcc"));
        assertEquals(text, bySignet(text));
    }

    /** Best workaround: a subclass that writes itself without the list of headers to leave out. */
    @Test
    void workaroundForBccIsASubclass() throws Exception {
        try (DialogServer server = DialogServer.play(HELLO + "S: 250 8BITMIME\n" + ONE_BY_ONE)) {
            Properties properties = properties("smtp", server.port());
            properties.setProperty("mail.smtp.from", "a@x");
            sendByAngus(properties, session -> keepsBcc(session, "Subject: x\r\nBcc: archive@x\r\n\r\nbody\r\n"));
            server.verify();
            assertTrue(new String(server.data().get(0), StandardCharsets.US_ASCII).contains("Bcc: archive@x"));
        }
    }

    private static MimeMessage keepsBcc(Session session, String text) {
        try {
            return new KeepsBcc(session, text);
        } catch (MessagingException e) {
            throw new AssertionError(e);
        }
    }

    private static final class KeepsBcc extends MimeMessage {
        KeepsBcc(Session session, String text) throws MessagingException {
            super(session, new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
        }

        @Override
        public void writeTo(OutputStream os, String[] ignoreList) throws IOException, MessagingException {
            super.writeTo(os, new String[0]);
        }
    }

    /** A server that answers only the whole flight: Angus waits for the answer to MAIL for ever, or until its time-out. */
    @Test
    void claimAngusDoesNotPipeline() throws Exception {
        String flight =
                "C: MAIL FROM:<a@x>\nC: RCPT TO:<b@y>\nC: DATA\nS: 250 ok\nS: 250 ok\nS: 354 go\nC* DOT\nS: 250 ok\n";
        try (DialogServer server = DialogServer.play(HELLO + "S: 250 PIPELINING\n" + flight)) {
            Properties properties = properties("smtp", server.port());
            properties.setProperty("mail.smtp.from", "a@x");
            properties.setProperty("mail.smtp.timeout", "500");
            MessagingException e = assertThrows(
                    MessagingException.class,
                    () -> sendByAngus(properties, session -> parse(session, "Subject: x\r\n\r\n")));
            assertTrue(caused(e, SocketTimeoutException.class), e.toString());
        }
        try (DialogServer server = DialogServer.play(HELLO + "S: 250-PIPELINING\n" + LOGIN + flight);
                SmtpSession session = open(server)) {
            assertTrue(session.send(Envelope.of("a@x", List.of("b@y")), content("Subject: x\r\n\r\n"), BeforeDot.NONE)
                    .complete());
            server.verify();
        }
    }

    @Test
    void claimAngusHasOneNotifyForAllRecipients() throws Exception {
        String dialog =
                "C: MAIL FROM:<a@x>\nS: 250 ok\nC: RCPT TO:<b@y> NOTIFY=FAILURE\nS: 250 ok\nC: RCPT TO:<c@y> NOTIFY=%s\nS:"
                        + " 250 ok\nC: DATA\nS: 354 go\nC* DOT\nS: 250 ok\nC: QUIT\nS: 221 bye\n";
        try (DialogServer server = DialogServer.play(HELLO + "S: 250 DSN\n" + dialog.formatted("FAILURE"))) {
            Session session = Session.getInstance(properties("smtp", server.port()));
            try (Transport transport = session.getTransport("smtp")) {
                transport.connect();
                SMTPMessage mail = new SMTPMessage(session);
                mail.setEnvelopeFrom("a@x");
                mail.setNotifyOptions(SMTPMessage.NOTIFY_FAILURE); // there is no other place to say it
                mail.setRecipients(Message.RecipientType.TO, "b@y, c@y");
                mail.setText("x");
                mail.saveChanges();
                transport.sendMessage(mail, mail.getAllRecipients());
            }
            server.verify();
        }
        try (DialogServer server = DialogServer.play(HELLO + "S: 250-DSN\n" + LOGIN + dialog.formatted("NEVER"))) {
            SmtpSession session = open(server);
            List<ForwardPath> paths = List.of(
                    new ForwardPath("b@y", Optional.of("FAILURE"), Optional.empty()),
                    new ForwardPath("c@y", Optional.of("NEVER"), Optional.empty()));
            session.send(new Envelope("a@x", paths, Dsn.NONE), content("Subject: x\r\n\r\n"), BeforeDot.NONE);
            session.close();
            server.verify();
        }
    }

    /** Best workaround: one executor for all connections, handed in as a property object. */
    @Test
    void claimAngusTakesAThreadPerWriteTimeout() throws Exception {
        List<AutoCloseable> open = new ArrayList<>();
        try {
            int before = Thread.activeCount();
            for (int i = 0; i < 5; i++) {
                DialogServer server = DialogServer.play(HELLO + "S: 250 ok\nC: NOOP\nS: 250 ok\nC: QUIT\nS: 221 bye\n");
                open.add(server);
                Properties properties = properties("smtp", server.port());
                properties.setProperty("mail.smtp.writetimeout", "5000");
                Transport transport = Session.getInstance(properties).getTransport("smtp");
                open.add(0, transport);
                transport.connect();
                assertTrue(transport.isConnected());
            }
            assertEquals(2 * 5, Thread.activeCount() - before, "one of the server, one of Angus for each connection");
        } finally {
            for (AutoCloseable each : open) {
                each.close();
            }
        }
    }

    @Test
    void signetNeedsNoThreadForWriteTimeouts() throws Exception {
        List<AutoCloseable> open = new ArrayList<>();
        try {
            int before = Thread.activeCount();
            for (int i = 0; i < 5; i++) {
                DialogServer server = DialogServer.play(HELLO + LOGIN + "STALL\n");
                open.add(server);
                open(server); // closed with its server
            }
            assertEquals(5, Thread.activeCount() - before, "the servers' own");
        } finally {
            for (AutoCloseable each : open) {
                each.close();
            }
        }
    }

    static boolean caused(Throwable e, Class<? extends Throwable> type) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return true;
            }
        }
        return false;
    }

    private static Content content(String text) {
        return Content.of(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static SmtpSession open(DialogServer server) throws Exception {
        return SmtpSession.open(
                server.account(Protocol.SMTP, TlsMode.NONE, TestAccounts.password()), SessionListener.NONE);
    }
}
