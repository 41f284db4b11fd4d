package signet.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import signet.simulator.entra.AppRegistration;
import signet.simulator.entra.TestPair;
import signet.simulator.entra.TokenClient;

/** What another process can change while the simulator runs. */
class ControlApiTest {
    private final Scenario scenario = Scenario.defaults();
    private final Simulator simulator = Simulator.start(scenario);
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        simulator.close();
    }

    private HttpResponse<String> call(String method, String path, String body)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(simulator.controlUrl() + path))
                        .timeout(Duration.ofSeconds(10))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String ok(String method, String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> response = call(method, path, body);
        assertEquals(200, response.statusCode(), response.body());
        return response.body();
    }

    private Map<String, Object> token() {
        return TokenClient.json(new TokenClient(simulator, simulator.tokenUrl(scenario.tenantId()))
                .post(TokenClient.bySecret(scenario)));
    }

    private String app(String rest) {
        return "/apps/" + scenario.clientId() + rest;
    }

    @Test
    void theStateShowsEndpointsIdentitiesAndSwitches() throws Exception {
        Map<String, Object> state = JsonUtil.parseJson(ok("GET", "/state", ""));
        assertTrue(String.valueOf(state.get("endpoints"))
                .contains(simulator.authority().toString()));
        assertTrue(String.valueOf(state.get("tenants")).contains(scenario.clientId()));
        assertTrue(String.valueOf(state.get("mailboxes")).contains("portal@contoso.example"));
        assertTrue(String.valueOf(state.get("exchange")).contains("messages-per-minute=30"));
    }

    @Test
    void theStartUpJsonNamesWhatAClientNeeds() throws JoseException {
        Map<String, Object> json = JsonUtil.parseJson(simulator.toJson());
        assertEquals(simulator.authority().toString(), json.get("authority"));
        assertEquals(simulator.caFile().toString(), json.get("caFile"));
        String identities = String.valueOf(json.get("identities"));
        assertTrue(identities.contains("tenantId=" + scenario.tenantId()), identities);
        assertTrue(identities.contains("clientSecret=" + scenario.clientSecret()), identities);
        assertTrue(identities.contains("secretId=" + scenario.clientSecretId()), identities);
        assertTrue(identities.contains("help@contoso.example"), identities);
    }

    @Test
    void aCertificateIsUploadedExpiredAndRemoved() throws Exception {
        TestPair pair = TestPair.make();
        StringWriter pem = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(pem)) {
            writer.writeObject(pair.certificate());
        }
        ok("POST", app("/certificates"), pem.toString());
        AppRegistration registered = simulator.entra().app(scenario.clientId());
        String thumbprint = registered.certificates().get(0).thumbprint();
        ok("POST", app("/certificates/" + thumbprint.toLowerCase(java.util.Locale.ROOT) + "/expire"), "");
        assertTrue(registered
                .certificates()
                .get(0)
                .end()
                .isBefore(simulator.clock().instant()));
        ok("DELETE", app("/certificates/" + thumbprint), "");
        assertTrue(registered.certificates().isEmpty());
        assertEquals(
                404,
                call("POST", app("/certificates/" + thumbprint + "/expire"), "").statusCode());
    }

    @Test
    void aSecretExpiresAndAnotherTakesItsPlace() throws Exception {
        ok("POST", app("/secrets/" + scenario.clientSecretId() + "/expire"), "");
        assertTrue(String.valueOf(token().get("error_description")).startsWith("AADSTS7000222"));
        ok("POST", app("/secrets"), "{\"value\":\"" + scenario.clientSecret() + "\",\"id\":\"second\"}");
        ok("DELETE", app("/secrets/" + scenario.clientSecretId()), "");
        assertTrue(token().containsKey("access_token"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"enabled\":false}|AADSTS7000112",
                "{\"service-principal\":false}|AADSTS7000229",
                "{\"public-client\":true}|AADSTS700025",
                "{\"blocked\":true}|AADSTS53003",
                "{\"allowed-addresses\":[\"192.0.2.1\"]}|AADSTS53003"
            })
    void aSwitchOfTheAppTakesEffectWithTheNextRequest(String json, String code) throws Exception {
        ok("POST", app(""), json);
        assertTrue(String.valueOf(token().get("error_description")).startsWith(code + ":"));
    }

    @Test
    void tokensChangeTheirShape() throws Exception {
        ok(
                "POST",
                "/token",
                "{\"lifetime\":\"5m\",\"refresh-in\":\"2m\",\"expires-in-as-text\":true,\"size\":\"6KB\","
                        + "\"audience\":\"https://graph.microsoft.com\"}");
        Map<String, Object> json = token();
        assertEquals("300", json.get("expires_in"));
        assertEquals(120L, json.get("refresh_in"));
        String token = String.valueOf(json.get("access_token"));
        assertTrue(token.length() >= 6 * 1024 && token.length() < 6 * 1024 + 64, "" + token.length());
        TokenValidator.Verdict verdict = simulator.entra().validator().check(token);
        assertFalse(verdict.accepted());
        assertEquals("the token is for https://graph.microsoft.com, not for Exchange Online", verdict.reason());
    }

    @Test
    void issuedTokensAreRevokedAndNewOnesAreGood() throws Exception {
        String before = String.valueOf(token().get("access_token"));
        ok("POST", "/token/revoke", "");
        assertEquals(
                "the token was revoked",
                simulator.entra().validator().check(before).reason());
        String after = String.valueOf(token().get("access_token"));
        assertTrue(simulator.entra().validator().check(after).accepted());
    }

    @Test
    void theClockMovesAndTokensExpireByIt() throws Exception {
        String token = String.valueOf(token().get("access_token"));
        ok("POST", "/clock", "{\"advance\":\"2h\"}");
        assertTrue(simulator.entra().validator().check(token).reason().startsWith("the token expired at "));
        ok("POST", "/clock", "{\"offset\":\"0s\"}");
        assertTrue(simulator.entra().validator().check(token).accepted());
    }

    @Test
    void faultsComeAndGo() throws Exception {
        Map<String, Object> added = JsonUtil.parseJson(ok(
                "POST",
                "/faults",
                "{\"protocol\":\"token\",\"stage\":\"request\",\"action\":\"say\",\"text\":\"AADSTS50196\"}"));
        assertTrue(String.valueOf(token().get("error_description")).startsWith("AADSTS50196"));
        ok("DELETE", "/faults/" + added.get("id"), "");
        assertTrue(token().containsKey("access_token"));
        assertEquals("{}", ok("DELETE", "/faults", "").strip());
    }

    @Test
    void aMessageComesBackByteForByte() throws Exception {
        String message = "Subject: =?utf-8?q?caf=C3=A9?=\r\n\r\nOne.\r\n.\r\nTwo.\r\n";
        ok("POST", "/mailboxes/portal@contoso.example/messages?flags=%5CSeen", message);
        String list = ok("GET", "/mailboxes/portal@contoso.example/messages", "");
        assertTrue(list.contains("\"uid\": 1") && list.contains("\\\\Seen"), list);
        assertEquals(message, ok("GET", "/mailboxes/portal@contoso.example/messages/1", ""));
        ok("DELETE", "/mailboxes/portal@contoso.example/messages", "");
        assertEquals(
                "[]",
                ok("GET", "/mailboxes/portal@contoso.example/messages", "").strip());
    }

    @Test
    void mailboxesAndTheirSwitchesChange() throws Exception {
        ok("POST", "/mailboxes", "{\"address\":\"new@contoso.example\",\"aliases\":[\"n@contoso.example\"]}");
        String shown = ok(
                "POST",
                "/mailboxes/n@contoso.example",
                "{\"imap\":false,\"smtp-auth\":\"off\",\"permission\":false,\"quota\":\"1KB\"}");
        assertTrue(shown.contains("\"imap\": false"), shown);
        assertTrue(shown.contains("\"smtp-auth\": \"off\""), shown);
        assertTrue(shown.contains("\"permission\": []"), shown);
        assertFalse(simulator
                .exchange()
                .mailbox("new@contoso.example")
                .orElseThrow()
                .opensFor(scenario.clientId()));
        ok("POST", "/exchange", "{\"smtp-auth-disabled\":true,\"messages-per-minute\":3}");
        assertTrue(simulator.exchange().smtpAuthDisabled());
        assertEquals(3, simulator.exchange().policies().messagesPerMinute());
        ok("DELETE", "/mailboxes/new@contoso.example", "");
        assertEquals(404, call("GET", "/mailboxes/new@contoso.example", "").statusCode());
    }

    @Test
    void everyRefusalIsCountedUntilTheJournalIsForgotten() throws Exception {
        for (String reply : List.of("250 fine", "432 4.3.2 busy", "432 4.3.2 busy", "550 5.7.60 no")) {
            simulator.journal().record(new Journal.Entry(Instant.EPOCH, "smtp", "smtp-1", "synthetic-reply", reply));
        }
        Map<String, Object> counts = JsonUtil.parseJson(ok("GET", "/counts", ""));
        assertEquals(Map.of("accepted", 0L, "refused", Map.of("432", 2L, "550", 1L)), counts);
        ok("DELETE", "/journal", "");
        assertTrue(ok("GET", "/counts", "").contains("\"refused\": {}"));
    }

    @Test
    void theJournalIsFilteredAndForgotten() throws Exception {
        token();
        String tokens = ok("GET", "/journal?protocol=token&kind=request", "");
        assertTrue(tokens.contains("grant_type=client_credentials"), tokens);
        assertFalse(tokens.contains(scenario.clientSecret()), tokens);
        assertTrue(ok("GET", "/journal?kind=synthetic-answer", "").contains("200 token issued"));
        ok("DELETE", "/journal", "");
        assertFalse(ok("GET", "/journal", "").contains("grant_type"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "POST|/token|{\"lifetme\":\"5m\"}|400|unknown lifetme; known are algorithms, audience",
                "POST|/token|{\"lifetime\":\"soon\"}|400|'soon' is not a duration such as 250ms, 90s",
                "POST|/token|[1]|400|no JSON object",
                "POST|/apps/nobody|{}|404|no app registration has the client ID nobody",
                "POST|/faults|{\"protocol\":\"fax\"}|400|'fax' is none of",
                "GET|/nowhere||404|there is no /nowhere",
                "PUT|/state||405|PUT is not for /state",
                "POST|/clock|{\"offset\":\"1 hour\"}|400|'1 hour' is not a duration",
                "GET|/journal?skip=x||400|'x' is not a number"
            })
    void aWrongRequestIsToldWhatIsWrong(String method, String path, String body, int status, String part)
            throws Exception {
        HttpResponse<String> response = call(method, path, body == null ? "" : body);
        assertEquals(status, response.statusCode(), response.body());
        assertTrue(response.body().contains(part), response.body());
    }
}
