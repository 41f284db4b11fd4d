package signet.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms in which sentences arrive: whole logs, cause chains, quoted mails, pages' sources, wire traces. */
class PastedLogTest {
    private static final Catalogue CATALOGUE = Catalogue.load();

    private static List<String> codes(String text) {
        return CATALOGUE.explain(text).stream().map(Finding::code).toList();
    }

    private static Finding first(String text) {
        return CATALOGUE.explain(text).get(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "> On Monday you wrote:\n> > A02 BAD User is authenticated\n> > but not connected.\n",
                "| A02 BAD User is authenticated but\n| not connected.",
                "A02 BAD User is authenticated =\nbut not connected.=20\n",
                "<p>A02&nbsp;BAD User is<br/>authenticated but <b>not</b> connected.</p>",
                "&lt;p&gt;A02 BAD User is authenticated&amp;nbsp;but not connected.&lt;/p&gt;",
                "{\"message\": \"A02 BAD User is authenticated\\u0020but not\\tconnected.\"}",
                "{\\\"log\\\": \\\"A02 BAD User is authenticated but not connected.\\\\n\\\"}",
                "10:00:01.123 [imap-3] DEBUG o.e.Imap - A02 BAD User is authenticated but not connected.",
                "Nov 23 10:00:01 host app[77]: A02 BAD User is authenticated but not connected.",
                "com.sun.mail.iap.BadCommandException: A02 BAD User is authenticated but not connected.",
            })
    void wrappingsAreTakenOff(String pasted) {
        assertEquals(List.of("imap-not-connected"), codes(pasted));
    }

    @Test
    void aReplyOfSeveralLinesIsOneSentence() {
        assertEquals(List.of("google-unauthenticated"), codes("""
                        S: 550-5.7.26 Your email has been blocked because the sender is
                        S: 550-5.7.26 unauthenticated. Gmail requires all senders to authenticate with
                        S: 550 5.7.26 either SPF or DKIM. x - gsmtp
                        """));
        assertEquals(
                List.of("smtp-550-5.4.1"),
                codes("550-5.4.1 Recipient address\r\n550 5.4.1 rejected: Access denied. AS(201806281)"));
    }

    @Test
    void wordsOfDifferentRecordsAreNotReadAsOneSentence() {
        String log = """
                2026-11-23 10:00:01 ERROR 535 5.7.139 Authentication unsuccessful
                2026-11-23 10:00:02 WARN  basic authentication is disabled in this program
                """;
        assertEquals(List.of("smtp-535-5.7.139"), codes(log));
    }

    @Test
    void challengesAreDecodedAndTheirReasonNamed() {
        Finding google = first(
                "334 eyJzdGF0dXMiOiI0MDEiLCJzY2hlbWVzIjoiYmVhcmVyIiwic2NvcGUiOiJodHRwczovL21haWwuZ29vZ2xlLmNvbS8ifQ==");
        assertEquals("google-challenge", google.code());
        assertEquals("https://mail.google.com/", google.facts().get("challenge-scope"));
        String json = "{\"status\" : \"invalid_token\", \"scope\":\"mail\"}";
        String base64 = Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
        Finding other = first("S: + " + base64 + "\nC: ");
        assertEquals("oauth-challenge", other.code());
        assertEquals("invalid_token", other.facts().get("challenge-status"));
    }

    @Test
    void nothingOfATokenOrSecretIsRepeated() {
        String header = Base64.getUrlEncoder()
                .encodeToString("{\"typ\":\"JWT\",\"status\":1}".getBytes(StandardCharsets.UTF_8));
        String log = "C: AUTH XOAUTH2 dXNlcj1ib2IBYXV0aD1CZWFyZXIgc2VjcmV0AQE=\nBearer " + header + ".c2VjcmV0.c2ln\n"
                + "client_secret=Pa55~word535 5.7.3 Authentication unsuccessful\n";
        String all = CATALOGUE.explain(log).toString();
        for (String secret : List.of("dXNlcj1ib2IB", "c2VjcmV0", "Pa55", header)) {
            assertFalse(all.contains(secret), all);
        }
        assertTrue(all.contains("smtp-535-5.7.3"), all);
    }

    @Test
    void theServersNameTimeAndNumberAreFieldsOfTheirOwn() {
        assertEquals(
                Map.of(
                        "server", "DB9PR02CA0012.eurprd02.prod.outlook.com",
                        "server-time", "2026-11-23T10:00:00.000Z",
                        "server-id", "08DE2A0B0C0D0E0F"),
                first("535 5.7.3 Authentication unsuccessful [DB9PR02CA0012.eurprd02.prod.outlook.com"
                                + " 2026-11-23T10:00:00.000Z 08DE2A0B0C0D0E0F]")
                        .facts());
        assertEquals(
                "AM0PR01MB0001.eurprd01.prod.exchangelabs.com",
                first("432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded"
                                + " [Hostname=AM0PR01MB0001.eurprd01.prod.exchangelabs.com]")
                        .facts()
                        .get("server"));
        assertEquals(
                Map.of("server", "0C1PR1CA0041"),
                first("220 BY1PR10CA0041.outlook.office365.com Microsoft ESMTP MAIL Service ready at Mon, 1 Jun 2015"
                                + " 12:00:00 +0000 [MEMxUFIxQ0EwMDQx]")
                        .facts());
        assertEquals(
                Map.of("server", "AM4PR01"),
                first("* OK The Microsoft Exchange IMAP4 service is ready. [QQBNADQAUABSADAAMQA=]")
                        .facts());
        assertEquals(
                "SendAsDeniedException.MapiExceptionSendAsDenied",
                first("554 5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; Failed")
                        .facts()
                        .get("exception"));
    }

    @Test
    void aWholeTraceIsOrderedRootCauseFirst() {
        String log = """
                2026-11-23 10:00:00 INFO  220 AM0PR01CA0012.outlook.office365.com Microsoft ESMTP MAIL Service ready at Mon
                2026-11-23 10:00:04 ERROR [mail] jakarta.mail.MessagingException: 530 5.7.57 Client not authenticated to send mail.
                	at org.example.Sender.send(Sender.java:88)
                Caused by: jakarta.mail.AuthenticationFailedException: 535 5.7.3 Authentication unsuccessful
                Caused by: java.util.concurrent.CompletionException: com.microsoft.aad.msal4j.MsalServiceException: AADSTS7000222: \
                The provided client secret keys for app '5d3f2a10-1111-4222-8333-944445555666' are expired.
                	... 9 more
                2026-11-23 10:00:05 WARN  * BYE Connection is closed. 13
                """;
        assertEquals(
                List.of("aadsts-7000222", "smtp-535-5.7.3", "smtp-530-5.7.57", "connection-closed", "smtp-220"),
                codes(log));
    }

    @Test
    void theLibrarysPrefixGivesTheCorrelationToo() {
        Map<String, String> facts = first(
                        "[Correlation ID: 7e2c4d18-5a6b-4c3d-9e8f-1a2b3c4d5e6f] Execution of AcquireToken failed:"
                                + " AADSTS7000215: Invalid client secret provided. Trace ID:"
                                + " 0b3f7a52-9c1d-4e55-8a70-2f6d1c9b4e00\nTimestamp:\n2026-01-02 03:04:05Z")
                .facts();
        assertEquals("7e2c4d18-5a6b-4c3d-9e8f-1a2b3c4d5e6f", facts.get("correlation-id"));
        assertEquals("0b3f7a52-9c1d-4e55-8a70-2f6d1c9b4e00", facts.get("trace-id"));
        assertEquals("2026-01-02 03:04:05Z", facts.get("timestamp"));
    }

    @Test
    void idsOfTheTokenEndpointAreNotAscribedToTheMailServer() {
        String log = "535 5.7.3 Authentication unsuccessful\nAADSTS50196: loop Trace ID:"
                + " 0b3f7a52-9c1d-4e55-8a70-2f6d1c9b4e00 Timestamp: 2026-01-02 03:04:05Z";
        assertEquals(Map.of(), first(log).facts());
    }

    @Test
    void aRefusalNobodyKnowsIsToldBesideGreetings() {
        String log = "+OK The Microsoft Exchange POP3 service is ready.\n-ERR the moon is full\n";
        assertEquals(List.of("unknown-answer", "pop3-greeting"), codes(log));
        assertEquals(List.of("pop3-greeting"), codes("+OK The Microsoft Exchange POP3 service is ready.\n"));
    }

    @Test
    void theNearestIsFoundForTheRefusalInALongLog() {
        String log = "2026-11-23 10:00:00 INFO all is well with the queue of the mailbox and its tenant\n".repeat(300)
                + "2026-11-23 10:00:01 ERROR 536 SMTP client authentication is disabled for the Tenant in new words\n";
        Finding finding = first(log);
        assertEquals("unknown-answer", finding.code());
        assertTrue(finding.causes().get(0).contains("smtp-535-5.7.139"), finding::toString);
    }

    @Test
    void olderDatesWithoutATimeAreReadToo() {
        Finding finding = first(
                "AADSTS70002: Error validating credentials. AADSTS50012: Client assertion contains an invalid"
                        + " signature. [Reason - The key used is expired., Found key 'Start=08/03/2016, End=08/03/2017']");
        assertEquals("aadsts-50012", finding.code());
        assertEquals("2017-08-03", finding.facts().get("ended"));
    }

    @Test
    void aHugeLineAndManyHitsTakeNoLongerThanTheirLength() {
        String log = ("535 5.7.3 Authentication unsuccessful, 334 eyJ" + "A".repeat(2_000) + " & &#99999999; <p ")
                .repeat(500);
        long before = System.nanoTime();
        assertEquals("smtp-535-5.7.3", first(log).code());
        for (String part :
                List.of(">", "> ", "a.", "&amp;", "<b ", "=3D", "\\u0041", "[a.", "535-5.7.3 x\n", "eyJ", "at a")) {
            CATALOGUE.explain(part.repeat(30_000)); // neither time nor stack runs out
        }
        assertTrue((System.nanoTime() - before) / 1_000_000_000L < 20, "took too long");
    }
}
