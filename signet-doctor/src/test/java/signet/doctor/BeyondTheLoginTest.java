package signet.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import signet.mail.Fault;
import signet.mail.Protocol;
import signet.mail.Reply;
import signet.mail.Stage;
import signet.oauth.Method;
import signet.oauth.Problem.Severity;
import signet.oauth.TokenContent;
import signet.oauth.TokenTransport;
import signet.simulator.Presented;
import signet.simulator.Scenario;
import signet.simulator.exchange.FolderRole;

/** Mailboxes that should stay closed, limits, other tenants and clouds, and what is legitimate though it looks wrong. */
class BeyondTheLoginTest {
    private static final String HELP = "help@contoso.example";
    private static final DoctorOptions NOT_HELP = DoctorOptions.DEFAULTS.notOpening(HELP);

    private static Finding finding(Report report, String code) {
        return report.findings().stream()
                .filter(one -> one.code().equals(code))
                .findFirst()
                .orElseThrow(() -> new AssertionError(code + " is not in " + report));
    }

    @ParameterizedTest
    @EnumSource(
            value = Protocol.class,
            names = {"IMAP", "POP3"})
    void mailboxThatTheApplicationShouldNotOpenIsAWarningWhenItCan(Protocol protocol) {
        try (Situation situation = new Situation()) {
            Report open = situation.diagnose(protocol, NOT_HELP);
            assertTrue(open.ok(), "the account itself works");
            assertEquals(Severity.WARNING, finding(open, "negative-opened").severity());
            assertTrue(finding(open, "negative-opened").summary().contains(HELP));
            assertEquals(
                    List.of(Remedy.Kind.NO_ACCESS),
                    open.remedies().stream().map(Remedy::kind).toList());
            situation.simulator().exchange().mailbox(HELP).orElseThrow().permission(false);
            Report closed = situation.diagnose(protocol, NOT_HELP);
            assertEquals(Severity.INFO, finding(closed, "negative-closed").severity());
            assertEquals(List.of(), closed.remedies());
        }
    }

    @Test
    void nothingIsReadInTheOtherMailbox() {
        try (Situation situation = new Situation()) {
            var inbox =
                    situation.simulator().exchange().mailbox(HELP).orElseThrow().folder(FolderRole.INBOX);
            inbox.append(
                    "Subject: private\r\n\r\nprivate\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                    Set.of(),
                    Instant.now());
            situation.diagnose(List.of(Protocol.values()), NOT_HELP);
            assertEquals(1, inbox.count());
            assertTrue(inbox.messages().stream()
                    .allMatch(message -> message.flags().isEmpty()));
            assertEquals(0, situation.simulator().exchange().submissionCount());
        }
    }

    @Test
    void smtpCannotTellAndSaysSo() {
        try (Situation situation = new Situation()) {
            Report report = situation.diagnose(Protocol.SMTP, NOT_HELP);
            assertEquals(Severity.INFO, finding(report, "negative-unclear").severity());
        }
    }

    @Test
    void closedMailboxProvesNothingWhileTheOwnOneDoesNotOpen() {
        try (Situation situation = new Situation()) {
            situation
                    .simulator()
                    .exchange()
                    .removeServicePrincipal(Scenario.defaults().clientId());
            Report report = situation.diagnose(Protocol.IMAP, NOT_HELP);
            assertTrue(finding(report, "negative-unclear").summary().contains("was not tried"));
        }
    }

    @Test
    void tokenWithoutRolesIsLegitimateForSmtpUnderRbacForApplications() {
        try (Situation situation = new Situation()) {
            situation.simulator().entra().app(Scenario.defaults().clientId()).roles(Set.of());
            situation.simulator().exchange().applicationRole(Scenario.defaults().clientId(), Set.of(Situation.MAILBOX));
            Report report = situation.diagnose(Protocol.SMTP, DoctorOptions.DEFAULTS.sendingTo(HELP));
            assertTrue(report.ok(), report::toString);
            assertTrue(report.findings().stream().allMatch(one -> one.severity() == Severity.INFO), report::toString);
        }
    }

    @ParameterizedTest
    @CsvSource({"SMTP", "IMAP", "POP3"})
    void healthyPasswordAccountHasNoFindingAboveInfo(Protocol protocol) {
        try (Situation situation = new Situation().method(Method.BASIC).settings("password=correct horse")) {
            situation.simulator().exchange().policies().profile(signet.simulator.exchange.Profile.PLAIN);
            situation
                    .simulator()
                    .exchange()
                    .mailbox(Situation.MAILBOX)
                    .orElseThrow()
                    .password(Optional.of("correct horse"));
            Report report = situation.diagnose(protocol, DoctorOptions.DEFAULTS);
            assertTrue(report.ok(), report::toString);
            assertTrue(report.findings().stream().allMatch(one -> one.severity() == Severity.INFO), report::toString);
        }
    }

    @Test
    void inspectionThatThisMachineTrustsIsToldAndNoFault() {
        try (Situation situation = new Situation()) {
            situation.simulator().exchange().policies().certificate(Presented.INSPECTED);
            situation.trusting(situation.simulator().inspector());
            Report report = situation.diagnose(Protocol.IMAP, DoctorOptions.DEFAULTS);
            assertTrue(report.ok(), report::toString);
            Finding finding = finding(report, "tls-inspection-trusted");
            assertEquals(Severity.INFO, finding.severity());
            assertTrue(finding.summary().contains("TLS Inspection CA"), finding::summary);
        }
    }

    @Test
    void inspectionOfTheLoginHostNamesItsIssuerAndTheHost() {
        try (Situation situation = new Situation()) {
            situation.simulator().entra().certificate(Presented.INSPECTED);
            Finding finding = finding(situation.diagnose(Protocol.IMAP, DoctorOptions.DEFAULTS), "tls-inspected");
            assertEquals(Stage.TOKEN, finding.stage());
            assertTrue(finding.summary().contains("TLS Inspection CA"), finding::summary);
            assertTrue(finding.summary().contains("localhost"), finding::summary);
        }
    }

    @Test
    void tenantOfAnotherCloudIsNamed() {
        String body = "{\"issuer\":\"https://login.microsoftonline.us/" + DraftTexts.TENANT
                + "/v2.0\",\"cloud_instance_name\":\"microsoftonline.us\"}";
        TenantDocument document = TenantDocument.read(new TokenTransport.Answer(200, Map.of(), body));
        assertEquals(Optional.of(DraftTexts.TENANT), document.tenant());
        assertEquals(Optional.of("microsoftonline.us"), document.cloud());
        assertEquals(
                TenantDocument.NONE, TenantDocument.read(new TokenTransport.Answer(400, Map.of(), body)), "a refusal");
    }

    @Test
    void copiesThatFillTheMailboxAreAWarningInTime() {
        try (Situation situation = new Situation()) {
            Evidence evidence = evidence(situation, "outlook.office365.com", Protocol.IMAP, "");
            MailboxView many = new MailboxView(OptionalLong.of(250_000), Optional.empty());
            Evidence filling = with(evidence, many);
            Finding finding = MailboxChecks.of(filling, DoctorOptions.DEFAULTS).get(0);
            assertEquals("sent-items-filling", finding.code());
            assertTrue(finding.remedy().contains("-MessageCopyForSMTPClientSubmissionEnabled $false"));
            assertEquals(
                    List.of(Remedy.Kind.NO_SENT_COPY),
                    new Remedies(filling)
                            .of(List.of(finding)).stream().map(Remedy::kind).toList());
            assertEquals(List.of(), MailboxChecks.of(evidence, DoctorOptions.DEFAULTS));
        }
    }

    @Test
    void sentItemsAreCounted() {
        try (Situation situation = new Situation()) {
            var box =
                    situation.simulator().exchange().mailbox(Situation.MAILBOX).orElseThrow();
            box.folder(FolderRole.SENT)
                    .append(
                            "Subject: s\r\n\r\nb\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                            Set.of(),
                            Instant.now());
            box.quota(5);
            Report report = situation
                    .diagnose(
                            List.of(Protocol.SMTP, Protocol.IMAP), DoctorOptions.DEFAULTS.sendingTo(Situation.MAILBOX))
                    .get(0);
            Finding finding = finding(report, "mailbox-full");
            assertTrue(finding.causes().get(0).contains("Sent Items"), finding::toString);
            assertTrue(finding.causes().get(0).contains("(1 there now)"), finding::toString);
        }
    }

    @ParameterizedTest
    @CsvSource({"smtp.hve.mx.microsoft", "smtp-hve.office365.com"})
    void highVolumeEmailHasItsOwnListOfApplications(String host) {
        try (Situation situation = new Situation()) {
            Evidence evidence = evidence(situation, host, Protocol.SMTP, "535 5.7.3 Authentication unsuccessful");
            Finding finding =
                    new SessionChecks(evidence, Catalogue.load()).findings().get(0);
            assertTrue(finding.causes().get(0).contains("Add-HVEAppAccess"), finding::toString);
            assertFalse(finding.causes().toString().contains("Get-MailboxPermission"), finding::toString);
            assertEquals(
                    List.of(Remedy.Kind.HIGH_VOLUME),
                    new Remedies(evidence)
                            .of(List.of(finding)).stream().map(Remedy::kind).toList());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully. Contact your administrator.
            535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy. Contact your administrator.
            550 5.7.30 Basic authentication is not supported for Client Submission.
            """)
    void policyThatForbidsSmtpIsSaidPlainly(String words) {
        try (Situation situation = new Situation()) {
            Evidence evidence = evidence(situation, "smtp.office365.com", Protocol.SMTP, words);
            List<Finding> findings = new SessionChecks(evidence, Catalogue.load()).findings();
            assertEquals("smtp-not-possible", findings.get(1).code(), findings::toString);
        }
    }

    /** A refusal by a host that is not here. */
    private static Evidence evidence(Situation situation, String host, Protocol protocol, String words) {
        situation.settings(protocol.word() + ".host=" + host);
        Subject subject = situation.subject(List.of(protocol));
        TokenContent content = new TokenContent(Map.of(
                "oid",
                DraftTexts.CLIENT,
                "appid",
                DraftTexts.CLIENT,
                "tid",
                DraftTexts.TENANT,
                "roles",
                List.of("SMTP.SendAsApp", "IMAP.AccessAsApp")));
        LoginHost login = new LoginHost(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(content),
                TenantDocument.NONE,
                Optional.empty(),
                List.of());
        Optional<Fault> fault = words.isEmpty()
                ? Optional.empty()
                : Optional.of(new Fault(
                        protocol,
                        Stage.AUTHENTICATE,
                        Fault.Kind.REFUSED,
                        words,
                        Optional.of(reply(words)),
                        Optional.empty()));
        return new Evidence(
                subject,
                protocol,
                login,
                Map.of(),
                List.of(),
                fault,
                List.of(),
                Optional.empty(),
                MailboxView.NONE,
                new Beside(Set.of(), Set.of(), Set.of(protocol), Optional.empty(), OptionalLong.empty(), false),
                Instant.now());
    }

    private static Reply reply(String words) {
        return new Reply(
                Protocol.SMTP,
                "AUTH",
                words.substring(0, 3),
                Optional.of(words.split(" ")[1]),
                List.of(words.substring(4)));
    }

    private static Evidence with(Evidence evidence, MailboxView view) {
        return new Evidence(
                evidence.subject(),
                evidence.protocol(),
                evidence.login(),
                evidence.steps(),
                evidence.facts(),
                evidence.fault(),
                evidence.refusals(),
                evidence.sent(),
                view,
                evidence.beside(),
                evidence.now());
    }
}
