package signet.simulator.entra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.JsonWebSignature;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import signet.simulator.Scenario;
import signet.simulator.Simulator;

/** What the login host says about itself without being asked for a token. */
@TestInstance(Lifecycle.PER_CLASS)
class MetadataTest {
    private final Scenario scenario = Scenario.defaults();
    private final Simulator simulator = Simulator.start(scenario);
    private final TokenClient client = new TokenClient(simulator, simulator.tokenUrl(scenario.tenantId()));

    @AfterAll
    void stop() {
        simulator.close();
    }

    private HttpResponse<String> get(String path) {
        return client.send(
                HttpRequest.newBuilder(URI.create(simulator.authority() + path)).GET());
    }

    @Test
    void aTenantNamesItsTokenEndpointItsIssuerAndItsRegion() {
        Map<String, Object> json = TokenClient.json(get("/contoso.example/v2.0/.well-known/openid-configuration"));
        assertEquals(simulator.tokenUrl(scenario.tenantId()).toString(), json.get("token_endpoint"));
        assertEquals(simulator.authority() + "/" + scenario.tenantId() + "/v2.0", json.get("issuer"));
        assertEquals("EU", json.get("tenant_region_scope"));
    }

    @ParameterizedTest
    @CsvSource({"nobody.example,90002", "TENANT_ID,900023", "99999999-9999-4999-8999-999999999999,90002"})
    void anUnknownTenantIsABadRequest(String tenant, int code) {
        HttpResponse<String> response = get("/" + tenant + "/v2.0/.well-known/openid-configuration");
        assertEquals(400, response.statusCode());
        assertTrue(response.body().contains("\"error_codes\":[" + code + "]"), response.body());
    }

    @Test
    void tokensVerifyWithThePublishedKey() throws Exception {
        Map<String, Object> configuration =
                TokenClient.json(get("/" + scenario.tenantId() + "/v2.0/.well-known/openid-configuration"));
        String path = URI.create(String.valueOf(configuration.get("jwks_uri"))).getPath();
        JsonWebKeySet keys = new JsonWebKeySet(get(path).body());
        Map<String, Object> answer = TokenClient.json(client.post(TokenClient.bySecret(scenario)));
        JsonWebSignature token = new JsonWebSignature();
        token.setCompactSerialization(String.valueOf(answer.get("access_token")));
        token.setKey(keys.findJsonWebKey(token.getKeyIdHeaderValue(), "RSA", "sig", null)
                .getKey());
        assertTrue(token.verifySignature());
        assertEquals("RS256", token.getAlgorithmHeaderValue());
    }

    @Test
    void instanceDiscoveryKnowsThisHostAndNoOther() {
        String asked = "/common/discovery/instance?api-version=1.1&authorization_endpoint=";
        HttpResponse<String> own =
                get(asked + simulator.authority() + "/" + scenario.tenantId() + "/oauth2/v2.0/authorize");
        assertEquals(200, own.statusCode(), own.body());
        assertTrue(own.body()
                .contains("\"preferred_cache\":\"" + simulator.authority().getAuthority() + "\""));
        HttpResponse<String> other = get(asked + "https://login.example.org/x/oauth2/v2.0/authorize");
        assertEquals(400, other.statusCode());
        assertTrue(other.body().contains("AADSTS50049"), other.body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "eyJhbGciOiJSUzI1NiJ9.e30.AAAA", "ü.ö.ä", ".."})
    void whatIsNoTokenIsRefusedAndNothingIsThrown(String token) {
        assertEquals(false, simulator.entra().validator().check(token).accepted());
    }
}
