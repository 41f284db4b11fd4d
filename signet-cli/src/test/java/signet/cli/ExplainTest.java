package signet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.util.JSONArrayUtils;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ExplainTest {
    private static final String LOG = """
            2026-11-23 10:00:01 ERROR Mail queue: sending failed
            Caused by: java.util.concurrent.CompletionException: com.microsoft.aad.msal4j.MsalServiceException: AADSTS700027: \
            The certificate with identifier used to sign the client assertion is expired on application. [Reason - The key \
            used is expired., Found key 'Start=11/23/2024 10:00:00, End=11/23/2025 10:00:00'] Trace ID: \
            d8e236b0-0896-4086-95fd-fda912157301 Correlation ID: b5ee4c18-8c71-4433-bbbb-a0b960f41258 Timestamp: \
            2026-11-23 10:00:01Z
            """;

    @Tag("P15")
    @Test
    void aPastedLogIsExplainedWithCauseAndFix() {
        Run run = Run.with(LOG, Map.of(), "explain", "-");
        assertEquals(0, run.status(), run.err());
        assertTrue(run.out().contains("aadsts-700027-expired"), run.out());
        assertTrue(run.out().contains("fix:"), run.out());
    }

    @Test
    void jsonIsAnArrayOfFindingsWithTheRootCauseFirst() throws Exception {
        List<Object> findings = JSONArrayUtils.parse(
                Run.with(LOG, Map.of(), "explain", "--json", "-").out());
        Map<?, ?> first = (Map<?, ?>) findings.get(0);
        assertEquals(
                List.of("code", "severity", "summary", "causes", "remedy", "stage", "facts"),
                List.copyOf(first.keySet()));
        Map<?, ?> facts = Objects.requireNonNull((Map<?, ?>) first.get("facts"));
        assertEquals("d8e236b0-0896-4086-95fd-fda912157301", facts.get("trace-id"));
        assertEquals("b5ee4c18-8c71-4433-bbbb-a0b960f41258", facts.get("correlation-id"));
        assertEquals("2026-11-23 10:00:01Z", facts.get("timestamp"));
        assertEquals("error", first.get("severity"));
        assertEquals("token", first.get("stage"));
    }

    @Tag("P15")
    @Test
    void theExpiredCertificateInItsWrappersGivesEveryFieldOfItsOwn() throws Exception {
        String sentence = "The certificate with identifier used to sign the client assertion is expired on application."
                + " [Reason - The key used is expired., Found key 'Start=06/17/2025 10:03:21, End=06/17/2025 10:03:21', Please"
                + " visit the Azure Portal, Graph Explorer or directly use MS Graph to see configured keys for app Id"
                + " '5d3f2a10-1111-4222-8333-944445555666'.] Trace ID: d8e236b0-0896-4086-95fd-fda912157301 Correlation ID:"
                + " b5ee4c18-8c71-4433-bbbb-a0b960f41258 Timestamp: 2025-06-18 06:27:50Z";
        String pasted =
                "> Caused by: java.util.concurrent.CompletionException:\n> com.microsoft.aad.msal4j.MsalServiceException:"
                        + "\n> AADSTS700027: " + sentence.replace(". ", ".\n> ") + "\n";
        List<Object> findings = JSONArrayUtils.parse(
                Run.with(pasted, Map.of(), "explain", "--json", "-").out());
        assertEquals(1, findings.size(), findings::toString);
        Map<?, ?> finding = (Map<?, ?>) findings.get(0);
        assertEquals("aadsts-700027-expired", finding.get("code"));
        String causes = String.valueOf(finding.get("causes"));
        assertTrue(causes.contains("ended 2025-06-17") && causes.contains("MM/dd/yyyy"), causes);
        assertTrue(causes.contains("Start = End") && causes.contains("never usable"), causes);
        assertTrue(String.valueOf(finding.get("remedy")).startsWith("Make a new pair"), finding::toString);
        Map<?, ?> facts = Objects.requireNonNull((Map<?, ?>) finding.get("facts"));
        assertEquals("2025-06-17", facts.get("ended"));
        assertEquals("d8e236b0-0896-4086-95fd-fda912157301", facts.get("trace-id"));
        assertEquals("b5ee4c18-8c71-4433-bbbb-a0b960f41258", facts.get("correlation-id"));
        assertEquals("2025-06-18 06:27:50Z", facts.get("timestamp"));
    }

    @Test
    void whatIsNotKnownIsSaidSo() {
        Run run = Run.of("explain", "x");
        assertEquals(0, run.status());
        assertTrue(run.out().contains("unknown"), run.out());
    }
}
