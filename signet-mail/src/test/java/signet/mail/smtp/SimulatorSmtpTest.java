package signet.mail.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import signet.mail.Account;
import signet.mail.Authentication;
import signet.mail.Content;
import signet.mail.Dialer;
import signet.mail.Disposition.Kind;
import signet.mail.Endpoint;
import signet.mail.Envelope;
import signet.mail.Fact;
import signet.mail.MailException;
import signet.mail.Network;
import signet.mail.Protocol;
import signet.mail.RecordingListener;
import signet.mail.SessionListener;
import signet.mail.Stage;
import signet.mail.TestAccounts;
import signet.mail.TlsMode;
import signet.oauth.Cloud;
import signet.oauth.Credential;
import signet.oauth.Secret;
import signet.oauth.TokenEndpoint;
import signet.oauth.TokenSources;
import signet.oauth.TokenTransport;
import signet.oauth.Trust;
import signet.simulator.Scenario;
import signet.simulator.Simulator;

/** Certificate or secret, token, SMTP: through the simulator, which speaks as Exchange Online does. */
class SimulatorSmtpTest {
    private static final Scenario SCENARIO = Scenario.defaults();
    private Optional<Simulator> started = Optional.empty();

    @BeforeEach
    void start() {
        started = Optional.of(Simulator.start(SCENARIO));
    }

    @AfterEach
    void stop() {
        started.ifPresent(Simulator::close);
    }

    private Account account(String username) {
        Simulator simulator = started.orElseThrow();
        Credential credential = new Credential.ClientSecret(
                TokenEndpoint.microsoft(simulator.authority(), SCENARIO.tenantId()),
                SCENARIO.clientId(),
                Secret.of(SCENARIO.clientSecret()),
                Cloud.GLOBAL.scope(),
                Optional.empty());
        TokenSources sources = new TokenSources(InstantSource.system(), new Random(1));
        TokenTransport transport = TokenTransport.create(Trust.context(List.of(simulator.ca())), Optional.empty());
        return new Account(
                "portal",
                username,
                new Authentication.Bearer(username, sources.source(credential, transport)),
                Map.of(Protocol.SMTP, new Endpoint(simulator.host(), simulator.smtpPort(), TlsMode.STARTTLS)),
                new Network(
                        Trust.manager(List.of(simulator.ca())),
                        Optional.empty(),
                        TestAccounts.PATIENT,
                        "client.example",
                        Dialer.DIRECT,
                        InstantSource.system()));
    }

    private static String mailbox() {
        return SCENARIO.mailboxes().get(0);
    }

    @Test
    @Tag("P11")
    @Tag("P12")
    @Tag("P14")
    void aMessageArrivesByteForByte() throws Exception {
        byte[] message = "Subject: x\r\nFrom: a\r\n\r\n.dot\r\n..\r\n\r\nend\r\n".getBytes(StandardCharsets.US_ASCII);
        try (SmtpSession session = SmtpSession.open(account(mailbox()), SessionListener.NONE)) {
            for (int i = 0; i < 2; i++) {
                Delivery delivery = session.send(
                        Envelope.of(mailbox(), List.of("bob@example.net")), Content.of(message), BeforeDot.NONE);
                assertTrue(delivery.complete(), delivery.toString());
            }
        }
        assertEquals(2, started.orElseThrow().exchange().submissionCount());
        byte[] arrived =
                started.orElseThrow().exchange().submissions().get(0).content().octets();
        String text = new String(arrived, StandardCharsets.US_ASCII);
        // Exchange puts trace fields before the message and leaves the rest as it is
        assertTrue(text.endsWith(new String(message, StandardCharsets.US_ASCII)), text);
    }

    @Test
    @Tag("P10")
    void sendingAsSomebodyElseIsRefusedForThatMessageOnly_F25() throws Exception {
        try (SmtpSession session = SmtpSession.open(account(mailbox()), SessionListener.NONE)) {
            Delivery refused = session.send(
                    Envelope.of("somebody.else@elsewhere.example", List.of("bob@example.net")),
                    SmtpDialogTest.text("From: somebody.else@elsewhere.example\r\n\r\nx\r\n"),
                    BeforeDot.NONE);
            assertEquals(List.of(Kind.REFUSED), SmtpDialogTest.kinds(refused), refused.toString());
            assertTrue(session.usable());
        }
    }

    @Test
    void aRevokedTokenIsReplacedOnce_F11() throws Exception {
        Account account = account(mailbox());
        SmtpSession.open(account, SessionListener.NONE).close();
        started.orElseThrow().entra().revokeTokens();
        RecordingListener heard = new RecordingListener();
        MailException e = assertThrows(MailException.class, () -> SmtpSession.open(account, heard));
        // a token this young is not replaced: the refusal stands, in the provider's words
        assertEquals("5.7.3", e.fault().reply().orElseThrow().enhanced().orElseThrow());
        assertFalse(heard.facts().stream().anyMatch(Fact.TokenReplaced.class::isInstance));
    }

    @Test
    void aMailboxThatIsNotThereIsAnAnonymousRefusal_F12() {
        MailException e = assertThrows(
                MailException.class,
                () -> SmtpSession.open(account("nobody@" + SCENARIO.domain()), SessionListener.NONE));
        assertEquals(Stage.AUTHENTICATE, e.fault().stage());
        assertTrue(e.fault().message().contains("535 5.7.3"), e.fault().message());
    }
}
