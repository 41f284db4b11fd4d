package signet.mail.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import signet.mail.Authentication;
import signet.mail.DialogServer;
import signet.mail.Endpoint;
import signet.mail.Fact;
import signet.mail.Fault;
import signet.mail.MailException;
import signet.mail.Protocol;
import signet.mail.RecordingListener;
import signet.mail.SessionListener;
import signet.mail.Stage;
import signet.mail.TestAccounts;
import signet.mail.TlsMode;
import signet.mail.smtp.SmtpSession;
import signet.oauth.Secret;

class SaslExchangeTest {
    private static final String HELLO = "TLS\nS: 220 hi\nC: EHLO client.example\nS: 250-hi\nS: 250 AUTH ";

    /** Microsoft, "Authenticate an IMAP, POP or SMTP connection using OAuth", SASL XOAUTH2. */
    @Test
    @Tag("P18")
    void xoauth2IsWhatMicrosoftPublishes() {
        SaslMechanism mechanism = new SaslMechanism.Xoauth2(
                "test@contoso.onmicrosoft.com", Secret.of("EwBAAl3BAAUFFpUAo7J3Ve0bjLBWZWCclRC3EoAA"));
        assertEquals(
                "dXNlcj10ZXN0QGNvbnRvc28ub25taWNyb3NvZnQuY29tAWF1dGg9QmVhcmVyIEV3QkFBbDNCQUFVRkZwVUFvN0ozVmUwYmpMQldaV0NjbFJDM0VvQUEBAQ==",
                Base64.getEncoder().encodeToString(mechanism.message(0).orElseThrow()));
        assertEquals(0, mechanism.message(1).orElseThrow().length);
        assertTrue(mechanism.message(2).isEmpty());
    }

    /** RFC 7628 §4.1, with our endpoint, and a name that needs escaping (RFC 5801 §4). */
    @Test
    void oauthBearerIsWhatRfc7628Says() {
        SaslMechanism mechanism = new SaslMechanism.OauthBearer(
                "a,b=c@example.com",
                new Endpoint("server.example.com", 143, TlsMode.STARTTLS),
                Secret.of("vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg=="));
        assertEquals(
                "n,a=a=2Cb=3Dc@example.com,\1host=server.example.com\1port=143\1auth=Bearer"
                        + " vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\1\1",
                text(mechanism, 0));
        assertEquals("\1", text(mechanism, 1));
    }

    @Test
    void passwordsGoByPlainOrLogin() {
        assertEquals("\0tim\0tanstaaftanstaaf", text(new SaslMechanism.Plain("tim", Secret.of("tanstaaftanstaaf")), 0));
        SaslMechanism login = new SaslMechanism.Login("tim", Secret.of("pw"));
        assertEquals("tim", text(login, 0));
        assertEquals("pw", text(login, 1));
    }

    private static String text(SaslMechanism mechanism, int number) {
        return new String(mechanism.message(number).orElseThrow(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "LOGIN XOAUTH2, BEARER, XOAUTH2",
        "PLAIN OAUTHBEARER, BEARER, OAUTHBEARER",
        "xoauth2, BEARER, XOAUTH2",
        "LOGIN PLAIN, BEARER, ",
        "XOAUTH2 OAUTHBEARER, PASSWORD, ",
        "LOGIN XOAUTH2, PASSWORD, LOGIN",
        "LOGIN PLAIN, PASSWORD, PLAIN",
        "CRAM-MD5 NTLM, PASSWORD, ",
    })
    void neverAMechanismOfTheOtherKind_F21(String offered, Authentication.Kind kind, Mechanism chosen) {
        assertEquals(Optional.ofNullable(chosen), Mechanism.choose(Set.of(offered.split(" ")), kind));
    }

    @ParameterizedTest
    @ValueSource(strings = {"LOGIN PLAIN", "NTLM"})
    void aTokenIsNotSentWhereItDoesNotFit_F21(String offered) throws Exception {
        try (DialogServer server = DialogServer.play(HELLO + offered + "\nEOF\n")) {
            MailException e = refused(server, TestAccounts.bearer("t"));
            server.verify();
            assertEquals(Fault.Kind.MECHANISM, e.fault().kind());
            assertTrue(e.fault().message().contains("offers only"), e.fault().message());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "XOAUTH2 | S: 334;C~ dXNlcj.*;S: 334 eyJzdGF0dXMiOiI0MDAifQ==;C:;S: 535 5.7.8 no | {\"status\":\"400\"}",
                "OAUTHBEARER | S: 334;C~ bixhP.*;S: 334 eyJzdGF0dXMiOiI0MDAifQ==;C: AQ==;S: 535 5.7.8 no | {\"status\":\"400\"}",
                // not base64, or base64 of nothing readable: kept as it came
                "XOAUTH2 | S: 334 ;C~ dXNlcj.*;S: 334 !? what;C:;S: 535 5.7.8 no | !? what",
                "XOAUTH2 | S: 334 ;C~ dXNlcj.*;S: 334 /////w==;C:;S: 535 5.7.8 no | /////w==",
                // it keeps asking: cancelled, and the answer to that is the final one
                "XOAUTH2 | S: 334 ;C~ dXNlcj.*;S: 334 e30=;C:;S: 334 e30=;C: *;S: 501 5.7.0 cancelled | {}",
            })
    void aChallengeIsDecodedAcknowledgedAndTheFinalReplyRead_F22(String mechanism, String dialog, String challenge)
            throws Exception {
        RecordingListener heard = new RecordingListener();
        try (DialogServer server = DialogServer.play(
                HELLO + mechanism + "\nC: AUTH " + mechanism + "\n" + dialog.replace(';', '\n') + "\nEOF\n")) {
            MailException e = assertThrows(
                    MailException.class,
                    () -> SmtpSession.open(
                            server.account(Protocol.SMTP, TlsMode.IMPLICIT, TestAccounts.bearer("t")), heard));
            server.verify();
            assertEquals(Stage.AUTHENTICATE, e.fault().stage());
            assertTrue(e.fault().reply().orElseThrow().status().matches("5.."));
        }
        assertTrue(
                heard.facts().contains(new Fact.Challenge(challenge)),
                heard.facts().toString());
    }

    @Test
    void aRefusedTokenIsReplacedOnceOnANewConnection_F11() throws Exception {
        String refusal =
                HELLO + "XOAUTH2\nC: AUTH XOAUTH2\nS: 334 \nC~ %s\nS: 535 5.7.3 Authentication unsuccessful\nEOF\n";
        String first = Base64.getEncoder()
                .encodeToString("user=user@example.org\1auth=Bearer old\1\1".getBytes(StandardCharsets.US_ASCII));
        RecordingListener heard = new RecordingListener();
        try (DialogServer server = DialogServer.play(refusal.formatted(first) + "---\n" + HELLO
                + "XOAUTH2\nC: AUTH XOAUTH2\nS: 334 \nC~ .*\nS: 235 2.7.0 ok\nC: QUIT\nS: 221 bye\n")) {
            SmtpSession.open(server.account(Protocol.SMTP, TlsMode.IMPLICIT, TestAccounts.bearer("old", "new")), heard)
                    .close();
            server.verify();
        }
        assertEquals(List.of(Stage.AUTHENTICATE), heard.failed());
        assertEquals(
                1,
                heard.facts().stream()
                        .filter(Fact.TokenReplaced.class::isInstance)
                        .count());
    }

    @ParameterizedTest
    @CsvSource({"'535 5.7.3 no', 'same'", "'454 4.7.0 later', 'old,new'", "'421 4.3.2 later', 'old,new'"})
    void noSecondTryWithTheSameTokenOrAServerInTrouble_F11(String reply, String tokens) throws Exception {
        try (DialogServer server =
                DialogServer.play(HELLO + "XOAUTH2\nC: AUTH XOAUTH2\nS: 334 \nC~ .*\nS: " + reply + "\nEOF\n")) {
            MailException e = refused(server, TestAccounts.bearer(tokens.split(",")));
            server.verify();
            assertEquals(reply, e.fault().reply().orElseThrow().toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"token\n", "to ken", "tok\1en"})
    void aTokenWithALineBreakOrBlankIsNotSent(String token) throws Exception {
        try (DialogServer server = DialogServer.play(HELLO + "XOAUTH2\nEOF\n")) {
            MailException e = refused(server, TestAccounts.bearer(token));
            server.verify();
            assertEquals(Fault.Kind.CONFIGURATION, e.fault().kind());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\nb", "a\0b", "a\1auth=Bearer x"})
    @Tag("P12")
    void aUserNameWithControlCharactersIsNotSent_B20(String user) throws Exception {
        try (DialogServer server = DialogServer.play(HELLO + "PLAIN\nEOF\n")) {
            MailException e = refused(server, new Authentication.Password(user, Secret.of("pw")));
            server.verify();
            assertEquals(Fault.Kind.CONFIGURATION, e.fault().kind());
        }
    }

    @Test
    void tokensOf8KiBFitBecauseTheyGoOnALineOfTheirOwn() throws Exception {
        String token = "t".repeat(8192);
        try (DialogServer server = DialogServer.play(
                HELLO + "LOGIN XOAUTH2\nC: AUTH XOAUTH2\nS: 334 \nC~ .{10000,}\nS: 235 ok\nC: QUIT\nS: 221 bye\n")) {
            SmtpSession.open(
                            server.account(Protocol.SMTP, TlsMode.IMPLICIT, TestAccounts.bearer(token)),
                            SessionListener.NONE)
                    .close();
            server.verify();
        }
    }

    private static MailException refused(DialogServer server, Authentication authentication) {
        return assertThrows(
                MailException.class,
                () -> SmtpSession.open(
                        server.account(Protocol.SMTP, TlsMode.IMPLICIT, authentication), SessionListener.NONE));
    }
}
