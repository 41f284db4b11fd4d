package signet.simulator.entra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import signet.simulator.Scenario;
import signet.simulator.Simulator;

/** One row per situation that Entra ID refuses; each is the outcome of a real check on a real request. */
@TestInstance(Lifecycle.PER_CLASS)
class AadstsTest {
    private final Simulator simulator = Simulator.start(Scenario.defaults());
    private final TestPair pair = TestPair.make();
    private final TestPair other = TestPair.make();

    @AfterAll
    void stop() {
        simulator.close();
    }

    /** A situation, what makes it, and what Entra says to it. */
    record Row(String title, Consumer<Situation> spoil, int status, String error, long code) {
        @Override
        public String toString() {
            return "AADSTS" + code + ": " + title;
        }
    }

    private static Row bad(String title, long code, String error, Consumer<Situation> spoil) {
        return new Row(title, spoil, 400, error, code);
    }

    private static Row client(String title, long code, Consumer<Situation> spoil) {
        return new Row(title, spoil, 401, "invalid_client", code);
    }

    static Stream<Row> requests() {
        return Stream.of(
                bad("tenant unknown", 90002, "invalid_request", s -> s.tenant = Situation.guid()),
                bad("domain unknown", 90002, "invalid_request", s -> s.tenant = "nobody.example"),
                bad("placeholder as tenant", 900023, "invalid_request", s -> s.tenant = "TENANT_ID"),
                bad("tenant is common", 9001023, "invalid_request", s -> s.tenant = "common"),
                bad("grant_type missing", 900144, "invalid_request", s -> s.form.remove("grant_type")),
                bad("client_id missing", 900144, "invalid_request", s -> s.form.remove("client_id")),
                bad("scope missing", 900144, "invalid_request", s -> s.form.remove("scope")),
                bad("scope blank", 900144, "invalid_request", s -> s.form.put("scope", " ")),
                bad("resource of the v1 endpoint", 901002, "invalid_request", s -> s.form.put("resource", "x")),
                bad(
                        "grant misspelt",
                        70003,
                        "unsupported_grant_type",
                        s -> s.form.put("grant_type", "client_credential")),
                bad("client unknown", 700016, "unauthorized_client", s -> s.form.put("client_id", Situation.guid())),
                bad(
                        "object ID in place of client ID",
                        700016,
                        "unauthorized_client",
                        s -> s.form.put("client_id", s.app.objectId())),
                bad("app disabled", 7000112, "unauthorized_client", s -> s.app.enabled(false)),
                client("no enterprise application", 7000229, s -> s.app.servicePrincipal(false)),
                client("public client with secret", 700025, s -> s.app.publicClient(true)),
                client("no credential", 7000216, s -> s.form.remove("client_secret")),
                client("empty secret", 7000216, s -> s.form.put("client_secret", "")),
                client("wrong secret", 7000215, s -> s.form.put("client_secret", "wrong")),
                client("secret ID in place of value", 7000215, s -> s.form.put("client_secret", Situation.SECRET_ID)),
                client("secret encoded twice", 7000215, s -> s.form.put("client_secret", Situation.SECRET + "%7E")),
                client("secret expired", 7000222, s -> s.app.expireSecret(Situation.SECRET_ID)),
                bad(
                        "delegated scope",
                        1002012,
                        "invalid_scope",
                        s -> s.form.put("scope", "https://outlook.office.com/SMTP.Send")),
                bad(
                        "scope encoded twice",
                        1002012,
                        "invalid_scope",
                        s -> s.form.put("scope", "https%3A%2F%2Foutlook.office365.com%2F.default%20")),
                bad("scope without a resource", 70011, "invalid_scope", s -> s.form.put("scope", "outlook/.default")),
                bad(
                        "two resources",
                        700022,
                        "invalid_scope",
                        s -> s.form.put(
                                "scope",
                                "https://outlook.office365.com/.default https://graph.microsoft.com/.default")),
                bad(
                        "resource of another cloud",
                        500011,
                        "invalid_resource",
                        s -> s.form.put("scope", "https://outlook.office365.us/.default")),
                bad("blocked by Conditional Access", 53003, "invalid_grant", s -> s.app.blocked(true)),
                bad("address not allowed", 53003, "invalid_grant", s -> s.app.allowedAddresses(Set.of("192.0.2.10"))));
    }

    static Stream<Row> assertions() {
        return Stream.of(
                client("no JWT", 50027, s -> s.withAssertion("no.jwt")),
                client(
                        "line break in the JWT",
                        50027,
                        s -> s.withAssertion(s.jwt().compact().replace(".", ".\n"))),
                client("padded base64", 50027, s -> s.withAssertion("eyJhbGciOiJSUzI1NiJ9==.e30.x")),
                client("alg missing", 50027, s -> s.withAssertion("e30.e30.x")),
                client(
                        "duplicate claim",
                        50027,
                        s -> s.withAssertion(unsigned("{\"alg\":\"RS256\"}", "{\"a\":1,\"a\":2}"))),
                client(
                        "HS256",
                        5002738,
                        s -> s.with(s.jwt().with("alg", "HS256").signedBy(new HmacKey(new byte[32])))),
                client("alg none", 5002738, s -> s.withAssertion(unsigned("{\"alg\":\"none\"}", "{}"))),
                client(
                        "EC key",
                        700027,
                        s -> s.with(s.jwt().with("alg", "ES256").signedBy(ecKey()))),
                client("no thumbprint", 5002723, s -> s.with(s.jwt().without("x5t#S256"))),
                client(
                        "certificate not uploaded",
                        700027,
                        s -> s.app.removeCertificate(s.app.certificates().get(0).thumbprint())),
                client(
                        "thumbprint of the hex text",
                        700027,
                        s -> s.with(s.jwt().without("x5t#S256").with("x5t", hexText(s.pair)))),
                client(
                        "x5t in padded standard base64",
                        700027,
                        s -> s.with(s.jwt().without("x5t#S256").with("x5t", s.pair.x5t() + "="))),
                client(
                        "SHA-256 in x5t",
                        700027,
                        s -> s.with(s.jwt().without("x5t#S256").with("x5t", s.pair.x5tS256()))),
                client("certificate expired", 700027, s -> {
                    s.with(s.jwt());
                    s.app.expireCertificate(s.app.certificates().get(0).thumbprint());
                }),
                client("certificate not yet valid", 700027, s -> {
                    s.with(s.jwt());
                    Instant start = Instant.now().plusSeconds(3600);
                    s.app.addCertificate(s.pair.certificate(), start, start.plusSeconds(60));
                }),
                client("changed after signing", 700027, s -> {
                    String[] one = s.jwt().compact().split("\\.");
                    String[] another = s.jwt().compact().split("\\.");
                    s.withAssertion(one[0] + "." + one[1] + "." + another[2]);
                }),
                client("iss is another", 700021, s -> s.with(s.jwt().claim("iss", Situation.guid()))),
                client("sub is another", 700021, s -> s.with(s.jwt().claim("sub", "portal@contoso.example"))),
                client(
                        "aud of the real cloud",
                        700023,
                        s -> s.with(s.jwt()
                                .claim("aud", "https://login.microsoftonline.com/" + s.tenant + "/oauth2/v2.0/token"))),
                client(
                        "aud without the path",
                        700023,
                        s -> s.with(s.jwt().claim("aud", s.simulator.authority().toString()))),
                client("exp missing", 50027, s -> s.with(s.jwt().unclaim("exp"))),
                client("exp in milliseconds", 50027, s -> s.with(s.jwt().claim("exp", 1_800_000_000_000_000L))),
                client("exp passed", 700024, s -> s.with(s.jwt().claim("exp", 1_700_000_000L))),
                client(
                        "nbf of eleven digits",
                        700024,
                        s -> s.with(s.jwt().claim("nbf", 17_672_256_000L).claim("exp", 17_672_256_600L))),
                bad("assertion type missing", 900144, "invalid_request", s -> {
                    s.with(s.jwt());
                    s.form.remove("client_assertion_type");
                }),
                bad("assertion type wrong", 9002313, "invalid_request", s -> {
                    s.with(s.jwt());
                    s.form.put("client_assertion_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
                }));
    }

    private static String unsigned(String header, String claims) {
        Base64.Encoder url = Base64.getUrlEncoder().withoutPadding();
        return url.encodeToString(header.getBytes(StandardCharsets.UTF_8)) + "."
                + url.encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + ".";
    }

    private static java.security.Key ecKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair().getPrivate();
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The circulating mistake: base64 of the forty hex characters. */
    private static String hexText(TestPair pair) {
        String hex = HexFormat.of().withUpperCase().formatHex(pair.digest("SHA-1"));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hex.getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aSpoiltRequestIsRefused(Row row) {
        Situation situation = new Situation(simulator, pair).but(row.spoil());
        check(row, situation.post());
    }

    @ParameterizedTest
    @MethodSource("assertions")
    void aSpoiltAssertionIsRefused(Row row) {
        Situation situation = new Situation(simulator, pair);
        situation.with(situation.jwt()).but(row.spoil());
        check(row, situation.post());
    }

    private static void check(Row row, HttpResponse<String> response) {
        Map<String, Object> json = TokenClient.json(response);
        assertEquals(List.of(row.code()), json.get("error_codes"), response.body());
        assertEquals(row.status(), response.statusCode());
        assertEquals(row.error(), json.get("error"));
        String description = String.valueOf(json.get("error_description"));
        assertTrue(
                description.matches("(?s)AADSTS" + row.code() + ": .* Trace ID: [0-9a-f-]{36} Correlation ID: "
                        + "[0-9a-f-]{36} Timestamp: \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\dZ"),
                description);
        assertTrue(description.contains("Trace ID: " + json.get("trace_id")), description);
        assertTrue(description.contains("Correlation ID: " + json.get("correlation_id")), description);
        assertTrue(description.endsWith("Timestamp: " + json.get("timestamp")), description);
        assertTrue(String.valueOf(json.get("error_uri")).endsWith("code=" + row.code()));
        assertTrue(!description.contains("{"), "unfilled: " + description);
    }

    @Test
    @Tag("P15")
    void anExpiredCertificateIsTheSentenceOfAdministratorsWordForWord() {
        Situation situation = new Situation(simulator, pair);
        situation.with(situation.jwt());
        Instant start = Instant.parse("2025-06-17T10:03:21Z");
        situation.app.addCertificate(pair.certificate(), start, start);
        String id = situation.app.clientId();
        assertEquals(
                "AADSTS700027: The certificate with identifier used to sign the client assertion is expired on"
                        + " application. [Reason - The key used is expired., Found key 'Start=06/17/2025 10:03:21,"
                        + " End=06/17/2025 10:03:21', Please visit the Azure Portal, Graph Explorer or directly use MS"
                        + " Graph to see configured keys for app Id '" + id + "'. Review the documentation at"
                        + " https://docs.microsoft.com/en-us/graph/deployments to determine the corresponding service"
                        + " endpoint and https://docs.microsoft.com/en-us/graph/api/application-get?view=graph-rest-1.0&tabs=http"
                        + " to build a query request URL, such as"
                        + " 'https://graph.microsoft.com/beta/applications/" + id + "'].",
                sentence(situation.post()));
    }

    @Test
    void anUnknownCertificateIsNotRegisteredOnApplicationAndItsThumbprintIsTold() {
        Situation situation = new Situation(simulator, pair);
        situation.with(situation
                .jwt()
                .without("x5t#S256")
                .with("x5t", other.x5t())
                .signedBy(other.key().getPrivate()));
        String sentence = sentence(situation.post());
        String thumbprint = HexFormat.of().withUpperCase().formatHex(other.digest("SHA-1"));
        assertTrue(
                sentence.startsWith("AADSTS700027: The certificate with identifier used to sign the client assertion"
                        + " is not registered on application. [Reason - The key was not found., Thumbprint of key used"
                        + " by client: '" + thumbprint + "', Please visit the Azure Portal"),
                sentence);
    }

    @Test
    void aTimeRangeFaultTellsTheServersTimeAndTheAssertions() {
        Situation situation = new Situation(simulator, pair);
        situation.with(situation.jwt().claim("nbf", 1_516_239_022L).claim("exp", 1_516_239_622L));
        String sentence = sentence(situation.post());
        assertTrue(
                sentence.matches("AADSTS700024: Client assertion is not within its valid time range\\. Current time: "
                        + "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{7}Z, assertion valid from "
                        + "2018-01-18T01:30:22\\.0000000Z, expiry time of assertion 2018-01-18T01:40:22\\.0000000Z\\."),
                sentence);
    }

    @Test
    void anEndpointOfTheOlderKindListsItsAlgorithms() {
        Situation situation = new Situation(simulator, pair);
        simulator.entra().assertionRules(AssertionRules.defaults().withAlgorithms(List.of("RS256", "RS384", "RS512")));
        try {
            assertEquals(
                    "AADSTS5002738: Invalid JWT token. 'PS256' is not a supported signature algorithm. Supported signing"
                            + " algorithms are: 'RS256,RS384,RS512'",
                    sentence(situation.with(situation.jwt()).post()));
            assertEquals(
                    200,
                    situation.with(situation.jwt().with("alg", "RS256")).post().statusCode());
        } finally {
            simulator.entra().assertionRules(AssertionRules.defaults());
        }
    }

    @Test
    void aThumbprintFormThatIsSwitchedOffDoesNotCount() {
        Situation situation = new Situation(simulator, pair);
        simulator
                .entra()
                .assertionRules(AssertionRules.defaults().withThumbprints(AssertionRules.Thumbprints.ONLY_X5T));
        try {
            String refused = sentence(situation.with(situation.jwt()).post());
            assertTrue(refused.startsWith("AADSTS5002723: "), refused);
            Jwt older = situation.jwt().without("x5t#S256").with("x5t", pair.x5t());
            assertEquals(200, situation.with(older).post().statusCode());
        } finally {
            simulator.entra().assertionRules(AssertionRules.defaults());
        }
    }

    @Test
    void aGetIsToldToPost() {
        Situation situation = new Situation(simulator, pair);
        HttpResponse<String> response = new TokenClient(simulator, situation.url())
                .send(HttpRequest.newBuilder(situation.url()).GET());
        assertEquals(400, response.statusCode());
        assertEquals(
                "AADSTS900561: The endpoint only accepts POST requests. Received a GET request.", sentence(response));
    }

    @Test
    void aBodyOfAnotherContentTypeHasNoParameters() {
        Situation situation = new Situation(simulator, pair);
        HttpResponse<String> response = new TokenClient(simulator, situation.url())
                .send(HttpRequest.newBuilder(situation.url())
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"grant_type\":\"client_credentials\"}")));
        assertEquals(
                "AADSTS900144: The request body must contain the following parameter: 'grant_type'.",
                sentence(response));
    }

    @Test
    void missingConsentShowsOnlyAsATokenWithoutRoles() {
        Situation situation = new Situation(simulator, pair);
        situation.app.roles(Set.of());
        HttpResponse<String> response = situation.post();
        assertEquals(200, response.statusCode());
        String token = String.valueOf(TokenClient.json(response).get("access_token"));
        assertEquals(Set.of(), simulator.entra().validator().check(token).roles());
        String claims = new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8);
        assertTrue(!claims.contains("roles"), claims);
    }

    @Test
    void whatMsalAddsIsTolerated() {
        Situation situation = new Situation(simulator, pair);
        situation.form.put("scope", "openid https://outlook.office365.com/.default profile offline_access");
        situation.form.put("client_info", "1");
        assertEquals(200, situation.post().statusCode());
    }

    @Test
    void anAssertionMayNameTheIssuerOrTheDomainAndStandAlone() {
        Situation situation = new Situation(simulator, pair);
        URI authority = simulator.authority();
        String issuer = authority + "/" + situation.tenant + "/v2.0";
        assertEquals(
                200, situation.with(situation.jwt().claim("aud", issuer)).post().statusCode());
        situation.tenant = "contoso.example";
        assertEquals(200, situation.with(situation.jwt()).post().statusCode());
        situation.form.remove("client_id");
        assertEquals(200, situation.with(situation.jwt()).post().statusCode());
    }

    private static String sentence(HttpResponse<String> response) {
        return String.valueOf(TokenClient.json(response).get("error_description"))
                .replaceAll(" Trace ID: .*$", "");
    }
}
