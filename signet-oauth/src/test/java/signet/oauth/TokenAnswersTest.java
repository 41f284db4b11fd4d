package signet.oauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static signet.oauth.ScriptedEndpoint.json;
import static signet.oauth.ScriptedEndpoint.text;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import signet.oauth.ScriptedEndpoint.Script;
import signet.oauth.TokenFault.Kind;

/** What a token endpoint may answer, and what we make of it (failures F1–F9). */
class TokenAnswersTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final String SECRET = "wQ8~p+/=& very secret%20";

    private final ManualClock clock = new ManualClock(NOW);

    private static Credential.ClientSecret secret(TokenEndpoint endpoint) {
        return new Credential.ClientSecret(
                endpoint, "client-1", Secret.of(SECRET), Cloud.GLOBAL.scope(), Optional.empty());
    }

    private TokenSource source(Credential credential, TokenTransport.Limits limits) {
        TokenTransport transport = TokenTransport.create(Trust.context(), Optional.empty(), limits);
        return new TokenSources(clock, new Random(1)).source(credential, transport);
    }

    private TokenFault fault(Script answer) {
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint(answer)) {
            return fault(secret(endpoint.endpoint()), TokenTransport.Limits.DEFAULT);
        }
    }

    private TokenFault fault(Credential credential, TokenTransport.Limits limits) {
        TokenException thrown = assertThrows(
                TokenException.class, () -> source(credential, limits).token());
        assertFalse(thrown.toString().contains(SECRET));
        assertFalse(thrown.fault().toString().contains(SECRET));
        return thrown.fault();
    }

    private AccessToken granted(String expiresIn) throws TokenException {
        String body = "{\"token_type\":\"bearer\",\"access_token\":\"t\"" + expiresIn + "}";
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint(json(200, body))) {
            return source(secret(endpoint.endpoint()), TokenTransport.Limits.DEFAULT)
                    .token();
        }
    }

    // ---- the request

    @Tag("F6")
    @Tag("F5")
    @Test
    void f6RequestPropertiesAreSentVerbatimInOrderAndEncodedOnce() throws Exception {
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint(ScriptedEndpoint.token("t"))) {
            Map<String, Secret> properties = new LinkedHashMap<>();
            properties.put("grant_type", Secret.of("client_credentials"));
            properties.put("client_id", Secret.of("client-1"));
            properties.put("scope", Secret.of("https://outlook.office365.com/.default"));
            properties.put("client_secret", Secret.of(SECRET));
            source(
                            new Credential.RequestProperties(
                                    endpoint.endpoint(), properties, Optional.empty(), AssertionSettings.DEFAULTS),
                            TokenTransport.Limits.DEFAULT)
                    .token();

            assertEquals(
                    "grant_type=client_credentials&client_id=client-1"
                            + "&scope=https%3A%2F%2Foutlook.office365.com%2F.default"
                            + "&client_secret=wQ8%7Ep%2B%2F%3D%26+very+secret%2520",
                    endpoint.bodies().get(0));
            assertEquals(SECRET, endpoint.forms().get(0).get("client_secret"));
            assertEquals(
                    Optional.of(List.of("application/json")),
                    Optional.ofNullable(endpoint.headers().get(0).get("Accept")));
            assertTrue(endpoint.headers().get(0).containsKey("Client-request-id"));
        }
    }

    @Tag("P7")
    @Tag("P8")
    @Test
    void p8TenantAndClientIdGoWhereEntraWantsThem() throws Exception {
        TokenEndpoint endpoint = TokenEndpoint.microsoft(Cloud.GLOBAL.authority(), "contoso.example");
        assertEquals(
                "https://login.microsoftonline.com/contoso.example/oauth2/v2.0/token",
                endpoint.url().toString());
        TokenForm form = TokenForms.preview(secret(endpoint), NOW);
        assertEquals(
                List.of("grant_type", "client_id", "scope", "client_secret"),
                List.copyOf(form.parameters().keySet()));
        String curl = form.curl(false);
        assertTrue(curl.contains("'client_id=client-1'") && curl.contains("'client_secret=••••••'"), curl);
        assertFalse(curl.contains("wQ8"));
        assertTrue(form.curl(true).contains(SECRET));
    }

    @Tag("F10")
    @Test
    void f10APastedAssertionIsRefusedBeforeItIsSent() {
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint(ScriptedEndpoint.token("t"))) {
            Map<String, Secret> properties = new LinkedHashMap<>();
            properties.put("grant_type", Secret.of("client_credentials"));
            properties.put("client_assertion", Secret.of("not.a.jwt"));
            TokenFault fault = fault(
                    new Credential.RequestProperties(
                            endpoint.endpoint(), properties, Optional.empty(), AssertionSettings.DEFAULTS),
                    TokenTransport.Limits.DEFAULT);
            assertEquals(Kind.CONFIGURATION, fault.kind());
            assertEquals(0, endpoint.forms().size());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://login.example/token, true",
        "http://127.0.0.1:1/token, false",
        "http://127.0.0.1.evil.example/token, true",
        "http://10.0.0.1/token, true",
        "ftp://login.example/token, true",
        "login.example/token, true"
    })
    void b51ATokenUrlWithoutTlsIsRefused(String url, boolean allowed) {
        TokenFault fault = fault(secret(new TokenEndpoint(URI.create(url), allowed)), TokenTransport.Limits.DEFAULT);
        assertEquals(Kind.CONFIGURATION, fault.kind());
        assertTrue(fault.message().contains("https://"), fault.message());
    }

    // ---- tokens

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ,"expires_in":3599        | 3599
            ,"expires_in":"3599"      | 3599
            ,"expires_in":3599.0      | 3599
            ,"expires_in":5           | 60
            ,"expires_in":100000      | 86400
            ,"expires_in":1e99        | 86400
            ,"expires_in":null        | 300
                                      | 300
            """)
    void f7LivesAreReadAsNumberOrStringAndClamped(String said, long seconds) throws Exception {
        AccessToken token = granted(said == null ? "" : said);
        assertEquals(Duration.ofSeconds(seconds), Duration.between(token.receivedAt(), token.expiresAt()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"token_type\":\"Bearer\",\"expires_in\":3599}",
                "{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":null}",
                "{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\"\"}",
                "{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\"a\\r\\nRCPT TO:<b@c>\"}",
                "{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":[\"t\"]}",
                "{\"token_type\":\"MAC\",\"expires_in\":3599,\"access_token\":\"t\"}",
                "{\"expires_in\":3599,\"access_token\":\"t\"}",
                "{\"token_type\":\"Bearer\",\"expires_in\":0,\"access_token\":\"t\"}",
                "{\"token_type\":\"Bearer\",\"expires_in\":-1,\"access_token\":\"t\"}",
                "{\"token_type\":\"Bearer\",\"expires_in\":\"soon\",\"access_token\":\"t\"}",
                "{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\"t",
                "[[\"access_token\",\"t\"],[\"token_type\",\"Bearer\"]]",
                "\"t\"",
                "<html>Welcome</html>",
                ""
            })
    void f6AndF7BrokenTokensAreNeverCached(String body) throws Exception {
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint(json(200, body), ScriptedEndpoint.token("good"))) {
            TokenSource source = source(secret(endpoint.endpoint()), TokenTransport.Limits.DEFAULT);
            TokenFault fault = assertThrows(TokenException.class, source::token).fault();
            assertEquals(Kind.PROTOCOL, fault.kind());
            clock.advance(Duration.ofSeconds(2));
            assertEquals("good", source.token().value().reveal());
        }
    }

    // ---- refusals

    @Test
    void f8EntrasRefusalIsReadCompletely() {
        TokenFault fault = fault(json(401, """
                {"error":"invalid_client","error_description":"AADSTS7000222: The provided client secret keys for app 'x' are \
                expired.\\r\\nTrace ID: 11112222-aaaa\\r\\nCorrelation ID: 33334444-bbbb\\r\\nTimestamp: 2023-12-11 23:58:22Z",
                "error_codes":[7000222],"timestamp":"2023-12-11 23:58:22Z","trace_id":"11112222-aaaa",
                "correlation_id":"33334444-bbbb"}"""));
        assertEquals(Kind.REFUSED, fault.kind());
        assertEquals(OptionalInt.of(401), fault.status());
        assertEquals(Optional.of("invalid_client"), fault.error());
        assertEquals(List.of(7000222), fault.codes());
        assertEquals(
                "AADSTS7000222: The provided client secret keys for app 'x' are expired. Trace ID: 11112222-aaaa "
                        + "Correlation ID: 33334444-bbbb Timestamp: 2023-12-11 23:58:22Z",
                fault.message());
        assertEquals(Optional.of("11112222-aaaa"), fault.traceId());
        assertEquals(Optional.of("33334444-bbbb"), fault.correlationId());
        assertEquals(Optional.of("2023-12-11 23:58:22Z"), fault.timestamp());
        assertTrue(fault.serverTime().isPresent(), "the Date header, for the doctor's clock");
    }

    @Test
    void theInnermostCodeComesFirstAndIdsAreFoundInTheText() {
        TokenFault fault = fault(json(400, """
                {"error":"invalid_client","error_description":"AADSTS70002: Error validating credentials. AADSTS50012: Client \
                assertion contains an invalid signature. Trace ID: 11112222-aaaa Correlation ID: 33334444-bbbb Timestamp: \
                2017-09-01 10:11:12Z","error_codes":[70002,50012]}"""));
        assertEquals(List.of(50012, 70002), fault.codes());
        assertEquals(Optional.of("11112222-aaaa"), fault.traceId());
        assertEquals(Optional.of("2017-09-01 10:11:12Z"), fault.timestamp());
    }

    @Test
    void anEndpointThatRepeatsOurSecretDoesNotGetItIntoTheMessage() {
        TokenFault fault =
                fault(text(400, "text/plain", "bad secret " + SECRET + " and wQ8%7Ep%2B%2F%3D%26+very+secret%2520"));
        assertTrue(fault.message().endsWith("bad secret •••••• and ••••••"), fault.message());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            400 | REFUSED     | {"error":"invalid_scope"}
            401 | REFUSED     | {"error":"invalid_client"}
            403 | REFUSED     | <html>blocked by firewall</html>
            404 | REFUSED     | not here
            200 | REFUSED     | {"error":"invalid_client"}
            400 | UNAVAILABLE | {"error":"temporarily_unavailable"}
            408 | UNAVAILABLE | late
            500 | UNAVAILABLE | {"error":"server_error"}
            503 | UNAVAILABLE | <html>down</html>
            504 | UNAVAILABLE |
            302 | PROTOCOL    | moved
            """)
    void statusAndErrorSteer(int status, Kind kind, String body) {
        assertEquals(
                kind, fault(text(status, "text/html", body == null ? "" : body)).kind());
    }

    @Test
    void redirectsAreNotFollowed() {
        TokenFault fault = fault(text(302, "text/html", "", "Location", "https://portal.example/sign-in"));
        assertTrue(fault.message().contains("redirect to https://portal.example/sign-in"), fault.message());
    }

    @Test
    void f5AnHtmlPageIsCutAndMadeHarmless() {
        String page = "<html>\u0000\u001b[31m" + "very long ".repeat(10_000) + "</html>";
        TokenFault fault = fault(text(503, "text/html", page));
        assertTrue(fault.message().length() < 700, "" + fault.message().length());
        assertFalse(fault.message().matches("(?s).*[\\p{Cc}].*"));
    }

    // ---- throttling

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            retry-after | 120                           | 120
            retry-after | 1000000000                    | 900
            retry-after | 99999999999999999999          | 900
            retry-after | Mon, 23 Nov 2026 12:02:00 GMT | 120
            retry-after | Mon, 23 Nov 2026 11:00:00 GMT | 0
            retry-after | soon                          | 60
            retry-after | -5                            | 60
            x-other     | 1                             | 60
            """)
    void f4RetryAfterIsObeyedInBothFormsAndOnPlainText(String header, String value, long seconds) {
        TokenForm form = new TokenForm(TokenEndpoint.microsoft(Cloud.GLOBAL.authority(), "t"), Map.of());
        TokenTransport.Answer answer = new TokenTransport.Answer(
                429,
                Map.of("content-type", "text/plain", "date", "Mon, 23 Nov 2026 12:00:00 GMT", header, value),
                "Too many requests");
        // our own clock is an hour off, which must not matter: the date is by the server's clock
        TokenFault fault = assertThrows(
                        TokenException.class, () -> TokenAnswer.read(form, answer, NOW.minus(Duration.ofHours(1))))
                .fault();
        assertEquals(Kind.THROTTLED, fault.kind());
        assertEquals(Optional.of(Duration.ofSeconds(seconds)), fault.retryAfter());
        assertTrue(fault.message().contains("Too many requests"));
    }

    @Test
    void f4NobodyAsksWhileTheEndpointWantsRest() throws Exception {
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint(
                text(429, "text/plain", "slow down", "Retry-After", "120"), ScriptedEndpoint.token("later"))) {
            TokenSource source = source(secret(endpoint.endpoint()), TokenTransport.Limits.DEFAULT);
            for (int i = 0; i < 5; i++) {
                assertThrows(TokenException.class, source::token);
                clock.advance(Duration.ofSeconds(20));
            }
            TokenFault waiting =
                    assertThrows(TokenException.class, source::token).fault();
            assertEquals(Optional.of(Duration.ofSeconds(20)), waiting.retryAfter());
            assertEquals(1, endpoint.forms().size());
            clock.advance(Duration.ofSeconds(20));
            assertEquals("later", source.token().value().reveal());
        }
    }

    // ---- no answer

    @Test
    void f1AnUnknownNameIsSaidSo() {
        TokenFault fault = fault(
                secret(new TokenEndpoint(URI.create("https://login.invalid/token"), false)),
                TokenTransport.Limits.DEFAULT);
        assertEquals(Kind.UNREACHABLE, fault.kind());
        assertTrue(fault.message().contains("the name login.invalid cannot be resolved"), fault.message());
    }

    @Test
    void f1ARefusedConnectionIsSaidSo() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        TokenFault fault = fault(
                secret(new TokenEndpoint(URI.create("http://127.0.0.1:" + port + "/token"), true)),
                TokenTransport.Limits.DEFAULT);
        assertEquals(Kind.UNREACHABLE, fault.kind());
        assertTrue(fault.message().contains("no connection"), fault.message());
    }

    @Test
    void f2AndF3OneBudgetEndsSilentHeadersAndDrippingBodies() {
        TokenTransport.Limits brief =
                new TokenTransport.Limits(Duration.ofSeconds(5), Duration.ofMillis(400), 1_000_000);
        CountDownLatch over = new CountDownLatch(1);
        Script silent = exchange -> awaitQuietly(over);
        Script dripping = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            awaitQuietly(over);
        };
        for (Script script : List.of(silent, dripping)) {
            try (ScriptedEndpoint endpoint = new ScriptedEndpoint(script)) {
                long start = System.nanoTime();
                TokenFault fault = fault(secret(endpoint.endpoint()), brief);
                assertEquals(Kind.UNREACHABLE, fault.kind());
                assertTrue(fault.message().contains("no complete answer within"), fault.message());
                assertTrue(Duration.ofNanos(System.nanoTime() - start).toSeconds() < 10);
            }
        }
        over.countDown();
    }

    private static void awaitQuietly(CountDownLatch over) {
        try {
            over.await();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void f6FiftyMegabytesAreNotRead() {
        byte[] block = new byte[1 << 16];
        long[] sent = new long[1];
        TokenFault fault = fault(exchange -> {
            exchange.sendResponseHeaders(200, 50_000_000);
            for (; sent[0] < 50_000_000; sent[0] += block.length) {
                exchange.getResponseBody().write(block);
            }
        });
        assertEquals(Kind.PROTOCOL, fault.kind());
        assertTrue(fault.message().contains("larger than 1000000 bytes"), fault.message());
        assertTrue(sent[0] < 50_000_000);
    }
}
