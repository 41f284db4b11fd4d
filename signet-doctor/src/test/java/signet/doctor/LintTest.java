package signet.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import signet.mail.Stage;
import signet.oauth.Cloud;
import signet.oauth.Credential;
import signet.oauth.Problem.Severity;

class LintTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String ENTRA = "https://login.microsoftonline.com/" + DraftTexts.TENANT + "/oauth2/v2.0/token";
    private static final String GOOD = "grant_type=client_credentials; client_id=" + DraftTexts.CLIENT
            + "; scope=https://outlook.office365.com/.default";

    @ParameterizedTest(name = "{0} -> {1}")
    @Tag("P3")
    @Tag("P7")
    @Tag("P8")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            tenant-id=(none)                                         | tenant-id-missing
            client-id=(none)                                         | client-id-missing
            client-secret=(none)                                     | client-secret-missing
            tenant-id=TENANT_ID                                      | example-value
            tenant-id=<your tenant>                                  | example-value
            tenant-id=xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx           | example-value
            tenant-id=00000000-0000-0000-0000-000000000000           | example-value
            tenant-id=…                                              | example-value
            client-id=your-client-id                                 | example-value
            tenant-id=common                                         | tenant-id-common
            tenant-id=Organizations                                  | tenant-id-common
            tenant-id=consumers                                      | tenant-id-common
            tenant-id=My University                                  | tenant-id-malformed
            tenant-id=5d3f2a10-1111-4222-8333-944445555666           | tenant-and-client-exchanged
            client-id=university.example                             | tenant-and-client-exchanged
            client-id=Mail gateway                                   | client-id-malformed
            client-secret=9188040d-6c67-4c5b-b112-36a304b66dad       | client-secret-is-id
            client-secret=-----BEGIN PRIVATE KEY-----\\nMII          | client-secret-is-key
            client-secret=<secret value>                             | example-value
            client-secret=abC8Q~long.enough-and_never\\n             | client-secret-blanks
            client-secret=abC8Q%7Elong.enough-and_never              | client-secret-encoded
            secret-expires=2026-02-28                                | client-secret-expired
            secret-expires=2026-03-31                                | client-secret-expires
            authority=login.microsoftonline.com                      | authority-malformed
            authority=http://login.example                           | token-url-insecure
            """)
    void secretCredentialIsLookedAtBeforeAnybodyIsAsked(String changes, String code) {
        List<Finding> findings = Lint.credential(DraftTexts.secret(changes), NOW);
        assertTrue(codesAboveInfo(findings).contains(code), () -> "found " + codes(findings));
        assertEquals(List.of(code), codesAboveInfo(findings));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @Tag("P9")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            https://outlook.office365.com/.default                                    |
            https://outlook.office365.com//.default                                   |
            https://outlook.office.com/.default                                       | scope-changed
            api://5d3f2a10-1111-4222-8333-944445555666/.default                       | scope-changed
            https://outlook.office365.us/.default                                     | scope-other-cloud
            https://graph.microsoft.com/.default                                      | scope-graph
            https://graph.microsoft.com/Mail.Send                                     | scope-graph
            https://outlook.office.com/SMTP.Send                                      | scope-delegated
            https://outlook.office.com/IMAP.AccessAsUser.All offline_access           | scope-delegated
            https://outlook.office365.com                                             | scope-not-default
            https%3A%2F%2Foutlook.office365.com%2F.default                            | scope-encoded
            https://outlook.office365.com/.default https://vault.azure.net/.default   | scope-two-resources
            ` `                                                                       | scope-blank
            """)
    void scopeShouldNotBeChanged(String scope, String code) {
        List<Finding> findings = Lint.credential(DraftTexts.secret("scope=" + scope), NOW);
        assertEquals(code == null ? List.of() : List.of(code), codesAboveInfo(findings));
        if ("scope-changed".equals(code)) {
            assertEquals(Severity.WARNING, above(findings).get(0).severity());
            assertTrue(above(findings).get(0).summary().contains("should not be changed under normal operation"));
        }
    }

    @Test
    @Tag("P2")
    void clientSecretIsNotRecommendedAtTheMethodAndAtTheSecret() {
        List<Finding> findings = Lint.credential(DraftTexts.secret(""), NOW);
        assertEquals(List.of("method-not-recommended", "client-secret-not-recommended"), codes(findings));
        for (Finding finding : findings) {
            assertEquals(Severity.INFO, finding.severity());
            assertTrue(finding.summary().contains("not recommended for production"));
        }
        assertTrue(Drafts.credential(DraftTexts.secret(""), NOW).credential().isPresent());
    }

    @ParameterizedTest(name = "{0} {1} -> {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            https://login.microsoftonline.com/TENANT_ID/oauth2/v2.0/token   | G; client_secret=S   | example-value
            https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token    | G; client_secret=S   | example-value
            https://login.microsoftonline.com/common/oauth2/v2.0/token      | G; client_secret=S   | tenant-id-common
            (none)                                                          | G; client_secret=S   | token-url-missing
            login.microsoftonline.com                                       | G; client_secret=S   | token-url-malformed
            http://login.microsoftonline.com/T/oauth2/v2.0/token            | G; client_secret=S   | token-url-insecure
            https://login.microsoftonline.com/T/oauth2/token                | G; client_secret=S   | token-url-v1
            https://login.microsoftonline.com/T/oauth2/v2.0/authorize       | G; client_secret=S   | token-url-path
            E                                                               | G                    | credential-proof-missing
            E                                                               | G; client_secret=    | request-property-blank
            E                                                               | G; client_secret=S; resource=https://outlook.office365.com | resource-on-v2
            E                                                               | G; client_secret=S; grant_type=password | grant-type
            E                                                               | G; client_secret=S; client_id=C2 | client-id-malformed
            E                                                               | G; client_secret=S; client_id=T | tenant-and-client-exchanged
            E                                                               | G; client_secret=9188040d-6c67-4c5b-b112-36a304b66dad | client-secret-is-id
            E                                                               | G; client_secret=S; scope=https://graph.microsoft.com/.default | scope-graph
            E                                                               | client_id=C; client_secret=S; scope=https://outlook.office365.com/.default | request-property-missing
            E                                                               | G; client_assertion=a.b.c | assertion-type-missing
            E                                                               | G; client_assertion=a.b.c; client_assertion_type=jwt | assertion-type-wrong
            E                                                               | G; client_secret=S; client_assertion=a.b.c; client_assertion_type=JWT | secret-and-assertion
            E                                                               | G; client_assertion_type=JWT | assertion-missing
            https://id.example/realms/mail/protocol/openid-connect/token    | grant_type=client_credentials; client_id=gateway; client_secret=S |
            E                                                               | G; client_secret=S   |
            """)
    void requestPropertiesAreLookedAtAsTheyWillBeSent(String url, String properties, String code) {
        String all = properties
                .replaceFirst("^G", GOOD)
                .replace("client_secret=S", "client_secret=" + DraftTexts.SECRET)
                .replace("client_id=C;", "client_id=" + DraftTexts.CLIENT + ";")
                .replace("client_id=T", "client_id=" + DraftTexts.TENANT)
                .replace("=JWT", "=urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        String tokenUrl = url.equals("E") ? ENTRA : url.replace("/T/", "/" + DraftTexts.TENANT + "/");
        List<Finding> findings = Lint.credential(DraftTexts.properties(tokenUrl, all), NOW);
        if (code == null) {
            assertEquals(List.of(), codesAboveInfo(findings));
        } else {
            assertTrue(codesAboveInfo(findings).contains(code), () -> "found " + codes(findings));
        }
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            smtp=smtp.office365.com 587 starttls; imap=outlook.office365.com 993 implicit; pop3=outlook.office365.com 995 implicit |
            smtp=mail.university.example 465 implicit                       |
            address=portal                                                  | address-malformed
            username=portal@university.example\\n; smtp=h.example 587 starttls | username-blanks
            username=portal; smtp=smtp.office365.com 587 starttls           | username-not-address
            username=other@university.example; smtp=smtp.office365.com 587 starttls | from-not-username
            username=shared@university.example; imap=outlook.office365.com 993 implicit |
            smtp=smtp.office365.com 587 none                                | tls-off-with-oauth
            imap=127.0.0.1 993 none                                         | tls-off-with-oauth
            smtp=smtp.office365.com 465 implicit                            | port-465
            smtp=smtp.office365.com 25 starttls                             | port-25
            smtp=smtp.office365.com 58700 starttls                          | port-not-served
            smtp=smtp.university.example 58700 starttls                     |
            imap=outlook.office365.com 995 implicit                         | port-not-served
            pop3=outlook.office365.com 995 implicit                         |
            smtp=university-example.mail.protection.outlook.com 25 starttls | host-mx
            smtp=smtp.office365.com 587 implicit                            | tls-mode-and-port
            imap=outlook.office365.com 993 starttls                         | tls-mode-and-port
            imap=outlook.office365.us 993 implicit                          | host-other-cloud
            smtp=smtp-legacy.office365.com 587 starttls                     | host-legacy
            imap=smtp.office365.com 993 implicit                            | host-other-protocol
            smtp=https://smtp.office365.com 587 starttls                    | host-malformed
            smtp=<mailhost> 587 starttls                                    | example-value
            """)
    void accountIsLookedAtBeforeAnybodyIsAsked(String changes, String code) {
        AccountDraft draft = DraftTexts.account(Optional.of(DraftTexts.secret("")), changes);
        List<Finding> findings = Lint.account(draft, NOW);
        assertEquals(code == null ? List.of() : List.of(code), codesAboveInfo(findings));
        assertTrue(findings.stream().allMatch(finding -> finding.stage() == Stage.CONFIGURATION));
    }

    @Test
    @Tag("P10")
    void anotherFromIsAWarningAndNoError() {
        AccountDraft draft = DraftTexts.account(
                Optional.of(DraftTexts.secret("")),
                "username=shared@university.example; smtp=smtp.office365.com 587 starttls");
        Finding finding = Lint.account(draft, NOW).get(0);
        assertEquals("from-not-username", finding.code());
        assertEquals(Severity.WARNING, finding.severity());
        assertTrue(finding.summary().contains("DKIM"));
    }

    @Test
    @Tag("P13")
    void passwordBesideOauthIsIgnoredAndNoted() {
        AccountDraft draft = DraftTexts.account(
                Optional.of(DraftTexts.secret("")), "password=hunter2; smtp=smtp.office365.com 587 starttls");
        Finding finding = Lint.account(draft, NOW).get(0);
        assertEquals("password-ignored", finding.code());
        assertEquals(Severity.INFO, finding.severity());
        assertFalse(finding.toString().contains("hunter2"));
    }

    @Test
    @Tag("P14")
    void starttlsOffWithOauthIsAnError() {
        AccountDraft draft = DraftTexts.account(Optional.of(DraftTexts.secret("")), "smtp=smtp.office365.com 587 none");
        Finding finding = Lint.account(draft, NOW).get(0);
        assertEquals("tls-off-with-oauth", finding.code());
        assertEquals(Severity.ERROR, finding.severity());
        assertTrue(finding.summary().contains("STARTTLS"));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
            smtp=mail.example 587 starttls; password=x         |
            smtp=127.0.0.1 2525 none; password=x               |
            smtp=mail.example 25 none; password=x              | tls-off-with-password
            smtp=mail.example 587 starttls                     | password-missing
            imap=outlook.office365.com 993 implicit; password=x | basic-at-microsoft
            """)
    void passwordAccounts(String changes, String code) {
        List<Finding> findings = Lint.account(DraftTexts.account(Optional.empty(), changes), NOW);
        assertEquals(code == null ? List.of() : List.of(code), codesAboveInfo(findings));
    }

    @Test
    @Tag("P4")
    @Tag("P5")
    @Tag("P6")
    void keyAndCertificateAreRequiredWholeAndMatching() {
        String key = TestKeys.ONE.key();
        String certificate = TestKeys.ONE.certificate();
        Instant today = Instant.now();
        CredentialReading good = Drafts.credential(DraftTexts.certificate(key, certificate), today);
        assertEquals(List.of(), good.findings());
        assertTrue(good.credential().isPresent());
        assertEquals(List.of("private-key-missing"), codes(pair("", certificate, today)));
        assertEquals(List.of("certificate-missing"), codes(pair(key, "", today)));
        assertEquals(List.of("key-certificate-mismatch"), codes(pair(key, TestKeys.OTHER.certificate(), today)));
        assertEquals(List.of("key-and-certificate-exchanged"), codes(pair(certificate, key, today)));
        assertEquals(List.of("pem-cut-off"), codes(pair(key.substring(0, 900), certificate, today)));
        assertEquals(
                List.of("public-key-in-certificate-field"),
                codes(pair(key, "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n", today)));
    }

    @Test
    void credentialWhoseCertificateEndedIsInOrderButForTheTime() {
        Instant later = Instant.now().plus(java.time.Duration.ofDays(500));
        CredentialReading reading =
                Drafts.credential(DraftTexts.certificate(TestKeys.ONE.key(), TestKeys.ONE.certificate()), later);
        assertEquals(List.of("certificate-expired"), codes(reading.findings()));
        assertTrue(reading.credential().isPresent());
    }

    private static List<Finding> pair(String key, String certificate, Instant now) {
        return Drafts.credential(DraftTexts.certificate(key, certificate), now).findings();
    }

    @Test
    void draftBecomesACredentialOfTheCloud() {
        CredentialReading reading = Drafts.credential(DraftTexts.secret("cloud=GCC_HIGH"), NOW);
        Credential.ClientSecret credential =
                (Credential.ClientSecret) reading.credential().orElseThrow();
        assertEquals(Cloud.GCC_HIGH.scope(), credential.scope());
        assertEquals(
                "https://login.microsoftonline.us/" + DraftTexts.TENANT + "/oauth2/v2.0/token",
                credential.endpoint().url().toString());
    }

    @Test
    void draftWithAnErrorIsNoCredential() {
        assertTrue(Drafts.credential(DraftTexts.secret("tenant-id=common"), NOW)
                .credential()
                .isEmpty());
    }

    @Test
    void noFindingEverEchoesASecret() {
        String secret = "%41very-secret value\n";
        for (Finding finding : Lint.credential(DraftTexts.secret("client-secret=" + secret), NOW)) {
            assertFalse(finding.toString().contains("very-secret"));
        }
    }

    private static List<String> codes(List<Finding> findings) {
        return findings.stream().map(Finding::code).toList();
    }

    private static List<Finding> above(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.severity() != Severity.INFO)
                .toList();
    }

    private static List<String> codesAboveInfo(List<Finding> findings) {
        return codes(above(findings));
    }
}
