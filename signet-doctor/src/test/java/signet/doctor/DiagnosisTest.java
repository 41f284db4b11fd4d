package signet.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static signet.doctor.Situation.MAILBOX;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import signet.mail.Protocol;
import signet.mail.Stage;
import signet.oauth.Method;
import signet.oauth.Problem.Severity;
import signet.simulator.Scenario;
import signet.simulator.Simulator;
import signet.simulator.entra.AppRegistration;
import signet.simulator.exchange.SmtpAuth;
import signet.simulator.fault.Effect;
import signet.simulator.fault.Fault;

/** Diagnoses of situations that the simulator brings about by its real checks and switches. */
class DiagnosisTest {
    private static final DoctorOptions QUIET = DoctorOptions.DEFAULTS;
    private static final DoctorOptions SENDING = QUIET.sendingTo(MAILBOX);

    /** What is changed, and what the first finding must be. */
    interface Change {
        void apply(Situation situation);
    }

    private static Arguments row(Protocol protocol, String code, String what, Change change) {
        return Arguments.of(protocol, code, what, change);
    }

    private static AppRegistration app(Situation situation) {
        return situation.simulator().entra().app(Scenario.defaults().clientId());
    }

    private static void tokenFault(Situation situation, signet.simulator.fault.Stage stage, Effect effect) {
        situation.simulator().faults().add(Fault.at(signet.simulator.fault.Protocol.TOKEN, stage, effect));
    }

    static Stream<Arguments> login() {
        String otherGuid = "11111111-2222-4333-8444-555555555555";
        return Stream.of(
                row(
                        Protocol.SMTP,
                        "aadsts-7000215",
                        "wrong secret",
                        s -> s.settings("client-secret=abC8Q~long.enough-and_never.a.guid12345")),
                row(
                        Protocol.SMTP,
                        "aadsts-7000222",
                        "expired secret",
                        s -> app(s).expireSecret(Scenario.defaults().clientSecretId())),
                row(
                        Protocol.SMTP,
                        "client-secret-is-id",
                        "secret's ID in place of its value",
                        s -> s.settings("client-secret=" + Scenario.defaults().clientSecretId())),
                row(Protocol.IMAP, "aadsts-700016", "unknown client", s -> s.settings("client-id=" + otherGuid)),
                row(Protocol.IMAP, "aadsts-90002", "unknown tenant", s -> s.settings("tenant-id=" + otherGuid)),
                row(Protocol.SMTP, "example-value", "TENANT_ID left in place", s -> s.settings("tenant-id=TENANT_ID")),
                row(Protocol.SMTP, "aadsts-700027-expired", "certificate expired on application", s -> {
                    s.settings("").method(Method.CERTIFICATE);
                    app(s).expireCertificate(thumbprint(s));
                }),
                row(Protocol.SMTP, "aadsts-700027-not-registered", "certificate not uploaded", s -> {
                    s.method(Method.CERTIFICATE);
                    app(s).removeCertificate(thumbprint(s));
                }),
                row(
                        Protocol.SMTP,
                        "key-certificate-mismatch",
                        "key and certificate do not match",
                        s -> s.method(Method.CERTIFICATE).settings("certificate=" + Situation.OTHER_CERTIFICATE)),
                row(Protocol.POP3, "aadsts-7000112", "application disabled", s -> app(s).enabled(false)),
                row(Protocol.POP3, "aadsts-7000229", "no enterprise application", s -> app(s).servicePrincipal(false)),
                row(Protocol.SMTP, "aadsts-53003", "Conditional Access", s -> app(s).blocked(true)),
                row(
                        Protocol.SMTP,
                        "scope-graph",
                        "Graph scope",
                        s -> s.settings("scope=https://graph.microsoft.com/.default")),
                row(
                        Protocol.SMTP,
                        "token-429",
                        "token endpoint throttles",
                        s -> tokenFault(s, signet.simulator.fault.Stage.REQUEST, Effect.say("429"))),
                row(
                        Protocol.SMTP,
                        "token-unavailable",
                        "token endpoint in trouble",
                        s -> tokenFault(s, signet.simulator.fault.Stage.REQUEST, Effect.say("503"))),
                row(
                        Protocol.SMTP,
                        "token-protocol",
                        "a portal answers in its place",
                        s -> tokenFault(
                                s,
                                signet.simulator.fault.Stage.REQUEST,
                                Effect.say("200 OK\nContent-Type: text/html\n\n<html>Please log in</html>"))),
                row(
                        Protocol.SMTP,
                        "token-unreachable",
                        "login host refuses",
                        s -> s.settings("authority=https://localhost:1")),
                row(
                        Protocol.SMTP,
                        "clock-off",
                        "clock 10 minutes behind",
                        s -> s.simulator().clock().offset(Duration.ofMinutes(10))),
                row(
                        Protocol.SMTP,
                        "clock-off",
                        "clock an hour ahead, with a certificate",
                        s -> s.method(Method.CERTIFICATE).simulator().clock().offset(Duration.ofHours(-1))),
                row(
                        Protocol.SMTP,
                        "clock-drift",
                        "clock 2 minutes behind",
                        s -> s.simulator().clock().offset(Duration.ofMinutes(2))),
                row(Protocol.IMAP, "token-role-missing", "no consent", s -> app(s).roles(Set.of())),
                row(
                        Protocol.POP3,
                        "token-role-missing",
                        "permission for IMAP only",
                        s -> app(s).roles(Set.of("IMAP.AccessAsApp"))),
                row(
                        Protocol.SMTP,
                        "token-role-missing",
                        "permission for IMAP only",
                        s -> app(s).roles(Set.of("IMAP.AccessAsApp"))),
                row(
                        Protocol.IMAP,
                        "token-audience",
                        "Graph token",
                        s -> s.simulator()
                                .entra()
                                .tokenShape(s.simulator()
                                        .entra()
                                        .tokenShape()
                                        .withAudience(Optional.of("https://graph.microsoft.com")))));
    }

    /** The six usual troubles of an application server's mail (requirement P16), a row each. */
    static Stream<Arguments> sixTroubles() {
        return Stream.of(
                row(
                        Protocol.SMTP,
                        "smtp-550-5.7.60",
                        "1 From differs from the user name",
                        s -> s.settings("address=help@contoso.example; username=" + MAILBOX)),
                row(
                        Protocol.SMTP,
                        "key-certificate-mismatch",
                        "2 key and certificate are no pair",
                        s -> s.method(Method.CERTIFICATE).settings("certificate=" + Situation.OTHER_CERTIFICATE)),
                row(Protocol.SMTP, "connect-failed", "3 wrong port", s -> s.settings("smtp.port=1")),
                row(Protocol.SMTP, "tls-off-with-oauth", "4 STARTTLS is off", s -> s.settings("smtp.tls=NONE")),
                row(
                        Protocol.IMAP,
                        "imap-not-connected",
                        "5 no permission on the mailbox",
                        s -> box(s).permission(false)),
                row(Protocol.SMTP, "aadsts-700027-expired", "6 the certificate has expired", s -> {
                    s.method(Method.CERTIFICATE);
                    app(s).expireCertificate(thumbprint(s));
                }));
    }

    @Tag("P16")
    @ParameterizedTest(name = "{2}")
    @MethodSource("sixTroubles")
    void eachOfTheSixUsualTroublesIsNamedWithItsFix(Protocol protocol, String code, String what, Change change) {
        try (Situation situation = new Situation()) {
            change.apply(situation);
            Report report = situation.diagnose(protocol, QUIET);

            Finding first = report.findings().get(0);
            assertEquals(code, first.code(), () -> what + ": " + report.findings());
            assertFalse(first.remedy().isBlank(), "without a fix: " + first);
        }
    }

    static Stream<Arguments> mailbox() {
        return Stream.of(
                row(
                        Protocol.IMAP,
                        "imap-authenticate-failed",
                        "not registered in Exchange",
                        s -> s.simulator()
                                .exchange()
                                .removeServicePrincipal(Scenario.defaults().clientId())),
                row(
                        Protocol.SMTP,
                        "smtp-535-5.7.3",
                        "registered with the app registration's object ID",
                        s -> s.simulator()
                                .exchange()
                                .registerServicePrincipal(
                                        Scenario.defaults().clientId(), app(s).registrationObjectId())),
                row(
                        Protocol.POP3,
                        "pop3-authentication-failure",
                        "no such mailbox",
                        s -> s.settings("address=nobody@contoso.example")),
                row(
                        Protocol.SMTP,
                        "smtp-535-5.7.139-tenant",
                        "SMTP AUTH off for the tenant",
                        s -> s.simulator().exchange().smtpAuthDisabled(true)),
                row(
                        Protocol.SMTP,
                        "smtp-535-5.7.139-mailbox",
                        "SMTP AUTH off for the mailbox",
                        s -> box(s).smtpAuth(SmtpAuth.OFF)),
                row(Protocol.IMAP, "imap-not-connected", "IMAP off", s -> box(s).imapEnabled(false)),
                row(Protocol.POP3, "pop3-authentication-failure", "POP off", s -> box(s).popEnabled(false)),
                row(Protocol.IMAP, "imap-not-connected", "no FullAccess", s -> box(s).permission(false)),
                row(Protocol.IMAP, "imap-not-connected", "no licence", s -> box(s).licensed(false)),
                row(Protocol.IMAP, "imap-not-connected", "an alias as user name", s -> {
                    box(s).alias("post@contoso.example");
                    s.settings("username=post@contoso.example");
                }),
                row(
                        Protocol.SMTP,
                        "smtp-430-storedrv",
                        "no FullAccess shows after DATA",
                        s -> box(s).permission(false)),
                row(
                        Protocol.SMTP,
                        "smtp-550-5.7.60",
                        "From another mailbox without SendAs",
                        s -> s.settings("address=help@contoso.example; username=" + MAILBOX)),
                row(
                        Protocol.SMTP,
                        "smtp-535-5.7.139-basic",
                        "a password",
                        s -> s.method(Method.BASIC).settings("password=hunter2")),
                row(
                        Protocol.IMAP,
                        "imap-throttled",
                        "throttled",
                        s -> box(s).throttledUntil(Optional.of(Instant.now().plusSeconds(90)))),
                row(Protocol.POP3, "pop3-protocol-error", "token too long for POP3", s -> {
                    s.simulator().exchange().policies().popTokenLimited(true);
                    s.simulator()
                            .entra()
                            .tokenShape(s.simulator().entra().tokenShape().withSize(6_000));
                }),
                row(Protocol.SMTP, "smtp-quota", "the day's recipients used up", s -> {
                    s.simulator().exchange().policies().recipientsPerDay(1);
                    s.diagnose(Protocol.SMTP, SENDING);
                }));
    }

    static Stream<Arguments> network() {
        return Stream.of(
                row(
                        Protocol.SMTP,
                        "starttls-missing",
                        "STARTTLS not offered",
                        s -> s.simulator().exchange().policies().startTlsOffered(false)),
                row(Protocol.SMTP, "tls-untrusted", "unknown CA", Situation::untrusted),
                row(Protocol.IMAP, "tls-untrusted", "unknown CA", Situation::untrusted),
                row(Protocol.SMTP, "connect-failed", "nobody listens", s -> s.settings("smtp.port=1")),
                row(Protocol.IMAP, "host-unknown", "no such host", s -> s.settings("imap.host=nosuch.invalid")),
                row(
                        Protocol.SMTP,
                        "tls-failed",
                        "TLS at once where STARTTLS is spoken",
                        s -> s.settings("smtp.tls=IMPLICIT")),
                row(
                        Protocol.SMTP,
                        "greeting-wrong",
                        "STARTTLS where TLS comes first",
                        s -> s.settings("smtp.port=" + s.simulator().smtpsPort())
                                .patience(Duration.ofMillis(500))),
                row(
                        Protocol.SMTP,
                        "greeting-wrong",
                        "another service",
                        s -> s.settings("smtp.port="
                                        + s.simulator().controlUrl().getPort())
                                .patience(Duration.ofMillis(500))),
                row(Protocol.SMTP, "tls-off-with-oauth", "TLS off", s -> s.settings("smtp.tls=NONE")),
                row(
                        Protocol.SMTP,
                        "greeting-refused",
                        "busy",
                        s -> s.simulator()
                                .faults()
                                .add(Fault.at(
                                        signet.simulator.fault.Protocol.SMTP,
                                        signet.simulator.fault.Stage.GREETING,
                                        Effect.say("554 5.3.2 come back another day")))),
                row(
                        Protocol.POP3,
                        "connection-lost",
                        "cut at the login",
                        s -> s.simulator()
                                .faults()
                                .add(Fault.at(
                                        signet.simulator.fault.Protocol.POP3,
                                        signet.simulator.fault.Stage.AUTHENTICATE,
                                        Effect.close()))));
    }

    @ParameterizedTest(name = "{0}: {2} -> {1}")
    @MethodSource({"login", "mailbox", "network"})
    void firstFindingNamesTheCause(Protocol protocol, String code, String what, Change change) {
        try (Situation situation = new Situation()) {
            change.apply(situation);
            boolean shownBySending = code.equals("smtp-430-storedrv") || code.equals("smtp-quota");
            Report report = situation.diagnose(protocol, shownBySending ? SENDING : QUIET);
            List<String> codes = Situation.codes(report);
            codes.removeIf(one -> one.endsWith("-not-recommended"));
            assertFalse(codes.isEmpty(), () -> what + ": nothing found in " + report);
            assertEquals(code, codes.get(0), () -> what + ": " + report);
            Finding first = report.findings().get(0);
            assertFalse(first.remedy().isBlank());
            assertFalse(
                    first.severity() == Severity.ERROR && report.ok(),
                    () -> report.steps().toString());
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "CLIENT_SECRET, SMTP", "CLIENT_SECRET, IMAP", "CLIENT_SECRET, POP3",
        "CERTIFICATE, SMTP", "CERTIFICATE, IMAP", "CERTIFICATE, POP3",
        "REQUEST_PROPERTIES, SMTP", "REQUEST_PROPERTIES, IMAP", "REQUEST_PROPERTIES, POP3"
    })
    void healthyAccountHasNoFindingAboveInfo(Method method, Protocol protocol) {
        try (Situation situation = new Situation().method(method)) {
            Report report = situation.diagnose(protocol, QUIET);
            assertTrue(report.ok(), report::toString);
            assertTrue(
                    report.findings().stream().allMatch(finding -> finding.severity() == Severity.INFO),
                    report::toString);
            assertEquals(
                    List.of(Stage.values()),
                    report.steps().stream().map(Step::stage).toList());
            for (Step step : report.steps()) {
                boolean message = step.stage() == Stage.SEND || step.stage() == Stage.RECEIVE;
                assertEquals(message ? Step.Status.SKIPPED : Step.Status.OK, step.status(), step::toString);
            }
        }
    }

    @Test
    void failedTokenSkipsOnlyFromTheLoginOn() {
        try (Situation situation = new Situation().settings("client-secret=abC8Q~long.enough-and_never.a.guid12345")) {
            for (Protocol protocol : Protocol.values()) {
                Report report = situation.diagnose(protocol, QUIET);
                for (Step step : report.steps()) {
                    Step.Status expected = switch (step.stage()) {
                        case CONFIGURATION, CLOCK, RESOLVE, CONNECT, TLS, GREETING, CAPABILITIES -> Step.Status.OK;
                        case TOKEN -> Step.Status.FAILED;
                        case TOKEN_CONTENT, AUTHENTICATE, MAILBOX, SEND, RECEIVE -> Step.Status.SKIPPED;
                    };
                    assertEquals(expected, step.status(), step::toString);
                }
            }
        }
    }

    @Test
    void messageIsSentAndFoundAgainByImap() {
        try (Situation situation = new Situation()) {
            Report report = situation.diagnose(Protocol.SMTP, SENDING);
            assertTrue(report.ok(), report::toString);
            assertEquals(Step.Status.OK, step(report, Stage.SEND).status());
            assertEquals(Step.Status.OK, step(report, Stage.RECEIVE).status(), report::toString);
            assertTrue(step(report, Stage.RECEIVE).detail().contains("IMAP"));
        }
    }

    @Test
    void otherProtocolsHelpToExplainARefusal() {
        try (Situation situation = new Situation()) {
            box(situation).popEnabled(false);
            List<Report> reports = situation.diagnose(List.of(Protocol.IMAP, Protocol.POP3), QUIET);
            String first = reports.get(1).findings().stream()
                    .filter(finding -> finding.code().equals("pop3-authentication-failure"))
                    .findFirst()
                    .orElseThrow()
                    .causes()
                    .get(0);
            assertTrue(first.contains("PopEnabled") && first.contains("opens the mailbox by IMAP"), first);
        }
    }

    @Test
    void mailboxOpenedByPop3SpeaksForTheImapSwitch() {
        try (Situation situation = new Situation()) {
            box(situation).imapEnabled(false);
            List<Report> reports = situation.diagnose(List.of(Protocol.IMAP, Protocol.POP3), QUIET);
            Finding finding = reports.get(0).findings().stream()
                    .filter(one -> one.code().equals("imap-not-connected"))
                    .findFirst()
                    .orElseThrow();
            assertTrue(finding.causes().get(0).contains("ImapEnabled"), finding::toString);
        }
    }

    @Test
    void refusalEverywhereSpeaksForTheObjectIdAndNamesIt() {
        try (Situation situation = new Situation()) {
            situation
                    .simulator()
                    .exchange()
                    .registerServicePrincipal(
                            Scenario.defaults().clientId(), app(situation).registrationObjectId());
            List<Report> reports = situation.diagnose(List.of(Protocol.IMAP, Protocol.SMTP), QUIET);
            for (Report report : reports) {
                Finding finding = report.findings().get(0);
                assertTrue(finding.causes().get(0).contains(app(situation).objectId()), finding::toString);
                assertTrue(finding.causes().get(0).contains("Every protocol"), finding::toString);
                assertTrue(
                        finding.remedy().contains(Scenario.defaults().clientId())
                                && finding.remedy().contains(MAILBOX),
                        finding::toString);
            }
        }
    }

    @Test
    void providersSentenceComesWithItsIdentifiers() {
        try (Situation situation = new Situation().method(Method.CERTIFICATE)) {
            app(situation).expireCertificate(thumbprint(situation));
            Finding finding =
                    situation.diagnose(Protocol.SMTP, QUIET).findings().get(0);
            assertEquals("aadsts-700027-expired", finding.code());
            assertTrue(
                    finding.facts().keySet().containsAll(List.of("ended", "trace-id", "correlation-id", "timestamp")),
                    finding::toString);
        }
    }

    @Test
    void deadlineEndsATestBetweenItsSteps() {
        try (Situation situation = new Situation()) {
            DoctorOptions late = new DoctorOptions(Optional.empty(), Optional.empty(), Duration.ZERO, Duration.ZERO);
            Report report = situation.diagnose(Protocol.IMAP, late);
            assertEquals("deadline-passed", report.findings().get(0).code());
            assertEquals(Step.Status.SKIPPED, step(report, Stage.CONNECT).status());
        }
    }

    @Test
    void noReportHoldsASecret() {
        try (Situation situation = new Situation()) {
            List<Report> reports = new ArrayList<>(situation.diagnose(List.of(Protocol.values()), SENDING));
            box(situation).permission(false);
            reports.addAll(situation.diagnose(List.of(Protocol.values()), SENDING));
            String all = reports.toString();
            assertFalse(all.contains(Scenario.defaults().clientSecret()));
            assertFalse(all.contains("eyJ"), "a token, or a part of one");
        }
    }

    private static Step step(Report report, Stage stage) {
        return report.steps().stream()
                .filter(step -> step.stage() == stage)
                .findFirst()
                .orElseThrow();
    }

    private static String thumbprint(Situation situation) {
        return app(situation).certificates().get(0).thumbprint();
    }

    private static signet.simulator.exchange.Mailbox box(Situation situation) {
        Simulator simulator = situation.simulator();
        return simulator.exchange().mailbox(MAILBOX).orElseThrow();
    }
}
