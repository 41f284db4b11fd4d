package signet.jakarta;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Authenticator;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import java.security.Security;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import signet.oauth.Credential;
import signet.oauth.Secret;
import signet.oauth.TokenEndpoint;
import signet.oauth.TokenException;
import signet.oauth.TokenSource;
import signet.oauth.TokenSources;
import signet.oauth.TokenTransport;
import signet.simulator.Scenario;
import signet.simulator.Simulator;
import signet.simulator.exchange.Profile;

class TokenLoginTest {
    private static final String MAILBOX = "portal@contoso.example";

    private final Scenario scenario = Scenario.defaults();
    private final Simulator simulator = Simulator.start(scenario);
    private final TokenSource tokens = tokens(scenario.clientSecret());

    private TokenSource tokens(String clientSecret) {
        Credential credential = new Credential.ClientSecret(
                new TokenEndpoint(simulator.tokenUrl(scenario.tenantId()), false),
                scenario.clientId(),
                Secret.of(clientSecret),
                "https://outlook.office365.com/.default",
                Optional.empty());
        return new TokenSources(simulator.clock(), new Random(1))
                .source(credential, TokenTransport.create(simulator.clientTls(), Optional.empty()));
    }

    @AfterEach
    void stop() {
        Security.removeProvider("SignetSasl");
        simulator.close();
    }

    private Properties properties(String protocol, int port) {
        Properties properties = TokenLogin.properties(protocol, "localhost", port);
        properties.put(
                "mail." + protocol + ".ssl.socketFactory", simulator.clientTls().getSocketFactory());
        return properties;
    }

    @Test
    void sendsBySmtpAndReadsByImapAndPop3() throws MessagingException {
        SendAndRead.send(properties("smtp", simulator.smtpPort()), MAILBOX, tokens, "Hello");

        assertEquals(1, SendAndRead.count(properties("imaps", simulator.imapsPort()), "imaps", MAILBOX, tokens));
        assertEquals(1, SendAndRead.count(properties("pop3s", simulator.pop3sPort()), "pop3s", MAILBOX, tokens));
    }

    @Test
    void worksWithTheMechanismsInstalledAsWell() throws MessagingException {
        SaslMechanisms.install();

        SendAndRead.send(properties("smtp", simulator.smtpPort()), MAILBOX, tokens, "Hello");

        assertEquals(1, SendAndRead.count(properties("imaps", simulator.imapsPort()), "imaps", MAILBOX, tokens));
    }

    @Test
    void aPlainAuthenticatorIsEnoughToSend() throws MessagingException {
        Authenticator authenticator = new TokenAuthenticator(MAILBOX, tokens);
        Session session = Session.getInstance(properties("smtp", simulator.smtpPort()), authenticator);

        try (Transport smtp = session.getTransport("smtp")) {
            smtp.connect("localhost", simulator.smtpPort(), MAILBOX, null);

            assertTrue(smtp.isConnected());
        }
    }

    @Test
    void aRefusedTokenIsReplacedOnce() throws MessagingException, TokenException {
        tokens.token();
        simulator.entra().revokeTokens();
        simulator.clock().advance(Duration.ofMinutes(5));

        SendAndRead.send(properties("smtp", simulator.smtpPort()), MAILBOX, tokens, "Hello");

        assertEquals(2, simulator.entra().tokensIssued());
    }

    @Test
    void theFinalReplyOfSmtpIsSaid() {
        simulator.exchange().mailbox(MAILBOX).orElseThrow().permission(false);
        simulator.exchange().removeServicePrincipal(scenario.clientId());

        AuthenticationFailedException refusal = assertThrows(
                AuthenticationFailedException.class,
                () -> SendAndRead.send(properties("smtp", simulator.smtpPort()), MAILBOX, tokens, "Hello"));

        assertTrue(String.valueOf(refusal.getMessage()).startsWith("535 5.7.3 "), refusal::toString);
    }

    @Test
    void aChallengeIsReadAnsweredAndSaidWithTheFinalReply() throws TokenException {
        SaslMechanisms.install();
        simulator.exchange().policies().profile(Profile.GOOGLE);
        tokens.token();
        simulator.entra().revokeTokens();

        AuthenticationFailedException smtp = assertThrows(
                AuthenticationFailedException.class,
                () -> SendAndRead.send(properties("smtp", simulator.smtpPort()), MAILBOX, tokens, "Hello"));
        AuthenticationFailedException imap = assertThrows(
                AuthenticationFailedException.class,
                () -> SendAndRead.count(properties("imaps", simulator.imapsPort()), "imaps", MAILBOX, tokens));

        assertTrue(String.valueOf(smtp.getMessage()).startsWith("535"), smtp::toString);
        assertTrue(String.valueOf(smtp.getMessage()).contains("\"schemes\""), smtp::toString);
        assertTrue(String.valueOf(imap.getMessage()).contains("\"schemes\""), imap::toString);
    }

    @Test
    void aPop3ChallengeIsNotTakenForSuccess() throws TokenException {
        simulator.exchange().policies().profile(Profile.GOOGLE);
        tokens.token();
        simulator.entra().revokeTokens();

        assertThrows(
                AuthenticationFailedException.class,
                () -> SendAndRead.count(properties("pop3s", simulator.pop3sPort()), "pop3s", MAILBOX, tokens));
    }

    @Test
    void withoutATokenTheEndpointsReasonIsSaid() {
        MessagingException refusal = assertThrows(
                MessagingException.class,
                () -> SendAndRead.send(properties("smtp", simulator.smtpPort()), MAILBOX, tokens("wrong"), "Hello"));

        assertTrue(String.valueOf(refusal.getMessage()).contains("AADSTS7000215"), refusal::toString);
    }
}
