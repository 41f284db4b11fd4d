package signet.mail.pop3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import signet.mail.Authentication;
import signet.mail.DialogServer;
import signet.mail.Fact;
import signet.mail.Fault;
import signet.mail.MailException;
import signet.mail.Protocol;
import signet.mail.RecordingListener;
import signet.mail.Reply;
import signet.mail.Stage;
import signet.mail.TestAccounts;
import signet.mail.TlsMode;

/** POP3 against written dialogs. */
class Pop3SessionTest {
    private static final String LOGGED_IN = """
            S: +OK ready
            C: CAPA
            S: -ERR what?
            C: USER user@example.org
            S: +OK
            C: PASS secret
            S: +OK in
            C: CAPA
            S: -ERR what?
            """;

    private final RecordingListener heard = new RecordingListener();

    private List<String> stages() {
        return heard.passed().stream().map(Stage::word).toList();
    }

    private <F extends Fact> List<F> facts(Class<F> kind) {
        return heard.facts().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private Pop3Session open(DialogServer server) throws MailException {
        return open(server, TlsMode.NONE, TestAccounts.password());
    }

    private Pop3Session open(DialogServer server, TlsMode mode, Authentication authentication) throws MailException {
        return Pop3Session.open(server.account(Protocol.POP3, mode, authentication), heard);
    }

    private List<String> retrieval(DialogServer server) throws IOException {
        List<String> found = new ArrayList<>();
        try (Pop3Session session = open(server)) {
            found.add(session.stat().toString());
            List<Item> items = session.uidl();
            items.forEach(item -> found.add(item.toString()));
            int count = session.retrieve(items, new RetrieveVisitor() {
                @Override
                public void message(Item item, InputStream octets) throws IOException {
                    String text = new String(octets.readAllBytes(), StandardCharsets.ISO_8859_1);
                    found.add(item.number() + " <" + text.replace("\r", "r").replace("\n", "n") + ">");
                }

                @Override
                public void refused(Item item, Reply reply) {
                    found.add(item.number() + " " + reply);
                }
            });
            found.add("retrieved " + count);
            session.delete(1);
            session.quit();
        }
        return found;
    }

    private static final List<String> FOUND = List.of(
            "Stat[messages=3, octets=320]",
            "Item[number=1, uidl=whqtswO00WBw418f9t5JxYwZ, size=120]",
            "Item[number=2, uidl=QhdPYR:00WBw1Ph7x7, size=200]",
            "Item[number=4, uidl=.dot, size=77]",
            "1 <Subject: dotsrnrn.rn..xrnan.rnbn.nr.rn.rn>",
            "2 <>",
            "4 -ERR no such message",
            "retrieved 2");

    @ParameterizedTest
    @EnumSource(DialogServer.Chunks.class)
    void retrievesHoweverTheServersOctetsAreCut(DialogServer.Chunks chunks) throws IOException {
        try (DialogServer server = DialogServer.playFile("pop3-session", chunks)) {
            assertEquals(FOUND, retrieval(server));
            server.verify();
        }
    }

    @Test
    void aConnectionCutAnywhereIsOneMailException() throws IOException {
        String dialog = DialogServer.file("pop3-session");
        int all;
        try (DialogServer server = DialogServer.play(dialog)) {
            retrieval(server);
            server.verify();
            all = server.sent();
        }
        for (int cut = 0; cut < all; cut++) {
            try (DialogServer server = DialogServer.play(dialog, DialogServer.Chunks.WHOLE, cut)) {
                MailException failure =
                        assertThrows(MailException.class, () -> retrieval(server), "cut after " + cut + " octets");
                assertTrue(
                        Set.of(Fault.Kind.CLOSED, Fault.Kind.NETWORK)
                                .contains(failure.fault().kind()),
                        cut + ": " + failure.fault());
            }
        }
    }

    private static String xoauth2(String token) {
        String message = "user=user@example.org\1auth=Bearer " + token + "\1\1";
        return Base64.getEncoder().encodeToString(message.getBytes(StandardCharsets.US_ASCII));
    }

    /** The exchange that Microsoft documents: two lines, however short the token is. */
    @Test
    @Tag("F1")
    @Tag("F4")
    void logsInAsExchangeOnlineWantsIt() throws IOException {
        String dialog = """
                TLS
                S: +OK The Microsoft Exchange POP3 service is ready. [TQBOADIAUAByADEA]
                C: CAPA
                S: +OK
                S: TOP
                S: UIDL
                S: SASL PLAIN XOAUTH2
                S: USER
                S: .
                C: AUTH XOAUTH2
                S: +\\x20
                C: %s
                S: +OK User successfully authenticated.
                C: CAPA
                S: -ERR Command is not valid in this state.
                C: QUIT
                S: +OK bye
                """.formatted(xoauth2("t"));
        try (DialogServer server = DialogServer.play(dialog)) {
            try (Pop3Session session = open(server, TlsMode.IMPLICIT, TestAccounts.bearer("t"))) {
                assertTrue(session.capabilities().contains("SASL PLAIN XOAUTH2"));
            }
            server.verify();
        }
        assertEquals(List.of("resolve", "connect", "tls", "greeting", "capabilities", "authenticate"), stages());
        assertFalse(heard.lines().toString().contains(xoauth2("t")), "the transcript is masked");
    }

    /** A refusal in the form of a challenge is no success: the final reply counts. */
    @Test
    void aChallengeIsAnsweredAndIsNoSuccess() throws IOException {
        String json = "{\"status\":\"401\",\"schemes\":\"bearer\"}";
        String dialog = """
                TLS
                S: +OK ready
                C: CAPA
                S: +OK
                S: SASL XOAUTH2
                S: .
                C: AUTH XOAUTH2
                S: +\\x20
                C: %s
                S: + %s
                C:\s
                S: -ERR [AUTH] Username and password not accepted.
                EOF
                """.formatted(
                        xoauth2("t"), Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.US_ASCII)));
        try (DialogServer server = DialogServer.play(dialog)) {
            MailException failure =
                    assertThrows(MailException.class, () -> open(server, TlsMode.IMPLICIT, TestAccounts.bearer("t")));
            server.verify();
            assertEquals(Stage.AUTHENTICATE, failure.fault().stage());
            assertEquals(
                    "AUTH", failure.fault().reply().orElseThrow().enhanced().orElseThrow());
        }
        assertEquals(List.of(new Fact.Challenge(json)), facts(Fact.Challenge.class));
    }

    /** F11 for POP3. */
    @Test
    void replacesARefusedTokenOnce() throws IOException {
        String one = "TLS\nS: +OK\nC: CAPA\nS: +OK\nS: SASL XOAUTH2\nS: .\nC: AUTH XOAUTH2\nS: +\nC: %s\nS: %s\n";
        String refusal = "-ERR Authentication failure: unknown user name or bad password.";
        String dialog = one.formatted(xoauth2("old"), refusal) + "EOF\n---\n" + one.formatted(xoauth2("new"), refusal)
                + "EOF\n";
        try (DialogServer server = DialogServer.play(dialog)) {
            MailException failure = assertThrows(
                    MailException.class,
                    () -> open(server, TlsMode.IMPLICIT, TestAccounts.bearer("old", "new", "newest")));
            server.verify();
            assertEquals(refusal, failure.fault().reply().orElseThrow().toString());
        }
        assertEquals(1, facts(Fact.TokenReplaced.class).size());
    }

    @Test
    void startsTlsAndAsksForTheCapabilitiesAnew() throws IOException {
        String dialog = """
                S: +OK
                C: CAPA
                S: +OK
                S: STLS
                S: SASL XOAUTH2
                S: .
                C: STLS
                S: +OK
                TLS
                C: CAPA
                S: +OK
                S: SASL OAUTHBEARER
                S: .
                C: AUTH OAUTHBEARER
                S: +
                C~ .+
                S: +OK
                C: CAPA
                S: +OK
                S: .
                C: QUIT
                S: +OK
                """;
        try (DialogServer server = DialogServer.play(dialog)) {
            open(server, TlsMode.STARTTLS, TestAccounts.bearer("t")).close();
            server.verify();
        }
    }

    /** B13 and F18 for POP3. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "S: STLS;S: .;C: STLS;S> +OK\\r\\n+OK injected\\r\\n;EOF|ATTACK",
                "S: UIDL;S: .;EOF|TLS",
                "S: STLS;S: .;C: STLS;S: -ERR no;EOF|REFUSED",
            })
    void neverGoesOnInClear(String rest, Fault.Kind kind) throws IOException {
        String dialog = "S: +OK\nC: CAPA\nS: +OK\n" + rest.replace(';', '\n') + "\n";
        try (DialogServer server = DialogServer.play(dialog)) {
            MailException failure =
                    assertThrows(MailException.class, () -> open(server, TlsMode.STARTTLS, TestAccounts.bearer("t")));
            assertEquals(kind, failure.fault().kind());
            assertFalse(server.received().toString().contains("AUTH"));
        }
    }

    @Test
    void logsInByUserAndPassWhereNothingElseIsOffered() throws IOException {
        try (DialogServer server = DialogServer.play(LOGGED_IN + "C: QUIT\nS: +OK\n")) {
            open(server).close();
            server.verify();
        }
        assertFalse(heard.lines().toString().contains("secret"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-ERR [IN-USE] Do you have another POP session running?|REFUSED|IN-USE",
                "-ERR [LOGIN-DELAY] minimum time between mail checks violation|REFUSED|LOGIN-DELAY",
                "-ERR [SYS/TEMP] try again|REFUSED|SYS/TEMP",
                "-ERR Logon failure: unknown user name or bad password.|REFUSED|",
                "Server Unavailable.|PROTOCOL|",
                "535 5.7.3 no|PROTOCOL|",
                "+OKAY|PROTOCOL|",
            })
    void aRefusedLoginCarriesTheResponseCode(String reply, Fault.Kind kind, String code) throws IOException {
        String dialog = LOGGED_IN.substring(0, LOGGED_IN.indexOf("S: +OK in")) + "S: " + reply + "\nEOF\n";
        try (DialogServer server = DialogServer.play(dialog)) {
            MailException failure = assertThrows(MailException.class, () -> open(server));
            server.verify();
            assertEquals(kind, failure.fault().kind());
            assertEquals(code, failure.fault().reply().orElseThrow().enhanced().orElse(null));
        }
    }

    @Test
    void retrievesOneByOneWithoutPipelining() throws IOException {
        String dialog = """
                C: RETR 1
                S: +OK
                S: a
                S: .
                C: RETR 2
                S: +OK
                S: b
                S: .
                C: RETR 9
                S: +OK
                S: c
                S: .
                C: QUIT
                S: +OK
                """;
        try (DialogServer server = DialogServer.play(LOGGED_IN + dialog)) {
            try (Pop3Session session = open(server)) {
                List<Item> items = List.of(new Item(1, "x", 3), new Item(2, "y", 3));
                assertEquals(2, session.retrieve(items, (item, octets) -> octets.read()));
                ByteArrayOutputStream target = new ByteArrayOutputStream();
                session.retrieve(9, target);
                assertEquals("c\r\n", target.toString(StandardCharsets.US_ASCII));
            }
            server.verify();
        }
    }

    /** C19: marks without QUIT delete nothing, so QUIT must not slip out when a session is given up. */
    @Test
    void givingUpASessionWithMarksSaysNoQuit() throws IOException {
        try (DialogServer server = DialogServer.play(LOGGED_IN + "C: DELE 1\nS: +OK\nEOF\n")) {
            Pop3Session session = open(server);
            session.delete(1);
            session.close();
            server.verify();
        }
    }

    @Test
    void aQuitThatIsNotConfirmedIsAFault() throws IOException {
        String dialog = LOGGED_IN + "C: DELE 1\nS: +OK\nC: QUIT\nS: -ERR some deleted messages not removed\nEOF\n";
        try (DialogServer server = DialogServer.play(dialog)) {
            try (Pop3Session session = open(server)) {
                session.delete(1);
                assertThrows(MailException.class, session::quit);
            }
            server.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "C: STAT\nS: +OK many messages",
                "C: STAT\nS: +OK",
                "C: STAT\nS: +OK -1 5",
                "C: STAT\nS: +OK 99999999999999999999 5",
            })
    void refusesASenselessStat(String dialog) throws IOException {
        try (DialogServer server = DialogServer.play(LOGGED_IN + dialog + "\nC: QUIT\nS: +OK\n")) {
            try (Pop3Session session = open(server)) {
                MailException failure = assertThrows(MailException.class, session::stat);
                assertEquals(Fault.Kind.PROTOCOL, failure.fault().kind());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x y", "0 uid", "1", "99999999999 uid", ""})
    void refusesASenselessUidl(String line) throws IOException {
        String dialog = "C: LIST\nS: +OK\nS: 1 5\nS: .\nC: UIDL\nS: +OK\nS: " + line + "\nS: .\nC: QUIT\nS: +OK\n";
        try (DialogServer server = DialogServer.play(LOGGED_IN + dialog)) {
            try (Pop3Session session = open(server)) {
                assertThrows(MailException.class, session::uidl);
            }
        }
    }

    /** B103: a listing whose line never ends. */
    @Test
    void boundsTheLinesOfAListing() throws IOException {
        String dialog = "C: LIST\nS: +OK\nS> " + "1".repeat(20_000) + "\nSTALL\n";
        try (DialogServer server = DialogServer.play(LOGGED_IN + dialog)) {
            try (Pop3Session session = open(server)) {
                MailException failure = assertThrows(MailException.class, session::uidl);
                assertEquals(Fault.Kind.PROTOCOL, failure.fault().kind());
                assertFalse(session.usable());
            }
        }
    }

    @Test
    void whatTheVisitorThrowsComesThroughAndEndsTheSession() throws IOException {
        String dialog = LOGGED_IN + "C: RETR 1\nS: +OK\nS: a\nS: .\nEOF\n";
        try (DialogServer server = DialogServer.play(dialog)) {
            IOException full = new IOException("disk full");
            try (Pop3Session session = open(server)) {
                IOException thrown = assertThrows(
                        IOException.class,
                        () -> session.retrieve(List.of(new Item(1, "x", 1)), (item, octets) -> {
                            throw full;
                        }));
                assertEquals(full, thrown);
                assertFalse(session.usable());
            }
            server.verify();
        }
    }
}
