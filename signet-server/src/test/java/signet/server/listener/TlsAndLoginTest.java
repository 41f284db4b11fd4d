package signet.server.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import signet.mail.TlsMode;

/** STARTTLS and AUTH on a listener that wants both. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsAndLoginTest {
    private static final String HELLO = "S: 220\nC: EHLO x\nS: 250\n";

    private TestListener test;
    private SSLContext tls;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        tls = ServerTls.selfMade(folder.resolve("listener"), Instant.now());
        test = new TestListener(folder, TestListener.closed(TlsMode.STARTTLS, Optional.of(tls)));
    }

    @AfterAll
    void stop() throws IOException {
        test.close();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Takes any certificate: the listener's is self-made. */
    private static SSLContext anyCertificate() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                null,
                new TrustManager[] {
                    new X509TrustManager() {
                        @Override
                        public void checkClientTrusted(X509Certificate[] chain, String type) {}

                        @Override
                        public void checkServerTrusted(X509Certificate[] chain, String type) {}

                        @Override
                        public X509Certificate[] getAcceptedIssuers() {
                            return new X509Certificate[0];
                        }
                    }
                },
                null);
        return context;
    }

    private static void upgrade(Dialog dialog) throws IOException, GeneralSecurityException {
        SSLSocket secure = (SSLSocket) anyCertificate()
                .getSocketFactory()
                .createSocket(dialog.socket(), "localhost", dialog.socket().getPort(), true);
        secure.startHandshake();
        dialog.use(secure);
    }

    @Test
    void aMessageUnderTlsWithLogin() throws IOException, GeneralSecurityException {
        try (Dialog dialog = new Dialog(test.port(), Dialog.Cut.WHOLE)) {
            dialog.play(HELLO);
            assertTrue(dialog.last().contains("STARTTLS"));
            dialog.play("C: STARTTLS\nS: 220 2.0.0\n");
            upgrade(dialog);
            dialog.play("C: MAIL FROM:<portal@corp.example>\nS: 503 5.5.1\nC: EHLO x\nS: 250\n");
            assertFalse(dialog.last().contains("STARTTLS"));
            dialog.play(
                    "C: STARTTLS\nS: 503 5.5.1\nC: AUTH PLAIN " + TestListener.PLAIN + "\nS: 235 2.7.0\n"
                            + "C: AUTH PLAIN " + TestListener.PLAIN + "\nS: 503 5.5.1\n"
                            + "C: MAIL FROM:<office@corp.example>\nC: RCPT TO:<a@b.example>\nS: 250\nS: 250\n"
                            + "C: DATA\nS: 354\nC: From: office@corp.example\nC:\nC: .\nS: 250 2.0.0\nC: QUIT\nS: 221\nCLOSED\n");
        }
        TestListener.Kept kept = test.only();
        assertEquals("office", kept.entry().account());
        assertTrue(kept.content().contains("with ESMTPSA id"), kept.content());
    }

    @Test
    void implicitTls(@TempDir Path folder) throws IOException, GeneralSecurityException {
        try (TestListener implicit = new TestListener(folder, TestListener.closed(TlsMode.IMPLICIT, Optional.of(tls)));
                Dialog dialog = new Dialog(implicit.port(), Dialog.Cut.WHOLE)) {
            upgrade(dialog);
            dialog.play(
                    HELLO + "C: AUTH PLAIN\nS: 334 \nC: " + TestListener.PLAIN + "\nS: 235\nC: QUIT\nS: 221\nCLOSED\n");
        }
    }

    @Test
    @Tag("B13")
    void whatFollowsStartTlsInClearIsNeverRun() throws IOException {
        Dialog.play(
                test.port(),
                Dialog.Cut.WHOLE,
                HELLO + "C: STARTTLS\nC: NOOP\nS: 554 5.5.0 nothing may follow STARTTLS\nCLOSED\n");
        // split: what comes later is the beginning of a handshake, and a bad one
        Dialog.play(test.port(), Dialog.Cut.WHOLE, HELLO + "C: STARTTLS\nS: 220\nC: NOOP\n");
        for (int i = 0; i < 50; i++) {
            try (Dialog dialog = new Dialog(test.port(), Dialog.Cut.OCTETS)) {
                dialog.play(HELLO + "C: STARTTLS\nC: NOOP\n");
                String first = dialog.reply();
                String rest = dialog.rest(); // a TLS alert, or nothing
                assertTrue(first.startsWith("220 2.0.0") || first.startsWith("554 5.5.0"), first);
                assertFalse(rest.contains("250"), rest);
            }
        }
    }

    @Test
    @Tag("B14")
    void aFailedHandshakeEndsTheConnection() throws IOException {
        try (Dialog dialog = new Dialog(test.port(), Dialog.Cut.WHOLE)) {
            dialog.play(HELLO + "C: STARTTLS\nS: 220\n");
            dialog.socket()
                    .getOutputStream()
                    .write("MAIL FROM:<portal@corp.example>\r\n".repeat(30).getBytes(StandardCharsets.US_ASCII));
            byte[] rest = dialog.socket().getInputStream().readAllBytes();
            assertFalse(new String(rest, StandardCharsets.ISO_8859_1).contains("250"), "a command was run in clear");
        } catch (java.net.SocketException e) {
            assertTrue(String.valueOf(e.getMessage()).contains("reset")
                    || String.valueOf(e.getMessage()).contains("pipe"));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("B15")
    void startTlsWithArguments(Dialog.Cut cut) throws IOException {
        Dialog.play(test.port(), cut, HELLO + "C: STARTTLS please\nS: 501 5.5.4\nC: NOOP\nS: 250\n");
    }

    @ParameterizedTest
    @EnumSource
    @Tag("B25")
    void badLogins(Dialog.Cut cut) throws IOException {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"AUTH PLAIN %%%", "501 5.5.2"});
        rows.add(new String[] {"AUTH PLAIN " + base64("portal"), "501 5.5.2"});
        rows.add(new String[] {"AUTH PLAIN " + base64("\0portal"), "501 5.5.2"});
        rows.add(new String[] {"AUTH PLAIN " + base64("\0\0x"), "501 5.5.2"});
        rows.add(new String[] {"AUTH PLAIN " + base64("\0portal\0x\0y"), "501 5.5.2"});
        rows.add(new String[] {"AUTH PLAIN =", "501 5.5.2"});
        rows.add(new String[] {"AUTH PLAIN AP/+", "501 5.5.2"});
        rows.add(new String[] {"AUTH PLAIN " + base64("\0jörg\0x"), "535 5.7.8"});
        rows.add(new String[] {"AUTH PLAIN " + base64("\0portal\0wrong"), "535 5.7.8"});
        rows.add(new String[] {"AUTH PLAIN " + base64("office\0portal\0" + TestListener.PASSWORD), "535 5.7.8"});
        rows.add(new String[] {"AUTH PLAIN a b", "501 5.5.4"});
        rows.add(new String[] {"AUTH", "501 5.5.4"});
        rows.add(new String[] {"AUTH CRAM-MD5", "504 5.5.4"});
        rows.add(new String[] {"AUTH LOGIN %%%", "501 5.5.2"});
        StringBuilder script = new StringBuilder(HELLO);
        rows.forEach(row -> script.append("C: ")
                .append(row[0])
                .append("\nS: ")
                .append(row[1])
                .append("\n"));
        script.append("C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: *\nS: 501 5.0.0\n");
        script.append("C: AUTH PLAIN\nS: 334\nC: *\nS: 501 5.0.0\n");
        script.append("C: AUTH LOGIN\nS: 334\nC> " + base64("portal") + "\\n\nS: 500 5.5.2\nCLOSED\n");
        Dialog.play(test.port(), cut, script.toString());
    }

    @Test
    @Tag("B25")
    void aHundredAbortsEndTheConnectionEarly() throws IOException {
        Dialog.play(
                test.port(),
                Dialog.Cut.WHOLE,
                HELLO + "C: AUTH LOGIN\nS: 334\nC: *\nS: 501\n".repeat(19)
                        + "C: AUTH LOGIN\nS: 334\nC: *\nS: 421\nCLOSED\n");
    }

    @Test
    void loginWithAnInitialUserNameAndByAnAlias() throws IOException {
        Dialog.play(
                test.port(),
                Dialog.Cut.WHOLE,
                HELLO + "C: AUTH LOGIN " + base64("alias") + "\nS: 334 UGFzc3dvcmQ6\nC: "
                        + base64(TestListener.PASSWORD) + "\nS: 235 2.7.0\n");
    }

    @Test
    @Tag("B26")
    void noSecretIsLogged() throws IOException {
        List<String> logged = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                synchronized (logged) {
                    logged.add(new java.util.logging.SimpleFormatter().format(line));
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("signet");
        Level before = logger.getLevel();
        logger.addHandler(handler);
        logger.setLevel(Level.ALL);
        try {
            Dialog.play(
                    test.port(),
                    Dialog.Cut.WHOLE,
                    HELLO + "C: AUTH PLAIN " + base64("\0portal\0canary-1") + "\nS: 535\n"
                            + "C: AUTH PLAIN " + base64("\0canary-2\0canary-3") + "\nS: 535\n"
                            + "C: AUTH LOGIN\nS: 334\nC: " + base64("canary-4\0") + "\nS: 334\nC: " + base64("x")
                            + "\nS: 501\n"
                            + "C: AUTH XOAUTH2 " + base64("canary-5") + "\nS: 504\n");
        } finally {
            logger.removeHandler(handler);
            logger.setLevel(before);
        }
        assertTrue(
                logged.stream().anyMatch(line -> line.contains("login refused peer=127.0.0.1 login=portal")),
                logged::toString);
        for (String line : logged) {
            assertFalse(line.contains("canary"), line);
            assertFalse(line.contains(base64("canary").substring(0, 6)), line);
        }
    }
}
