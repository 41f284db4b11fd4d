package signet.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import signet.mail.Fact;
import signet.mail.Fault;
import signet.mail.Protocol;
import signet.mail.Stage;
import signet.oauth.PemReader;
import signet.oauth.TokenTransport;
import signet.oauth.Trust;

/** What a network in the way looks like; evidence as a probe would bring it, without the network. */
class NetworkChecksTest {
    private final Instant now = Instant.now().plusSeconds(3600); // after the keys were made

    @Test
    void inspectionOfTlsIsNamedByItsIssuer() {
        X509Certificate leaf = PemReader.certificates(
                        TestKeys.make("Zscaler Intermediate Root CA").certificate())
                .certificates()
                .get(0);
        Finding finding = only(evidence(
                "smtp.office365.com 587 starttls",
                fault(Stage.TLS, Fault.Kind.TLS, "the certificate was issued by somebody who is not trusted"),
                List.of(new Fact.PresentedChain(List.of(leaf)))));
        assertEquals("tls-inspected", finding.code());
        assertTrue(finding.summary().contains("Zscaler"));
    }

    @Test
    void certificateForAHostOfMicrosoftsBySomebodyElseIsInspection() {
        X509Certificate leaf = PemReader.certificates(TestKeys.ONE.certificate())
                .certificates()
                .get(0);
        Finding finding = only(evidence(
                "smtp.office365.com 587 starttls",
                fault(Stage.TLS, Fault.Kind.TLS, "the certificate was issued by somebody who is not trusted"),
                List.of(new Fact.PresentedChain(List.of(leaf)))));
        assertEquals("tls-inspected", finding.code());
    }

    @Test
    void certificateForAnotherNameAndOneThatEndedAreToldApart() {
        X509Certificate leaf = PemReader.certificates(TestKeys.ONE.certificate())
                .certificates()
                .get(0);
        List<Fact> chain = List.of(new Fact.PresentedChain(List.of(leaf)));
        Fault name = fault(Stage.TLS, Fault.Kind.TLS, "the certificate of h is not for this host but for gateway");
        assertEquals(
                "tls-name",
                only(evidence("mail.example 587 starttls", name, chain)).code());
        Evidence later = at(evidence("mail.example 587 starttls", name, chain), now.plus(Duration.ofDays(3650)));
        assertEquals("tls-expired", only(later).code());
    }

    @ParameterizedTest(name = "{0} {1} -> {2}, {3}")
    @CsvSource(delimiter = '|', textBlock = """
            smtp.office365.com 465 implicit | TIMEOUT | connect-timeout | Nobody listens on 465
            mail.example 25 starttls        | TIMEOUT | connect-timeout | Port 25 is blocked
            mail.example 587 starttls       | TIMEOUT | connect-timeout | firewall
            mail.example 587 starttls       | NETWORK | connect-failed  | firewall
            mail.example 5870 starttls      | NETWORK | connect-failed  | No server listens
            """)
    void closedPortComesWithTheLikeliestReason(String endpoint, Fault.Kind kind, String code, String words) {
        Finding finding = only(evidence(endpoint, fault(Stage.CONNECT, kind, "cannot connect"), List.of()));
        assertEquals(code, finding.code());
        assertTrue(finding.causes().get(0).contains(words), finding::toString);
    }

    @ParameterizedTest(name = "{0}: {1} -> {2}, {3}")
    @CsvSource(delimiter = '|', textBlock = """
            mail.example 110 starttls | mail.example:110 does not offer STLS, and nothing is sent without TLS | starttls-missing | without TLS
            mail.example 587 starttls | mail.example:587 does not offer STARTTLS; nothing is sent in clear    | starttls-missing | without TLS
            mail.example 587 starttls | mail.example:587 does not offer TLS 1.2 or later (protocol_version)   | tls-failed       | before 1.2
            mail.example 993 implicit | mail.example:993 does not offer TLS 1.2 or later (protocol_version)   | tls-failed       | before 1.2
            mail.example 587 implicit | mail.example:587 does not speak TLS here but plain text ("220 x")     | tls-failed       | starttls
            """)
    void whyTlsDidNotBeginIsToldApart(String endpoint, String message, String code, String words) {
        Finding finding = only(evidence(endpoint, fault(Stage.TLS, Fault.Kind.TLS, message), List.of()));
        assertEquals(code, finding.code());
        assertTrue(finding.causes().get(0).contains(words), finding::toString);
    }

    @Test
    void whoSignedItselfIsToldFromWhoWasSignedByAStranger() {
        List<X509Certificate> alone =
                PemReader.certificates(TestKeys.ONE.certificate()).certificates();
        Finding finding = only(evidence(
                "mail.example 993 implicit",
                fault(Stage.TLS, Fault.Kind.TLS, "the certificate is self-signed"),
                List.of(new Fact.PresentedChain(alone))));
        assertEquals("tls-untrusted", finding.code());
        assertTrue(finding.causes().get(0).contains("itself"), finding::toString);
    }

    @Test
    void hostWithIpv6OnlyIsNamed() throws UnknownHostException {
        List<Fact> facts = List.of(new Fact.Addresses("h", List.of(InetAddress.getByName("2001:db8::1"))));
        Finding finding = only(
                evidence("mail.example 587 starttls", fault(Stage.CONNECT, Fault.Kind.NETWORK, "unreachable"), facts));
        assertTrue(finding.causes().get(0).contains("IPv6"), finding::toString);
    }

    @Test
    void injectedPlaintextIsAnAttackWhereverItIsNoticed() {
        for (Stage stage : List.of(Stage.TLS, Stage.GREETING)) {
            Finding finding = only(evidence(
                    "mail.example 587 starttls", fault(stage, Fault.Kind.ATTACK, "plaintext before TLS"), List.of()));
            assertEquals("tls-attack", finding.code());
            assertEquals(stage, finding.stage());
        }
    }

    private Finding only(Evidence evidence) {
        List<Finding> findings = NetworkChecks.of(evidence);
        assertEquals(1, findings.size());
        return findings.get(0);
    }

    private static Fault fault(Stage stage, Fault.Kind kind, String message) {
        return new Fault(Protocol.SMTP, stage, kind, message, Optional.empty(), Optional.empty());
    }

    private Evidence evidence(String endpoint, Fault fault, List<Fact> facts) {
        AccountDraft draft = DraftTexts.account(Optional.of(DraftTexts.secret("")), "smtp=" + endpoint);
        Subject subject = new Subject(
                draft,
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                TokenTransport.create(Trust.context(), Optional.empty()),
                List.of());
        LoginHost login = LoginHost.notAsked(List.of());
        return new Evidence(
                subject,
                Protocol.SMTP,
                login,
                Map.of(),
                facts,
                Optional.of(fault),
                List.of(),
                Optional.empty(),
                MailboxView.NONE,
                Beside.NOTHING,
                now);
    }

    private Evidence at(Evidence evidence, Instant now) {
        return new Evidence(
                evidence.subject(),
                evidence.protocol(),
                evidence.login(),
                evidence.steps(),
                evidence.facts(),
                evidence.fault(),
                List.of(),
                Optional.empty(),
                MailboxView.NONE,
                Beside.NOTHING,
                now);
    }
}
