package signet.mail;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Closeable;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import signet.mail.imap.ImapSession;
import signet.mail.pop3.Pop3Session;
import signet.mail.smtp.SmtpSession;
import signet.oauth.OutgoingProxy;
import signet.oauth.Secret;

/** Servers that repeat what they were sent: nothing of it reaches a message, a fact or a transcript. */
@Tag("F10")
class EchoedSecretsTest {
    private static final String TOKEN = "opaque-CANARY-token-0123456789-abcdefghijklmnop";
    private static final String ASCII = "CANARY-password-0815";
    /** Goes as a literal in IMAP. */
    private static final String UMLAUTS = "CANÄRY-pässword-0815";

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Closeable open(Account account, Protocol protocol, SessionListener listener) throws MailException {
        return switch (protocol) {
            case SMTP -> SmtpSession.open(account, listener)::close;
            case IMAP -> ImapSession.open(account, listener)::close;
            case POP3 -> Pop3Session.open(account, listener)::close;
        };
    }

    private static MailException refused(
            String dialog, Protocol protocol, TlsMode tls, Authentication authentication, String... canaries)
            throws Exception {
        RecordingListener heard = new RecordingListener();
        MailException e;
        try (DialogServer server = DialogServer.play(dialog)) {
            Account account = server.account(protocol, tls, authentication);
            e = assertThrows(
                    MailException.class, () -> open(account, protocol, heard).close());
            server.verify();
        }
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        String everything = trace + "\n" + e.fault() + "\n" + heard.facts() + "\n" + heard.lines();
        for (String canary : canaries) {
            assertFalse(everything.contains(canary), () -> canary + " in " + everything);
        }
        return e;
    }

    @ParameterizedTest
    @ValueSource(strings = {ASCII, UMLAUTS})
    void anSmtpServerThatRepeatsThePassword(String password) throws Exception {
        String sasl = base64("\0user@example.org\0" + password);
        String latin1 = new String(password.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        String dialog = "S: 220 hi\nC: EHLO client.example\nS: 250-hi\nS: 250 AUTH PLAIN\nC: AUTH PLAIN\nS: 334 \nC: "
                + sasl + "\nS: 535-5.7.8 wrong password " + latin1 + "\nS: 535-5.7.8 …" + sasl.substring(20)
                + "\nS: 535 "
                + base64(password) + "\n";
        refused(
                dialog,
                Protocol.SMTP,
                TlsMode.NONE,
                new Authentication.Password("user@example.org", Secret.of(password)),
                password,
                "word-0815",
                base64(password),
                sasl.substring(24));
    }

    @ParameterizedTest
    @ValueSource(strings = {ASCII, UMLAUTS})
    void anImapServerThatRepeatsThePassword(String password) throws Exception {
        byte[] octets = password.getBytes(StandardCharsets.UTF_8);
        String latin1 = new String(octets, StandardCharsets.ISO_8859_1);
        String login = octets.length == password.length()
                ? "C: A2 LOGIN \"user@example.org\" \"" + password + "\"\n"
                : "C: A2 LOGIN \"user@example.org\" {" + octets.length + "}\nS: + go\nC* " + octets.length + "\nC: \n";
        String dialog = "S: * OK hi\nC: A1 CAPABILITY\nS: * CAPABILITY IMAP4rev1\nS: A1 OK\n" + login
                + "S: * OK I heard " + latin1 + "\nS: A2 NO wrong: " + latin1 + "\n";
        refused(
                dialog,
                Protocol.IMAP,
                TlsMode.NONE,
                new Authentication.Password("user@example.org", Secret.of(password)),
                password,
                "word-0815");
    }

    @Test
    void aPop3ServerThatRepeatsThePassword() throws Exception {
        String dialog = "S: +OK hi\nC: CAPA\nS: -ERR what\nC: USER user@example.org\nS: +OK\nC: PASS " + ASCII
                + "\nS: -ERR user@example.org/" + ASCII + " is wrong\n";
        MailException e = refused(
                dialog,
                Protocol.POP3,
                TlsMode.NONE,
                new Authentication.Password("user@example.org", Secret.of(ASCII)),
                ASCII,
                "word-0815");
        assertTrue(String.valueOf(e.getMessage()).contains("user@example.org"), e.getMessage());
    }

    @Test
    void aChallengeThatHoldsTheTokenDecodedOrEncoded() throws Exception {
        String sasl = base64("user=user@example.org\1auth=Bearer " + TOKEN + "\1\1");
        String challenge = base64("{\"status\":\"401\",\"got\":\"auth=Bearer " + TOKEN + "\"}");
        String dialog =
                "TLS\nS: 220 hi\nC: EHLO client.example\nS: 250-hi\nS: 250 AUTH XOAUTH2\nC: AUTH XOAUTH2\nS: 334 \n"
                        + "C: " + sasl + "\nS: 334 " + challenge + "\nC: \nS: 535 5.7.3 no " + TOKEN.substring(4, 40)
                        + "\n";
        refused(
                dialog,
                Protocol.SMTP,
                TlsMode.IMPLICIT,
                bearer(),
                TOKEN,
                "CANARY-token",
                base64(TOKEN).substring(3, 30),
                sasl.substring(60, 90));
    }

    private static Authentication bearer() {
        return TestAccounts.bearer(TOKEN);
    }

    @ParameterizedTest
    @EnumSource(names = {"SMTP", "POP3", "IMAP"})
    void controlAndDirectionCharactersOfARefusalAreReplaced(Protocol protocol) throws Exception {
        // ESC, the one-octet CSI of C1 (U+009B) and the direction override U+202E, in UTF-8
        String evil = "\\x1b[2J\\xc2\\x9b2J\\xe2\\x80\\xaeevil";
        String dialog = switch (protocol) {
            case SMTP -> "S: 554 " + evil + "\n";
            case POP3 -> "S: -ERR " + evil + "\n";
            case IMAP -> "S: * BYE " + evil + "\n";
        };
        MailException e = refused(
                dialog, protocol, TlsMode.NONE, new Authentication.Password("user@example.org", Secret.of(ASCII)));
        String said = e.fault().message() + e.fault().reply();
        assertTrue(said.contains("evil"), said);
        assertFalse(said.chars().anyMatch(c -> c < ' ' || c == 0x9b || c == 0x202e), said);
    }

    @Test
    void aProxyThatRepeatsItsLogin() throws Exception {
        String basic = base64("gate:" + ASCII);
        String dialog =
                "C: CONNECT mail.invalid:993 HTTP/1.1\nC: Host: mail.invalid:993\nC: Proxy-Authorization: Basic "
                        + basic + "\nC: \nS: HTTP/1.1 500 bad \\x1b[31m" + basic + " " + ASCII + "\nS: \n";
        try (DialogServer server = DialogServer.play(dialog)) {
            OutgoingProxy proxy = new OutgoingProxy(
                    OutgoingProxy.Kind.HTTP,
                    "127.0.0.1",
                    server.port(),
                    Optional.of(new OutgoingProxy.Login("gate", Secret.of(ASCII))));
            Account account = TestAccounts.account(
                    Protocol.IMAP, new Endpoint("mail.invalid", 993, TlsMode.IMPLICIT), bearer(), Optional.of(proxy));
            MailException e = assertThrows(MailException.class, () -> ImapSession.open(account, SessionListener.NONE));
            server.verify();
            String said = String.valueOf(e.getMessage());
            assertTrue(said.contains("HTTP/1.1 500 bad"), said);
            for (String canary : List.of(ASCII, basic.substring(8), "\u001b")) {
                assertFalse(said.contains(canary), said);
            }
        }
    }
}
