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

    @Test
    void whatIsNotKnownIsSaidSo() {
        Run run = Run.of("explain", "x");
        assertEquals(0, run.status());
        assertTrue(run.out().contains("unknown"), run.out());
    }
}
