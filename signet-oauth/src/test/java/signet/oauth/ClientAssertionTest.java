package signet.oauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import signet.oauth.AssertionSettings.Algorithm;
import signet.oauth.ClientAssertion.Form;

/** Assertions as others verify them: an independent JOSE library and the {@code openssl} command. */
class ClientAssertionTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final String CLIENT = "11111111-2222-3333-4444-555555555555";
    private static final TokenEndpoint ENDPOINT = TokenEndpoint.microsoft(Cloud.GLOBAL.authority(), "tenant.example");

    @TempDir
    static Path folder;

    private static Optional<KeyPairPem> made = Optional.empty();

    @BeforeAll
    static void makePair() throws Exception {
        made = Optional.of(new OpenSsl(folder).pair());
    }

    private static KeyPairPem pair() {
        return made.orElseThrow();
    }

    private static Form form(Method method, AssertionSettings settings) {
        return Form.of(method, settings, ENDPOINT);
    }

    private static String make(Form form) throws Exception {
        return ClientAssertion.make(pair(), form, CLIENT, NOW).reveal();
    }

    private static Map<String, Object> part(String jwt, int number) throws Exception {
        return JsonUtil.parseJson(
                new String(Base64.getUrlDecoder().decode(jwt.split("\\.")[number]), StandardCharsets.UTF_8));
    }

    @Tag("F11")
    @Test
    void f11ForRequestPropertiesTheHeaderIsRs256JwtAndX5t() throws Exception {
        String jwt = make(form(Method.REQUEST_PROPERTIES, AssertionSettings.DEFAULTS));
        assertEquals(
                Map.of(
                        "alg",
                        "RS256",
                        "typ",
                        "JWT",
                        "x5t",
                        Thumbprints.of(pair().certificate()).x5t()),
                part(jwt, 0));
        assertFalse(jwt.contains("="));
    }

    @Test
    void forTheMicrosoftMethodTheHeaderIsPs256AndX5tS256() throws Exception {
        String jwt = make(form(Method.CERTIFICATE, AssertionSettings.DEFAULTS));
        assertEquals(
                Map.of(
                        "alg",
                        "PS256",
                        "typ",
                        "JWT",
                        "x5t#S256",
                        Thumbprints.of(pair().certificate()).x5tS256()),
                part(jwt, 0));
    }

    @Test
    void whatTheFileSetsIsUsed() throws Exception {
        AssertionSettings settings = new AssertionSettings(
                Optional.of(Algorithm.RS256),
                Optional.of(AssertionSettings.Thumbprint.X5T),
                Optional.of("https://issuer.example"),
                Optional.of("key-7"));
        String jwt = make(form(Method.CERTIFICATE, settings));
        assertEquals("RS256", part(jwt, 0).get("alg"));
        assertEquals("key-7", part(jwt, 0).get("kid"));
        assertTrue(part(jwt, 0).containsKey("x5t"));
        assertEquals("https://issuer.example", part(jwt, 1).get("aud"));
    }

    @Tag("F12")
    @Test
    void f12TheClaimsAreThoseOfTheStandardWithAShortLife() throws Exception {
        Map<String, Object> claims = part(make(form(Method.REQUEST_PROPERTIES, AssertionSettings.DEFAULTS)), 1);
        assertEquals(
                List.of("aud", "exp", "iat", "iss", "jti", "nbf", "sub"),
                claims.keySet().stream().sorted().toList());
        assertEquals("https://login.microsoftonline.com/tenant.example/oauth2/v2.0/token", claims.get("aud"));
        assertEquals(CLIENT, claims.get("iss"));
        assertEquals(CLIENT, claims.get("sub"));
        assertEquals(NOW.getEpochSecond(), claims.get("iat"));
        assertEquals(NOW.getEpochSecond() - 60, claims.get("nbf"));
        assertEquals(NOW.getEpochSecond() + 300, claims.get("exp"));
    }

    @Test
    void eachOneHasAnIdentifierOfItsOwn() throws Exception {
        Form form = form(Method.CERTIFICATE, AssertionSettings.DEFAULTS);
        assertNotEquals(part(make(form), 1).get("jti"), part(make(form), 1).get("jti"));
    }

    @Tag("F13")
    @ParameterizedTest
    @EnumSource
    void f13AnIndependentLibraryVerifiesIt(Algorithm algorithm) throws Exception {
        AssertionSettings settings =
                new AssertionSettings(Optional.of(algorithm), Optional.empty(), Optional.empty(), Optional.empty());
        JwtClaims claims = new JwtConsumerBuilder()
                .setVerificationKey(pair().certificate().getPublicKey())
                .setJwsAlgorithmConstraints(new AlgorithmConstraints(ConstraintType.PERMIT, algorithm.name()))
                .setExpectedAudience(ENDPOINT.url().toString())
                .setExpectedIssuer(CLIENT)
                .setRequireExpirationTime()
                .setRequireIssuedAt()
                .setRequireNotBefore()
                .setRequireJwtId()
                .setEvaluationTime(NumericDate.fromSeconds(NOW.getEpochSecond()))
                .build()
                .processToClaims(make(form(Method.CERTIFICATE, settings)));
        assertEquals(CLIENT, claims.getSubject());
    }

    @Tag("F13")
    @ParameterizedTest
    @EnumSource
    void f13OpenSslVerifiesIt(Algorithm algorithm) throws Exception {
        AssertionSettings settings =
                new AssertionSettings(Optional.of(algorithm), Optional.empty(), Optional.empty(), Optional.empty());
        String[] parts = make(form(Method.CERTIFICATE, settings)).split("\\.");
        OpenSsl openssl = new OpenSsl(folder);
        Files.writeString(openssl.path("signed"), parts[0] + "." + parts[1]);
        Files.write(openssl.path("signature"), Base64.getUrlDecoder().decode(parts[2]));
        openssl.run("", "x509", "-in", "certificate.pem", "-noout", "-pubkey", "-out", "public.pem");
        String[] pss = {
            "dgst",
            "-sha256",
            "-verify",
            "public.pem",
            "-sigopt",
            "rsa_padding_mode:pss",
            "-sigopt",
            "rsa_pss_saltlen:32",
            "-signature",
            "signature",
            "signed"
        };
        String[] plain = {"dgst", "-sha256", "-verify", "public.pem", "-signature", "signature", "signed"};
        assertTrue(openssl.run("", algorithm == Algorithm.PS256 ? pss : plain).contains("Verified OK"));
    }
}
