package signet.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import signet.mail.Protocol;
import signet.mail.Reply;
import signet.oauth.Problem.Severity;
import signet.oauth.TokenFault;

class CatalogueTest {
    private static final Catalogue CATALOGUE = Catalogue.load();

    private static final String EXPIRED =
            "AADSTS700027: The certificate with identifier used to sign the client assertion"
                    + " is expired on application. [Reason - The key used is expired., Found key 'Start=06/17/2025 10:03:21,"
                    + " End=06/17/2025 10:03:21', Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see"
                    + " configured keys for app Id '5d3f2a10-1111-4222-8333-944445555666'. Review the documentation at"
                    + " https://docs.microsoft.com/en-us/graph/deployments to determine the corresponding service endpoint.]"
                    + " Trace ID: 0b3f7a52-9c1d-4e55-8a70-2f6d1c9b4e00 Correlation ID: 7e2c4d18-5a6b-4c3d-9e8f-1a2b3c4d5e6f"
                    + " Timestamp: 2025-06-18 06:27:50Z";

    static Stream<Entry> entries() {
        return CATALOGUE.entries().stream();
    }

    @ParameterizedTest
    @MethodSource("entries")
    void everySampleIsExplainedByItsOwnEntryFirst(Entry entry) {
        assertEquals(entry.id(), CATALOGUE.explain(entry.sample()).get(0).code());
        assertFalse(entry.causes().isEmpty());
        for (Entry.Cause cause : entry.causes()) {
            assertFalse(cause.why().isBlank() || cause.proof().isBlank(), cause::toString);
        }
        assertFalse(entry.steps().isEmpty());
        entry.steps().forEach(step -> assertFalse(step.isBlank()));
    }

    @Test
    void idsAreUnique() {
        Set<String> seen = new HashSet<>();
        CATALOGUE.entries().forEach(entry -> assertTrue(seen.add(entry.id()), entry.id()));
        assertTrue(seen.size() > 50);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
            AADSTS7000215: Invalid client secret provided.                                       | aadsts-7000215
            7000215                                                                              | aadsts-7000215
            AADSTS700027: Client assertion contains an invalid signature. [Reason - The key was not found.] | aadsts-700027-not-registered
            AADSTS700027: Client assertion contains an invalid signature. [Reason - The key used is expired. Thumbprint of key used by client: 'AB'] | aadsts-700027-expired
            AADSTS700027                                                                         | aadsts-700027
            AADSTS90010: The grant type isn't supported over the /common or /consumers endpoints | aadsts-9001023
            535 5.7.3 Authentication unsuccessful [AM0PR01.eurprd01.prod.outlook.com 2026-01-01T00:00:00.000Z 08DE1] | smtp-535-5.7.3
            javax.mail.AuthenticationFailedException: 535 5.7.3 Authentication unsuccessful      | smtp-535-5.7.3
            535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled | smtp-535-5.7.139-tenant
            535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. | smtp-535-5.7.139-mailbox
            535 5.7.139 Authentication unsuccessful, something never seen before                 | smtp-535-5.7.139
            550 5.7.30 Basic authentication is not supported for Client Submission.              | smtp-550-5.7.30
            javax.mail.AuthenticationFailedException: AUTHENTICATE failed.                       | imap-authenticate-failed
            A3 NO User is authenticated but not connected.                                       | imap-not-connected
            com.sun.mail.util.MailConnectException: * BYE Session invalidated - AccessTokenExpired | imap-token-expired
            554 5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; | smtp-554-5.2.252
            432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending | smtp-432-4.3.2
            A1 NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)                           | google-invalid-credentials
            A1 NO [AUTHENTICATIONFAILED] Authentication failed.                                  | imap-authenticationfailed
            535 5.7.8 Error: authentication failed:                                              | smtp-535-5.7.8
            -ERR [AUTH] Authentication failed.                                                   | pop3-auth
            HTTP 429                                                                             | token-429
            """)
    void theMostSpecificEntryWins(String text, String code) {
        assertEquals(code, CATALOGUE.explain(text).get(0).code());
    }

    @Test
    void expiredCertificateInItsJavaWrappersGivesDatesAndIdsAndTheWayOut() {
        String pasted = """
                2025-06-18 06:27:51,004 ERROR [mail-queue] could not send message 4711
                java.lang.RuntimeException: sending failed
                \tat com.example.mail.Sender.send(Sender.java:88)
                Caused by: java.util.concurrent.CompletionException: com.microsoft.aad.msal4j.MsalServiceException: %s
                \tat java.base/java.util.concurrent.CompletableFuture.encodeThrowable(CompletableFuture.java:315)
                Caused by: com.microsoft.aad.msal4j.MsalServiceException: %s
                \t... 7 more
                """.formatted(EXPIRED, EXPIRED);
        List<Finding> findings = CATALOGUE.explain(pasted);
        assertEquals(1, findings.size());
        Finding finding = findings.get(0);
        assertEquals("aadsts-700027-expired", finding.code());
        assertEquals(Severity.ERROR, finding.severity());
        assertTrue(finding.causes().get(0).contains("ended 2025-06-17"));
        assertTrue(finding.causes().get(0).contains("MM/dd/yyyy"));
        assertTrue(finding.causes().get(1).contains("Start = End"));
        assertTrue(finding.causes().get(1).contains("never usable"));
        assertTrue(finding.remedy().contains("Make a new pair"));
        assertTrue(finding.remedy().contains("upload certificate.cer"));
        assertEquals(
                Map.of(
                        "started", "2025-06-17",
                        "ended", "2025-06-17",
                        "trace-id", "0b3f7a52-9c1d-4e55-8a70-2f6d1c9b4e00",
                        "correlation-id", "7e2c4d18-5a6b-4c3d-9e8f-1a2b3c4d5e6f",
                        "timestamp", "2025-06-18 06:27:50Z",
                        "application", "5d3f2a10-1111-4222-8333-944445555666",
                        "times", "2"),
                finding.facts());
    }

    @Test
    void dayAndMonthAreNotExchanged() {
        String text = EXPIRED.replace("06/17/2025 10:03:21'", "03/04/2026 10:03:21'");
        Finding finding = CATALOGUE.explain(text).get(0);
        assertEquals("2026-03-04", finding.facts().get("ended"));
        assertTrue(finding.causes().stream().noneMatch(cause -> cause.contains("Start = End")));
    }

    @Test
    void linesBrokenByAMailProgramAndJsonEscapesAreReadAllTheSame() {
        String json =
                "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000222: The provided client secret keys"
                        + " for app \\u002711111111-2222-3333-4444-555555555555\\u0027 are\\r\\nexpired.\",\"error_codes\":[7000222],"
                        + "\"timestamp\":\"2026-01-02 03:04:05Z\",\"trace_id\":\"0b3f7a52-9c1d-4e55-8a70-2f6d1c9b4e00\","
                        + "\"correlation_id\":\"7e2c4d18-5a6b-4c3d-9e8f-1a2b3c4d5e6f\"}";
        Finding finding = CATALOGUE.explain(json).get(0);
        assertEquals("aadsts-7000222", finding.code());
        assertEquals(
                Set.of("trace-id", "correlation-id", "timestamp", "application"),
                finding.facts().keySet());
        assertEquals(
                "imap-not-connected",
                CATALOGUE
                        .explain("A02 BAD User is\n  authenticated\u00a0but not\r\n\tconnected.")
                        .get(0)
                        .code());
    }

    @Test
    void assertionTimesAreComparedWithTheServersClock() {
        String text = "AADSTS700024: Client assertion is not within its valid time range. Current time:"
                + " 2026-01-01T12:00:00.6223401Z, assertion valid from 2026-01-01T12:20:00.0000000Z, expiry time of"
                + " assertion 2026-01-01T12:30:00.0000000Z.";
        assertTrue(CATALOGUE.explain(text).get(0).causes().get(0).contains("the clock here is ahead"));
        String old = text.replace("12:20:00", "11:00:00").replace("12:30:00", "11:10:00");
        assertTrue(CATALOGUE.explain(old).get(0).causes().get(0).contains("ended 50 min 0 s before"));
    }

    @Test
    void rootCauseComesBeforeItsConsequences() {
        String log = """
                10:00:01 A02 BAD User is authenticated but not connected.
                10:00:02 * BYE Connection closed. 14
                10:00:09 535 5.7.3 Authentication unsuccessful
                10:00:00 AADSTS7000222: The provided client secret keys are expired.
                """;
        assertEquals(
                List.of("aadsts-7000222", "smtp-535-5.7.3", "imap-not-connected", "connection-closed"),
                CATALOGUE.explain(log).stream().map(Finding::code).toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            AADSTS7000279: never seen | aadsts-unknown
            AADSTS53999 blocked       | aadsts-unknown
            554 no such thing         | unknown-answer
            550 5.7.998 no such thing | unknown-answer
            x                         | unknown-answer
            ''                        | unknown-answer
            """)
    void unknownAnswersSaySo(String text, String code) {
        List<Finding> findings = CATALOGUE.explain(text);
        assertEquals(List.of(code), findings.stream().map(Finding::code).toList());
        assertTrue(findings.get(0).summary().contains("does not know"));
    }

    @Test
    void unknownAnswerNamesTheNearestAndWhatTheCodeAloneSays() {
        Finding finding = CATALOGUE
                .explain("536 5.7.999 SmtpClientAuthentication is off for the Tenant, see aka.ms")
                .get(0);
        assertEquals("unknown-answer", finding.code());
        assertTrue(finding.causes().get(0).contains("security or a policy"));
        assertTrue(finding.causes().get(1).contains("smtp-535-5.7.139-tenant"));
    }

    @Test
    void tokenFaultIsFoundByItsNumbersWhenItsWordsAreNew() {
        assertEquals(
                Optional.of("aadsts-7000222"),
                CATALOGUE.match(fault("a new text", List.of(7000222))).map(Entry::id));
        assertEquals(Optional.empty(), CATALOGUE.match(fault("a new text", List.of(1))));
    }

    @Test
    void repliesOfSeveralLinesAreOneAnswer() {
        Reply reply = new Reply(
                Protocol.SMTP,
                "AUTH",
                "535",
                Optional.of("5.7.8"),
                List.of("5.7.8 Username and Password not accepted. For more information, go to", "5.7.8 https://x"));
        assertEquals(Optional.of("google-535-5.7.8"), CATALOGUE.match(reply).map(Entry::id));
    }

    @Test
    void longLogsAreReadInReasonableTime() {
        String line = "2026-01-01 10:00:00 INFO AADSTS is not here, 535 is not, 5.7.3 neither, nor STOREDRV at all\n";
        String log = line.repeat(20_000) + EXPIRED;
        long before = System.nanoTime();
        assertEquals("aadsts-700027-expired", CATALOGUE.explain(log).get(0).code());
        assertTrue(Duration.ofNanos(System.nanoTime() - before).toSeconds() < 5);
    }

    private static TokenFault fault(String message, List<Integer> codes) {
        return new TokenFault(
                TokenFault.Kind.REFUSED,
                URI.create("https://login.example/t/oauth2/v2.0/token"),
                OptionalInt.of(401),
                Optional.of("invalid_client"),
                message,
                codes,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
