package signet.oauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static signet.oauth.ScriptedEndpoint.refusal;
import static signet.oauth.ScriptedEndpoint.token;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import signet.oauth.AssertionSettings.Algorithm;
import signet.oauth.ScriptedEndpoint.Script;
import signet.oauth.TokenFault.Kind;

/** The other form of an assertion is tried once, only when the file leaves it open and the endpoint complains of the form. */
class AssertionFallbackTest {
    private static final Script ALGORITHM =
            refusal(401, "invalid_client", "AADSTS5002738: Invalid JWT token. Unsupported algorithm.");
    private static final Script EXPIRED = refusal(
            401,
            "invalid_client",
            "AADSTS700027: The certificate with identifier used to sign the client assertion is expired on application.");

    @TempDir
    static Path folder;

    private static Optional<KeyPairPem> made = Optional.empty();

    private final ManualClock clock = new ManualClock(Instant.now().plusSeconds(60));
    private final TokenTransport transport = TokenTransport.create(Trust.context(), Optional.empty());

    @BeforeAll
    static void makePair() throws Exception {
        made = Optional.of(new OpenSsl(folder).pair());
    }

    private TokenSource source(ScriptedEndpoint endpoint, AssertionSettings settings) {
        Credential credential = new Credential.Certificate(
                endpoint.endpoint(), "client", made.orElseThrow(), Cloud.GLOBAL.scope(), settings);
        return new TokenSources(clock, new Random(1)).source(credential, transport);
    }

    private static String header(ScriptedEndpoint endpoint, int request) {
        String jwt = endpoint.forms().get(request).get("client_assertion");
        return new String(Base64.getUrlDecoder().decode(jwt.split("\\.")[0]), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            AADSTS5002738: Invalid JWT token. Unsupported algorithm.                              | RS256 | x5t#S256
            AADSTS5002723: Invalid JWT token. No certificate thumbprint nor keyId specified.      | PS256 | x5t
            AADSTS700027: Client assertion contains an invalid signature. [Reason - The key was not found.] | PS256 | x5t
            AADSTS700027: The certificate with identifier used is not registered on application.  | PS256 | x5t
            """)
    void theOtherFormIsTriedOnceRememberedAndTold(String description, String algorithm, String thumbprint)
            throws Exception {
        try (ScriptedEndpoint endpoint =
                new ScriptedEndpoint(refusal(401, "invalid_client", description), token("t"))) {
            TokenSource source = source(endpoint, AssertionSettings.DEFAULTS);
            source.token();
            assertEquals(2, endpoint.forms().size());
            assertTrue(
                    header(endpoint, 0).contains("PS256") && header(endpoint, 0).contains("x5t#S256"));
            assertTrue(header(endpoint, 1).contains(algorithm)
                    && header(endpoint, 1).contains(thumbprint + "\""));

            Problem note = source.notes().get(0);
            assertEquals("assertion-form-fallback", note.code());
            assertEquals(Problem.Severity.INFO, note.severity());
            assertTrue(note.summary().endsWith("took it as " + algorithm + " with " + thumbprint), note.summary());

            clock.advance(Duration.ofMinutes(55));
            source.token();
            assertEquals(3, endpoint.forms().size(), "the form that worked is remembered");
            assertTrue(header(endpoint, 2).contains(algorithm));
        }
    }

    @Test
    void whatTheFileSetsIsNotChanged() throws Exception {
        AssertionSettings settings = new AssertionSettings(
                Optional.of(Algorithm.PS256), Optional.empty(), Optional.empty(), Optional.empty());
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint(ALGORITHM, token("t"))) {
            TokenFault fault = assertThrows(TokenException.class, source(endpoint, settings)::token)
                    .fault();
            assertEquals(List.of(5002738), fault.codes());
            assertEquals(1, endpoint.forms().size());
        }
    }

    @Test
    void otherRefusalsAreNotTriedInAnotherForm() throws Exception {
        List<Script> others = List.of(
                EXPIRED,
                refusal(401, "invalid_client", "AADSTS700027: Client assertion failed signature validation."),
                refusal(400, "invalid_request", "AADSTS5002738: not as invalid_client"),
                refusal(401, "invalid_client", "AADSTS700016: Application not found."));
        for (Script other : others) {
            try (ScriptedEndpoint endpoint = new ScriptedEndpoint(other, token("t"))) {
                assertThrows(TokenException.class, source(endpoint, AssertionSettings.DEFAULTS)::token);
                assertEquals(1, endpoint.forms().size());
            }
        }
    }

    @Test
    void ofTwoRefusalsTheOneThatGotFurtherIsReported() throws Exception {
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint(ALGORITHM, EXPIRED)) {
            TokenFault fault = assertThrows(TokenException.class, source(endpoint, AssertionSettings.DEFAULTS)::token)
                    .fault();
            assertTrue(fault.message().contains("expired on application"));
            assertEquals(2, endpoint.forms().size());
        }
        Script notFound = refusal(401, "invalid_client", "AADSTS700027: [Reason - The key was not found.] first");
        Script again = refusal(401, "invalid_client", "AADSTS700027: [Reason - The key was not found.] second");
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint(notFound, again)) {
            TokenFault fault = assertThrows(TokenException.class, source(endpoint, AssertionSettings.DEFAULTS)::token)
                    .fault();
            assertTrue(fault.message().endsWith("first"));
        }
    }

    @Tag("F10")
    @Tag("F13")
    @Test
    void f10AnAssertionMadeForRequestPropertiesTakesTheSecretsPlace() throws Exception {
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint(token("t"))) {
            Map<String, Secret> properties = Map.of(
                    "grant_type",
                    Secret.of("client_credentials"),
                    "client_id",
                    Secret.of("client"),
                    "scope",
                    Secret.of("s"));
            Credential credential =
                    new Credential.RequestProperties(endpoint.endpoint(), properties, made, AssertionSettings.DEFAULTS);
            new TokenSources(clock, new Random(1)).source(credential, transport).token();
            assertEquals(
                    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                    endpoint.forms().get(0).get("client_assertion_type"));
            assertTrue(
                    header(endpoint, 0).startsWith("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"x5t\":\""),
                    header(endpoint, 0));
        }
    }

    @Test
    void anAssertionIsNotMadeForNobody() throws Exception {
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint(token("t"))) {
            Credential credential = new Credential.RequestProperties(
                    endpoint.endpoint(), Map.of("grant_type", Secret.of("x")), made, AssertionSettings.DEFAULTS);
            TokenSource source = new TokenSources(clock, new Random(1)).source(credential, transport);
            assertTrue(assertThrows(TokenException.class, source::token)
                    .fault()
                    .message()
                    .contains("no client_id"));
            assertEquals(0, endpoint.forms().size());
        }
    }

    @Tag("P17")
    @Test
    void f10AnExpiredCertificateIsNotTakenToTheEndpointAndItsSuccessorIs() throws Exception {
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint(token("t"))) {
            TokenSource source = source(endpoint, AssertionSettings.DEFAULTS);
            clock.advance(Duration.ofDays(366));
            TokenFault fault = assertThrows(TokenException.class, source::token).fault();
            assertEquals(Kind.CONFIGURATION, fault.kind());
            assertTrue(fault.message().contains("expired on"), fault.message());
            assertEquals(0, endpoint.forms().size());
            clock.advance(Duration.ofDays(-360));
            source.token();
        }
    }
}
