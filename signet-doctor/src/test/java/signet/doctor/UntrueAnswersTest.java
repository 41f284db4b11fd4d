package signet.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import signet.mail.Protocol;
import signet.mail.Stage;
import signet.oauth.AccessToken;
import signet.oauth.Problem.Severity;
import signet.oauth.Secret;
import signet.oauth.TokenContent;
import signet.oauth.TokenTransport;
import signet.oauth.Trust;
import signet.simulator.fault.Effect;
import signet.simulator.fault.Fault;

/** Two situations that looked healthy against real servers: an old token said to be new, a recipient who is refused. */
class UntrueAnswersTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @Test
    void tokenPastItsTimeIsNamedAlthoughTheAnswerPromisesAnHour() {
        List<Finding> findings = TokenChecks.content(withTokenUntil(NOW.minusSeconds(1)));
        assertEquals(
                List.of("token-expired"), findings.stream().map(Finding::code).toList());
        assertEquals(Severity.ERROR, findings.get(0).severity());
        assertTrue(findings.get(0).summary().contains("2026-11-23T11:59:59Z"));
    }

    @Test
    void tokenThatStillLivesIsNot() {
        assertEquals(List.of(), TokenChecks.content(withTokenUntil(NOW.plusSeconds(3_600))));
    }

    @Test
    void recipientRefusedFailsTheTestThatWasAskedToSendThere() {
        try (Situation situation = new Situation()) {
            situation
                    .simulator()
                    .faults()
                    .add(Fault.at(
                            signet.simulator.fault.Protocol.SMTP,
                            signet.simulator.fault.Stage.RCPT,
                            Effect.say("550 5.1.1 nobody of that name")));
            String nobody = "nobody@contoso.example";
            Report report = situation.diagnose(Protocol.SMTP, DoctorOptions.DEFAULTS.sendingTo(nobody));
            assertFalse(report.ok(), report::toString);
            Step send = report.steps().stream()
                    .filter(step -> step.stage() == Stage.SEND)
                    .findFirst()
                    .orElseThrow();
            assertEquals(Step.Status.FAILED, send.status(), report::toString);
            assertTrue(send.detail().contains(nobody), send::detail);
            Finding first = report.findings().get(0);
            assertEquals(Severity.ERROR, first.severity(), report::toString);
            assertEquals(Stage.SEND, first.stage(), report::toString);
        }
    }

    private static Evidence withTokenUntil(Instant end) {
        Subject subject = new Subject(
                DraftTexts.account(Optional.of(DraftTexts.secret("")), "smtp=mail.example 587 starttls"),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                TokenTransport.create(Trust.context(), Optional.empty()),
                List.of());
        AccessToken token = new AccessToken(Secret.of("a.b.c"), NOW, NOW, NOW.plus(Duration.ofHours(1)));
        TokenContent content = new TokenContent(Map.of("exp", end.getEpochSecond()));
        LoginHost login = new LoginHost(
                Optional.empty(),
                Optional.empty(),
                Optional.of(token),
                Optional.of(content),
                TenantDocument.NONE,
                Optional.empty(),
                List.of());
        return new Evidence(
                subject,
                Protocol.IMAP,
                login,
                Map.of(),
                List.of(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                MailboxView.NONE,
                Beside.NOTHING,
                NOW);
    }
}
