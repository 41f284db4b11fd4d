package signet.mail.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import signet.mail.Authentication;
import signet.mail.DialogServer;
import signet.mail.Fact;
import signet.mail.Fault;
import signet.mail.MailException;
import signet.mail.Protocol;
import signet.mail.RecordingListener;
import signet.mail.Stage;
import signet.mail.TestAccounts;
import signet.mail.TlsMode;
import signet.oauth.Secret;

/** From the greeting to the login, against written dialogs. */
class ImapLoginTest {
    private final RecordingListener heard = new RecordingListener();

    private List<String> stages() {
        return heard.passed().stream().map(Stage::word).toList();
    }

    private <F extends Fact> List<F> facts(Class<F> kind) {
        return heard.facts().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private void logIn(DialogServer server, TlsMode mode, Authentication authentication) throws MailException {
        ImapSession.open(server.account(Protocol.IMAP, mode, authentication), heard)
                .close();
    }

    private MailException refusedLogIn(String dialog, TlsMode mode, Authentication authentication) throws IOException {
        try (DialogServer server = DialogServer.play(dialog)) {
            MailException failure = assertThrows(MailException.class, () -> logIn(server, mode, authentication));
            server.verify();
            return failure;
        }
    }

    private static String xoauth2(String token) {
        String message = "user=user@example.org\1auth=Bearer " + token + "\1\1";
        return Base64.getEncoder().encodeToString(message.getBytes(StandardCharsets.US_ASCII));
    }

    /** The exchange that Microsoft documents, with the capabilities that Exchange Online announces. */
    @Test
    @Tag("F1")
    @Tag("F4")
    void logsInAsExchangeOnlineWantsIt() throws IOException {
        String dialog = """
                TLS
                S: * OK The Microsoft Exchange IMAP4 service is ready. [TQBOADIAUAByADEA]
                C: A1 CAPABILITY
                S: * CAPABILITY IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 LOGINDISABLED SASL-IR UIDPLUS ID IDLE LITERAL+
                S: A1 OK CAPABILITY completed.
                C: A2 AUTHENTICATE XOAUTH2 %s
                S: A2 OK AUTHENTICATE completed.
                C: A3 CAPABILITY
                S: * CAPABILITY IMAP4 IMAP4rev1 AUTH=XOAUTH2 SASL-IR UIDPLUS MOVE ID UNSELECT CHILDREN IDLE NAMESPACE
                S: A3 OK CAPABILITY completed.
                C: A4 LOGOUT
                S: * BYE Microsoft Exchange Server IMAP4 server signing off.
                S: A4 OK LOGOUT completed.
                """.formatted(xoauth2("token-1"));
        try (DialogServer server = DialogServer.play(dialog)) {
            logIn(server, TlsMode.IMPLICIT, TestAccounts.bearer("token-1"));
            server.verify();
        }
        assertEquals(List.of("resolve", "connect", "tls", "greeting", "capabilities", "authenticate"), stages());
        assertEquals(
                List.of("XOAUTH2"),
                facts(Fact.MechanismUsed.class).stream()
                        .map(Fact.MechanismUsed::mechanism)
                        .toList());
        assertTrue(facts(Fact.Capabilities.class).get(1).words().contains("MOVE"));
        assertFalse(String.join("\n", heard.lines()).contains(xoauth2("token-1")), "the transcript is masked");
    }

    /** An initial response makes a long line: above 8 KiB, and without SASL-IR, the server is asked first. */
    @ParameterizedTest
    @CsvSource({"SASL-IR,6000,true", "SASL-IR,6100,false", "IDLE,10,false"})
    void sendsAnInitialResponseOnlyWhereItMayAndFits(String capability, int length, boolean initial)
            throws IOException {
        String token = "t".repeat(length);
        String dialog = """
                TLS
                S: * OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2 %s] ready
                """.formatted(capability)
                + (initial
                        ? "C: A1 AUTHENTICATE XOAUTH2 " + xoauth2(token) + "\n"
                        : "C: A1 AUTHENTICATE XOAUTH2\nS> + \\r\\n\nC: " + xoauth2(token) + "\n")
                + "S: A1 OK [CAPABILITY IMAP4rev1] in\nC: A2 LOGOUT\nS: A2 OK\n";
        try (DialogServer server = DialogServer.play(dialog)) {
            logIn(server, TlsMode.IMPLICIT, TestAccounts.bearer(token));
            server.verify();
            assertTrue(server.received().stream().allMatch(l -> l.length() <= 8192 || !l.startsWith("A1")));
        }
    }

    /** F22 for IMAP: the challenge is decoded, acknowledged as the mechanism wants it, and the final answer read. */
    @ParameterizedTest
    @CsvSource({"XOAUTH2,''", "OAUTHBEARER,AQ=="})
    void acknowledgesAChallengeAndReadsTheFinalAnswer(String mechanism, String acknowledgement) throws IOException {
        String json = "{\"status\":\"401\",\"schemes\":\"bearer\",\"scope\":\"https://mail.google.com/\"}";
        String challenge = Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.US_ASCII));
        MailException failure = refusedLogIn(
                """
                TLS
                S: * OK [CAPABILITY IMAP4rev1 AUTH=%s SASL-IR] ready
                C~ A1 AUTHENTICATE %s .*
                S: + %s
                C: %s
                S: A1 NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)
                EOF
                """.formatted(mechanism, mechanism, challenge, acknowledgement),
                TlsMode.IMPLICIT,
                TestAccounts.bearer("only"));
        assertEquals(Stage.AUTHENTICATE, failure.fault().stage());
        assertEquals(Fault.Kind.REFUSED, failure.fault().kind());
        assertEquals(
                "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)",
                failure.fault().reply().orElseThrow().toString());
        assertEquals(
                "AUTHENTICATIONFAILED",
                failure.fault().reply().orElseThrow().enhanced().orElseThrow());
        assertEquals(List.of(new Fact.Challenge(json)), facts(Fact.Challenge.class));
    }

    /** F11 for IMAP: exactly one other token, on a new connection. */
    @Test
    void replacesARefusedTokenOnce() throws IOException {
        String one = "TLS\nS: * OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2 SASL-IR] ready\n" + "C: A1 AUTHENTICATE XOAUTH2 "
                + "%s\nS: A1 %s\n";
        String good = one.formatted(xoauth2("old"), "NO AUTHENTICATE failed.") + "EOF\n---\n"
                + one.formatted(xoauth2("new"), "OK [CAPABILITY IMAP4rev1] done") + "C: A2 LOGOUT\nS: A2 OK\n";
        try (DialogServer server = DialogServer.play(good)) {
            logIn(server, TlsMode.IMPLICIT, TestAccounts.bearer("old", "new", "newest"));
            server.verify();
        }
        assertEquals(1, facts(Fact.TokenReplaced.class).size());

        String bad = one.formatted(xoauth2("old"), "NO AUTHENTICATE failed.") + "EOF\n---\n"
                + one.formatted(xoauth2("new"), "NO AUTHENTICATE failed.") + "EOF\n";
        MailException failure = refusedLogIn(bad, TlsMode.IMPLICIT, TestAccounts.bearer("old", "new", "newest"));
        assertEquals(
                "NO AUTHENTICATE failed.", failure.fault().reply().orElseThrow().toString());
    }

    @Test
    void startsTlsAndForgetsWhatWasSaidInClear() throws IOException {
        String dialog = """
                S: * OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=XOAUTH2] ready
                C: A1 STARTTLS
                S: A1 OK begin
                TLS
                C: A2 CAPABILITY
                S: * CAPABILITY IMAP4rev1 AUTH=OAUTHBEARER SASL-IR
                S: A2 OK done
                C~ A3 AUTHENTICATE OAUTHBEARER .*
                S: A3 OK [CAPABILITY IMAP4rev1] in
                C: A4 LOGOUT
                S: A4 OK
                """;
        try (DialogServer server = DialogServer.play(dialog)) {
            logIn(server, TlsMode.STARTTLS, TestAccounts.bearer("token"));
            server.verify();
        }
        assertEquals(
                List.of("resolve", "connect", "greeting", "capabilities", "tls", "capabilities", "authenticate"),
                stages());
    }

    /** B13, B100: whoever can speak in clear cannot get a token out of us. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                // answers for later commands are waiting before TLS is up
                "S: * OK [CAPABILITY IMAP4rev1 STARTTLS] x\nC: A1 STARTTLS\nS> A1 OK go\\r\\n* CAPABILITY AUTH=XOAUTH2\\r\\nEOF",
                "S: * PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] welcome home\nEOF",
            })
    void takesPlaintextBeforeTlsForAnAttack(String dialog) throws IOException {
        try (DialogServer server = DialogServer.play(dialog.replace("EOF", "\nEOF"))) {
            MailException failure = assertThrows(
                    MailException.class, () -> logIn(server, TlsMode.STARTTLS, TestAccounts.bearer("token")));
            assertEquals(Fault.Kind.ATTACK, failure.fault().kind());
            assertFalse(server.received().toString().contains("AUTHENTICATE"));
        }
    }

    /** F18 for IMAP: no offer, no login. */
    @Test
    void neverGoesOnInClear() throws IOException {
        MailException failure = refusedLogIn(
                "S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] x\nEOF\n", TlsMode.STARTTLS, TestAccounts.password());
        assertEquals(Fault.Kind.TLS, failure.fault().kind());
        assertEquals(Stage.TLS, failure.fault().stage());
    }

    /** F21 for IMAP: a token never goes where a password would, and the other way round. */
    @Test
    void takesNoWeakerMechanism() throws IOException {
        String tail = "EOF\n";
        MailException token = refusedLogIn(
                "TLS\nS: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=LOGIN] x\n" + tail,
                TlsMode.IMPLICIT,
                TestAccounts.bearer("token"));
        assertEquals(Fault.Kind.MECHANISM, token.fault().kind());
        MailException password = refusedLogIn(
                "TLS\nS: * OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2 LOGINDISABLED] x\n" + tail,
                TlsMode.IMPLICIT,
                TestAccounts.password());
        assertEquals(Fault.Kind.MECHANISM, password.fault().kind());
    }

    @Test
    void logsInByTheOldCommandWhereNothingElseIsOffered() throws IOException {
        String dialog = """
                S: * OK [CAPABILITY IMAP4rev1] x
                C: A1 LOGIN "user@example.org" "secret"
                S: A1 OK [CAPABILITY IMAP4rev1] in
                C: A2 LIST "" "*"
                S: * LIST () "/" "user@example.org"
                S: A2 OK
                C: A3 LOGOUT
                S: A3 OK
                """;
        try (DialogServer server = DialogServer.play(dialog)) {
            try (ImapSession session =
                    ImapSession.open(server.account(Protocol.IMAP, TlsMode.NONE, TestAccounts.password()), heard)) {
                assertEquals("user@example.org", session.list("*").get(0).name(), "masks end with the login");
            }
            server.verify();
        }
        assertFalse(heard.lines().toString().contains("secret"));
    }

    /** B96: nothing in a user name or password ends a line or adds a word. */
    @Test
    void quotesAndLiteralsKeepSpecialCharactersInTheirPlace() throws IOException {
        String dialog = """
                S: * OK [CAPABILITY IMAP4rev1] x
                C: A1 LOGIN "a\\"b\\\\c" {9}
                S: + ready
                C* 9
                C:\s
                S: A1 OK [CAPABILITY IMAP4rev1] in
                C: A2 LOGOUT
                S: A2 OK
                """;
        try (DialogServer server = DialogServer.play(dialog)) {
            logIn(server, TlsMode.NONE, new Authentication.Password("a\"b\\c", Secret.of("pässwört".substring(0, 7))));
            server.verify();
            assertEquals("pässwör", new String(server.data().get(0), StandardCharsets.UTF_8));
        }
        for (String user : List.of("a\r\nA9 NOOP", "a\0b")) {
            MailException failure = refusedLogIn(
                    "S: * OK [CAPABILITY IMAP4rev1] x\nEOF\n",
                    TlsMode.NONE,
                    new Authentication.Password(user, Secret.of("x")));
            assertEquals(Fault.Kind.CONFIGURATION, failure.fault().kind());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "* BYE too many connections|CLOSED|BYE",
                "* NO go away|REFUSED|NO",
                "220 mail.example.org ESMTP|PROTOCOL|''",
                "+OK POP3 ready|PROTOCOL|''",
                "HTTP/1.1 400 Bad Request|PROTOCOL|''",
            })
    void aGreetingThatIsNoneIsAFaultOfTheGreeting(String line, Fault.Kind kind, String status) throws IOException {
        MailException failure = refusedLogIn("TLS\nS: " + line + "\nEOF\n", TlsMode.IMPLICIT, TestAccounts.password());
        assertEquals(Stage.GREETING, failure.fault().stage());
        assertEquals(kind, failure.fault().kind());
        assertEquals(status, failure.fault().reply().orElseThrow().status());
    }

    /** Exchange Online: the login is accepted, the mailbox is not reachable; the first command says so. */
    @Test
    void authenticatedButNotConnectedIsToldByTheFirstCommand() throws IOException {
        String dialog = """
                TLS
                S: * OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2 SASL-IR] x
                C~ A1 AUTHENTICATE .*
                S: A1 OK AUTHENTICATE completed.
                C: A2 CAPABILITY
                S: A2 BAD User is authenticated but not connected.
                C: A3 NAMESPACE
                S: A3 BAD User is authenticated but not connected.
                C: A4 LOGOUT
                S: * BYE Connection closed. 14
                EOF
                """;
        try (DialogServer server = DialogServer.play(dialog)) {
            try (ImapSession session = ImapSession.open(
                    server.account(Protocol.IMAP, TlsMode.IMPLICIT, TestAccounts.bearer("token")), heard)) {
                MailException failure = assertThrows(MailException.class, session::namespace);
                assertEquals("BAD", failure.fault().reply().orElseThrow().status());
            }
            server.verify();
        }
    }
}
