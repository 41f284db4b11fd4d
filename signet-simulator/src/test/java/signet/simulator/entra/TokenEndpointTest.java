package signet.simulator.entra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import signet.simulator.Scenario;
import signet.simulator.Simulator;
import signet.simulator.TokenValidator.Verdict;

@TestInstance(Lifecycle.PER_CLASS)
class TokenEndpointTest {
    private final Scenario scenario = Scenario.defaults();
    private final TestPair pair = TestPair.make();
    private Simulator simulator = Simulator.start(scenario);
    private TokenClient client = new TokenClient(simulator, simulator.tokenUrl(scenario.tenantId()));

    @BeforeAll
    void registerCertificate() {
        simulator.entra().app(scenario.clientId()).addCertificate(pair.certificate());
    }

    @AfterAll
    void stop() {
        simulator.close();
    }

    private Jwt assertion() {
        return new Jwt(
                pair,
                scenario.clientId(),
                simulator.tokenUrl(scenario.tenantId()).toString(),
                simulator.clock().instant());
    }

    @Test
    void aSecretGivesATokenThatTheMailServersAccept() {
        HttpResponse<String> response = client.post(TokenClient.bySecret(scenario));
        assertEquals(200, response.statusCode(), response.body());
        Map<String, Object> json = TokenClient.json(response);
        assertEquals("Bearer", json.get("token_type"));
        assertEquals(3599L, json.get("expires_in"));
        Verdict verdict = simulator.entra().validator().check(String.valueOf(json.get("access_token")));
        assertTrue(verdict.accepted(), verdict.reason());
        assertEquals(Set.of("SMTP.SendAsApp", "IMAP.AccessAsApp", "POP.AccessAsApp"), verdict.roles());
        assertEquals("https://outlook.office365.com", verdict.audience());
        assertEquals(scenario.tenantId(), verdict.tenantId());
        assertEquals(scenario.clientId(), verdict.appId());
        assertEquals(simulator.entra().app(scenario.clientId()).objectId(), verdict.objectId());
    }

    @Test
    void everyThumbprintFormAndAlgorithmOfTheCatalogueIsTaken() {
        List<Jwt> forms = List.of(
                assertion(),
                assertion().with("alg", "RS256"),
                assertion().without("x5t#S256").with("x5t", pair.x5t()).with("alg", "RS256"),
                assertion().with("x5t#S256", java.util.Base64.getEncoder().encodeToString(pair.digest("SHA-256"))),
                assertion().without("x5t#S256").with("kid", pair.x5t()));
        for (Jwt form : forms) {
            HttpResponse<String> response = client.post(TokenClient.byAssertion(scenario, form.compact()));
            assertEquals(200, response.statusCode(), response.body());
        }
    }

    @Test
    void aJournalEntryShowsTheFormWithoutTheSecret() {
        client.post(TokenClient.bySecret(scenario));
        assertTrue(simulator.journal().entries().stream()
                .anyMatch(
                        e -> e.kind().equals("request") && e.text().contains("scope=https://outlook.office365.com/")));
        assertFalse(
                simulator.journal().entries().stream().anyMatch(e -> e.text().contains(scenario.clientSecret())));
    }
}
