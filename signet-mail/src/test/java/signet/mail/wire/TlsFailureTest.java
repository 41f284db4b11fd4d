package signet.mail.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Socket;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import signet.mail.Account;
import signet.mail.DialogServer;
import signet.mail.DialogServer.Chunks;
import signet.mail.Endpoint;
import signet.mail.Fact;
import signet.mail.Fault;
import signet.mail.MailException;
import signet.mail.Network;
import signet.mail.Protocol;
import signet.mail.RecordingListener;
import signet.mail.SessionListener;
import signet.mail.Stage;
import signet.mail.TestAccounts;
import signet.mail.TestTls;
import signet.mail.Timeouts;
import signet.mail.TlsMode;
import signet.mail.smtp.SmtpSession;

/** Each way a handshake can fail says what is wrong, shows the chain, and sends nothing. */
class TlsFailureTest {
    @ParameterizedTest
    @CsvSource({
        "expired, 'expired at 2020-01-21T00:00:00Z'",
        "future, 'valid only from 2090-01-01T00:00:00Z'",
        "other, 'not for this host but for mail.other.example, other.example'",
        "selfsigned, 'self-signed (CN=localhost)'",
        "foreign, 'issued by CN=Acme TLS Inspection,O=Acme, which is not trusted'",
    })
    void aBadCertificateIsNamedAndShown_F20(String identity, String message) throws Exception {
        RecordingListener heard = new RecordingListener();
        try (DialogServer server =
                new DialogServer("TLS\nEOF\n", Chunks.WHOLE, Integer.MAX_VALUE, TestTls.server(identity))) {
            Account account = server.account(Protocol.IMAP, TlsMode.IMPLICIT, TestAccounts.bearer("t"));
            MailException e = assertThrows(MailException.class, () -> Connector.open(account, Protocol.IMAP, heard));
            assertEquals(Fault.Kind.TLS, e.fault().kind());
            assertEquals(Stage.TLS, e.fault().stage());
            assertTrue(e.fault().message().contains(message), e.fault().message());
        }
        assertEquals(List.of(Stage.TLS), heard.failed());
        List<X509Certificate> chain = heard.facts().stream()
                .filter(Fact.PresentedChain.class::isInstance)
                .map(fact -> ((Fact.PresentedChain) fact).certificates())
                .findFirst()
                .orElseThrow();
        assertTrue(chain.get(0).getSubjectX500Principal().getName().startsWith("CN="));
    }

    @Test
    void aGoodCertificateIsShownToo() throws Exception {
        RecordingListener heard = new RecordingListener();
        try (DialogServer server = DialogServer.play("TLS\nS: hello\n")) {
            Account account = server.account(Protocol.POP3, TlsMode.IMPLICIT, TestAccounts.bearer("t"));
            try (Wire wire = Connector.open(account, Protocol.POP3, heard)) {
                assertEquals("hello", wire.readLine(100));
            }
            server.verify();
        }
        assertTrue(heard.facts().stream().anyMatch(Fact.PresentedChain.class::isInstance));
        assertEquals(List.of(Stage.RESOLVE, Stage.CONNECT, Stage.TLS), heard.passed());
    }

    /** A trust manager that believes everything, and is of the kind whose host name check JSSE leaves to itself. */
    @Test
    void noTrustManagerCanSwitchTheHostNameCheckOff() throws Exception {
        try (DialogServer server =
                new DialogServer("TLS\nEOF\n", Chunks.WHOLE, Integer.MAX_VALUE, TestTls.server("other"))) {
            Account account = server.account(Protocol.SMTP, TlsMode.IMPLICIT, TestAccounts.bearer("t"));
            Network n = account.network();
            Account gullible = TestAccounts.with(
                    account,
                    new Network(new Gullible(), n.proxy(), n.timeouts(), n.localName(), n.dialer(), n.clock()));
            MailException e = assertThrows(
                    MailException.class, () -> Connector.open(gullible, Protocol.SMTP, SessionListener.NONE));
            assertTrue(
                    e.fault().message().contains("not for this host"), e.fault().message());
        }
    }

    @Test
    void oldTlsIsRefused_F20() throws Exception {
        try (OldTlsServer server = new OldTlsServer()) {
            Account account = TestAccounts.account(
                    Protocol.SMTP,
                    new Endpoint("localhost", server.port(), TlsMode.IMPLICIT),
                    TestAccounts.bearer("t"),
                    Optional.empty());
            MailException e = assertThrows(
                    MailException.class, () -> Connector.open(account, Protocol.SMTP, SessionListener.NONE));
            assertEquals(Fault.Kind.TLS, e.fault().kind());
            assertTrue(
                    e.fault().message().contains("TLS 1.2 or later"), e.fault().message());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'S: 220 mail.example ESMTP|STALL', TLS, 'plain text (\"220 mail.example ESMTP\"): use tls: starttls'",
        "'C* 1|CLOSE', NETWORK, 'broke during the TLS handshake'",
        "'C* 1|RESET', NETWORK, 'broke during the TLS handshake'",
        "'STALL', TIMEOUT, 'did not finish the TLS handshake in time'",
    })
    void aPortThatIsNotTlsSaysSo_F20(String step, Fault.Kind kind, String message) throws Exception {
        try (DialogServer server = DialogServer.play(step.replace('|', '\n') + "\n")) {
            Timeouts hasty = new Timeouts(
                    Duration.ofMillis(500), Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5));
            Account account =
                    TestAccounts.with(server.account(Protocol.SMTP, TlsMode.IMPLICIT, TestAccounts.bearer("t")), hasty);
            MailException e = assertThrows(
                    MailException.class, () -> Connector.open(account, Protocol.SMTP, SessionListener.NONE));
            assertEquals(kind, e.fault().kind(), e.fault().message());
            assertTrue(e.fault().message().contains(message), e.fault().message());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'S> \\x15\\x03\\x03\\0\\x02\\x02\\x0a', 'this port needs tls: implicit'",
        "STALL, 'needs tls: implicit'"
    })
    void aTlsPortSpokenToInClearSaysSo(String step, String message) throws Exception {
        try (DialogServer server = DialogServer.play(step.replace('|', '\n') + "\n")) {
            Timeouts hasty = new Timeouts(
                    Duration.ofSeconds(5), Duration.ofMillis(300), Duration.ofSeconds(5), Duration.ofSeconds(5));
            Account account =
                    TestAccounts.with(server.account(Protocol.SMTP, TlsMode.STARTTLS, TestAccounts.bearer("t")), hasty);
            MailException e = assertThrows(MailException.class, () -> SmtpSession.open(account, SessionListener.NONE));
            assertEquals(Stage.GREETING, e.fault().stage());
            assertTrue(e.fault().message().contains(message), e.fault().message());
        }
    }

    @ParameterizedTest
    @CsvSource({
        // one packet with the agreement, so that it is there before the handshake
        "'S> 220 go\\r\\n250 injected\\r\\n', ATTACK, ' octets in clear follow'",
        "'S: 454 4.7.0 TLS not available', REFUSED, 'does not start TLS'",
        "'S: 501 5.5.4 what', REFUSED, 'does not start TLS'",
    })
    void startTlsIsAllOrNothing_F19_B13(String answer, Fault.Kind kind, String message) throws Exception {
        try (DialogServer server = DialogServer.play(
                "S: 220 hi\nC: EHLO client.example\nS: 250-hi\nS: 250 STARTTLS\nC: STARTTLS\n" + answer + "\nEOF\n")) {
            Account account = server.account(Protocol.SMTP, TlsMode.STARTTLS, TestAccounts.bearer("t"));
            MailException e = assertThrows(MailException.class, () -> SmtpSession.open(account, SessionListener.NONE));
            server.verify();
            assertEquals(kind, e.fault().kind());
            assertEquals(Stage.TLS, e.fault().stage());
            assertTrue(e.fault().message().contains(message), e.fault().message());
        }
    }

    /** Octets that come in clear while the handshake is under way are no TLS records: it fails, nothing is believed. */
    @Test
    void plainTextInTheMiddleOfTheHandshakeEndsIt_B13() throws Exception {
        try (DialogServer server = DialogServer.play(
                "S: 220 hi\nC: EHLO client.example\nS: 250-hi\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\nC* 5\nS: 250 injected\nSTALL\n")) {
            Account account = server.account(Protocol.SMTP, TlsMode.STARTTLS, TestAccounts.bearer("t"));
            MailException e = assertThrows(MailException.class, () -> SmtpSession.open(account, SessionListener.NONE));
            assertEquals(Fault.Kind.TLS, e.fault().kind());
        }
    }

    @Test
    void withoutStartTlsNothingIsSent_F18() throws Exception {
        try (DialogServer server =
                DialogServer.play("S: 220 hi\nC: EHLO client.example\nS: 250-hi\nS: 250 AUTH XOAUTH2\nEOF\n")) {
            Account account = server.account(Protocol.SMTP, TlsMode.STARTTLS, TestAccounts.bearer("t"));
            MailException e = assertThrows(MailException.class, () -> SmtpSession.open(account, SessionListener.NONE));
            server.verify();
            assertEquals(Fault.Kind.TLS, e.fault().kind());
            assertTrue(
                    e.fault().message().contains("does not offer STARTTLS"),
                    e.fault().message());
        }
    }

    private static final class Gullible extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
