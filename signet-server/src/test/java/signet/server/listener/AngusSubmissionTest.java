package signet.server.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import signet.mail.TlsMode;

/** A client that somebody else wrote. */
class AngusSubmissionTest {
    @TempDir
    Path folder;

    private Session session(TestListener test, String mechanism) {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.host", "127.0.0.1");
        properties.setProperty("mail.smtp.port", Integer.toString(test.port()));
        properties.setProperty("mail.smtp.auth", "true");
        properties.setProperty("mail.smtp.auth.mechanisms", mechanism);
        properties.setProperty("mail.smtp.starttls.enable", "true");
        properties.setProperty("mail.smtp.starttls.required", "true");
        properties.setProperty("mail.smtp.ssl.trust", "*");
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "false");
        properties.setProperty("mail.smtp.chunksize", mechanism.equals("LOGIN") ? "-1" : "1000");
        properties.setProperty("mail.smtp.dsn.notify", "FAILURE");
        properties.setProperty("mail.smtp.localhost", "client.corp.example");
        return Session.getInstance(properties);
    }

    private TestListener listener() throws IOException {
        return new TestListener(
                folder,
                TestListener.closed(
                        TlsMode.STARTTLS, Optional.of(ServerTls.selfMade(folder.resolve("tls"), Instant.now()))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "LOGIN"})
    void angusMailSubmits(String mechanism) throws IOException, MessagingException {
        try (TestListener test = listener()) {
            Session session = session(test, mechanism);
            MimeMessage message = new MimeMessage(session);
            message.setFrom(new InternetAddress("portal@corp.example", "Das Portal für alle", "UTF-8"));
            message.addRecipients(Message.RecipientType.TO, "a@other.example, b@other.example");
            message.setSubject("Prüfung", "UTF-8");
            // with BDAT Angus Mail 2.0.5 doubles dots although nobody undoes that (RFC 3030 §2)
            String dots = mechanism.equals("LOGIN") ? ".\r\n..two\r\n" : "";
            message.setText((dots + "Zeile für Zeile\r\n").repeat(200), "UTF-8");
            message.saveChanges();
            try (Transport transport = session.getTransport("smtp")) {
                transport.connect("portal", TestListener.PASSWORD);
                transport.sendMessage(message, message.getAllRecipients());
                transport.sendMessage(message, message.getAllRecipients());
            }
            var kept = test.accepted();
            assertEquals(2, kept.size());
            assertEquals("Prüfung", kept.getFirst().entry().subject());
            assertEquals(
                    message.getMessageID(), kept.getFirst().entry().messageId().orElseThrow());
            var sent = new java.io.ByteArrayOutputStream();
            message.writeTo(sent);
            String content = kept.getFirst().content();
            assertTrue(content.startsWith("Received: from client.corp.example ([127.0.0.1])\r\n"), content);
            assertEquals(
                    sent.toString(java.nio.charset.StandardCharsets.ISO_8859_1),
                    content.substring(content.indexOf("+0000\r\n") + 7));
        } catch (java.io.UnsupportedEncodingException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void angusMailIsToldThatThePasswordIsWrong() throws IOException, MessagingException {
        try (TestListener test = listener();
                Transport transport = session(test, "LOGIN").getTransport("smtp")) {
            AuthenticationFailedException refusal =
                    assertThrows(AuthenticationFailedException.class, () -> transport.connect("portal", "wrong"));
            assertTrue(String.valueOf(refusal.getMessage()).contains("535 5.7.8"), refusal.getMessage());
        }
    }
}
