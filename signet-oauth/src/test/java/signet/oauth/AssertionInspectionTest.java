package signet.oauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import signet.oauth.AssertionInspection.Expected;
import signet.oauth.Problem.Severity;

/** Pasted assertions and what is wrong with them (F10–F12). */
class AssertionInspectionTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final String CLIENT = "11111111-2222-3333-4444-555555555555";
    private static final TokenEndpoint ENTRA = TokenEndpoint.microsoft(Cloud.GLOBAL.authority(), "tenant.example");
    private static final TokenEndpoint OTHER =
            new TokenEndpoint(java.net.URI.create("https://id.example/token"), false);
    private static final Expected EXPECTED = new Expected(Optional.of(CLIENT), Optional.of(ENTRA), NOW);

    private static final String HEADER = "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"x5t\":\"BsrAOu6oABtptHMIe7zL1r6jROQ\"}";
    private static final String CLAIMS = "{\"aud\":\"" + ENTRA.url() + "\",\"exp\":1795435500,\"iss\":\"" + CLIENT
            + "\",\"jti\":\"x\",\"nbf\":1795434900,\"sub\":\"" + CLIENT + "\"}";

    private static String jwt(String header, String claims) {
        return encode(header) + "." + encode(claims) + ".c2lnbmF0dXJl";
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<Problem> problems(String header, String claims) {
        return AssertionInspection.inspect(jwt(header, claims), EXPECTED).problems();
    }

    private static Problem only(List<Problem> problems) {
        assertEquals(1, problems.size(), problems.toString());
        return problems.get(0);
    }

    @Test
    void aGoodOneIsTakenApartWithoutComplaint() {
        AssertionInspection inspection = AssertionInspection.inspect(" " + jwt(HEADER, CLAIMS) + "\n", EXPECTED);
        assertEquals(List.of(), inspection.problems());
        assertEquals("RS256", inspection.header().get("alg"));
        assertEquals(CLIENT, inspection.claims().get("sub"));
        assertEquals(Optional.of(Instant.ofEpochSecond(1795435500)), inspection.expires());
    }

    @Test
    void oursAreFine(@TempDir Path folder) throws Exception {
        KeyPairPem pair = new OpenSsl(folder).pair();
        for (Method method : List.of(Method.CERTIFICATE, Method.REQUEST_PROPERTIES)) {
            ClientAssertion.Form form = ClientAssertion.Form.of(method, AssertionSettings.DEFAULTS, ENTRA);
            String jwt = ClientAssertion.make(pair, form, CLIENT, NOW).reveal();
            assertEquals(List.of(), AssertionInspection.inspect(jwt, EXPECTED).problems());
        }
    }

    @Tag("F12")
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            exp | 17954355000   | the year 2538: one digit too many, or milliseconds
            nbf | 17954349000   | the year 2538: one digit too many, or milliseconds
            exp | 16743456780   | the year 2500: one digit too many, or milliseconds
            exp | 1795435500000 | a year past 9999: one digit too many, or milliseconds
            """)
    void f12RecognisesOneDigitTooManyAndMilliseconds(String claim, String value, String words) {
        Problem problem =
                only(problems(HEADER, CLAIMS.replaceAll("\"" + claim + "\":\\d+", "\"" + claim + "\":" + value)));
        assertEquals("assertion-time-far", problem.code());
        assertTrue(problem.summary().endsWith(claim + " means " + words), problem.summary());
        assertTrue(problem.remedy().contains("1795435200"), problem.remedy());
    }

    @Tag("F12")
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '!', textBlock = """
            "exp":1795435500 | "exp":1795435199 | assertion-expired        | ERROR   | expired on 2026-11-23T11:59:59Z
            "nbf":1795434900 | "nbf":1795438800 | assertion-not-yet-valid  | ERROR   | valid only from 2026-11-23T13:00:00Z
            "exp":1795435500 | "exp":"soon"     | assertion-time           | ERROR   | is no number
            "exp":1795435500 | "exp":1826971200 | assertion-long-lived     | WARNING | until 2027-11-23T12:00:00Z
            "exp":1795435500 | "x":1            | assertion-claim-missing  | ERROR   | no exp
            "sub":"1111      | "sub":"2111      | assertion-parties        | ERROR   | iss and sub differ
            "aud":"https:    | "aud":"http:     | assertion-audience       | WARNING | not the token URL
            "aud":           | "audience":      | assertion-claim-missing  | ERROR   | no aud
            "iss":           | "issuer":        | assertion-claim-missing  | ERROR   | lacks iss
            """)
    void judgesTheClaims(String from, String to, String code, Severity severity, String words) {
        Problem problem = only(problems(HEADER, CLAIMS.replace(from, to)));
        assertEquals(code, problem.code());
        assertEquals(severity, problem.severity());
        assertTrue(problem.summary().contains(words), problem.summary());
    }

    @Test
    void anotherClientIdThanTheRequestsIsNamed() {
        Problem problem = only(problems(HEADER, CLAIMS.replace(CLIENT, "99999999-2222-3333-4444-555555555555")));
        assertEquals("The assertion's iss is not the client_id of the request", problem.summary());
    }

    @Tag("F11")
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '!', textBlock = """
            "alg":"RS256" | "alg":"HS256"  | assertion-algorithm | ERROR   | shared secret
            "alg":"RS256" | "alg":"none"   | assertion-algorithm | ERROR   | proves nothing
            "alg":"RS256" | "alg":"ES256"  | assertion-algorithm | ERROR   | ES256
            BsrAOu6oABtptHMIe7zL1r6jROQ | MDZDQUMwM0FFRUE4MDAxQjY5QjQ3MzA4N0JCQ0NCRDZCRUEzNDRFNA | assertion-thumbprint | ERROR | has 54 characters: the hex text was encoded
            BsrAOu6oABtptHMIe7zL1r6jROQ | hnj4AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA | assertion-thumbprint | ERROR | has 43 characters: that is a SHA-256 thumbprint
            BsrAOu6oABtptHMIe7zL1r6jROQ | 06CAC03AEEA8001B69B473087BBCCBD6BEA344E4 | assertion-thumbprint | ERROR | is hex
            BsrAOu6oABtptHMIe7zL1r6jROQ | BsrAOu6o | assertion-thumbprint | ERROR | of 8 characters is no thumbprint
            BsrAOu6oABtptHMIe7zL1r6jROQ | BsrAOu6oABtptHMIe7zL1r6jROQ= | assertion-thumbprint-padded | WARNING | plain base64
            "x5t":        | "x5x":         | assertion-thumbprint-missing | WARNING | names no certificate
            """)
    void f11JudgesTheHeader(String from, String to, String code, Severity severity, String words) {
        Problem problem = only(problems(HEADER.replace(from, to), CLAIMS));
        assertEquals(code, problem.code());
        assertEquals(severity, problem.severity());
        assertTrue(problem.summary().contains(words), problem.summary());
    }

    @Tag("F11")
    @Test
    void f11TheRemedyIsTheRightThumbprint() {
        String wrong =
                HEADER.replace("BsrAOu6oABtptHMIe7zL1r6jROQ", "MDZDQUMwM0FFRUE4MDAxQjY5QjQ3MzA4N0JCQ0NCRDZCRUEzNDRFNA");
        assertEquals(
                "Write x5t: BsrAOu6oABtptHMIe7zL1r6jROQ",
                only(problems(wrong, CLAIMS)).remedy());
    }

    @Test
    void elsewhereAMacMayBeMeant() {
        Expected other = new Expected(Optional.of(CLIENT), Optional.of(OTHER), NOW);
        List<Problem> problems = AssertionInspection.inspect(
                        jwt(
                                HEADER.replace("RS256", "HS256"),
                                CLAIMS.replace(
                                        ENTRA.url().toString(), OTHER.url().toString())),
                        other)
                .problems();
        assertEquals(Severity.WARNING, only(problems).severity());
    }

    @Test
    void paddedPartsAreNamed() {
        String header = Base64.getEncoder().encodeToString((HEADER + " ").getBytes(StandardCharsets.UTF_8));
        assertTrue(header.endsWith("="));
        String jwt = header + jwt(HEADER, CLAIMS).substring(encode(HEADER).length());
        assertEquals(
                "assertion-not-base64url",
                only(AssertionInspection.inspect(jwt, EXPECTED).problems()).code());
        String unsigned = encode(HEADER) + "." + encode(CLAIMS) + ".";
        assertEquals(
                "assertion-unsigned",
                only(AssertionInspection.inspect(unsigned, EXPECTED).problems()).code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "a.b.c", "....", "eyJ9.eyJ9.x", "-----BEGIN PRIVATE KEY-----", "W10.W10.W10"})
    void whatIsNoAssertionIsSaidWithoutRepeatingIt(String text) {
        Problem problem = only(AssertionInspection.inspect(text, EXPECTED).problems());
        assertEquals("assertion-unreadable", problem.code());
        assertFalse(text.length() > 5 && problem.toString().contains(text));
    }

    @Tag("F10")
    @Test
    void f10TheCompanionsOfAnAssertionAreChecked() {
        Map<String, Secret> properties = new LinkedHashMap<>();
        properties.put("client_id", Secret.of(CLIENT));
        properties.put("client_assertion", Secret.of(jwt(HEADER, CLAIMS)));
        assertEquals(List.of("assertion-type-missing"), codes(properties));
        properties.put("client_assertion_type", Secret.of("jwt-bearer"));
        assertEquals(List.of("assertion-type-wrong"), codes(properties));
        properties.put("client_assertion_type", Secret.of(ClientAssertion.TYPE));
        assertEquals(List.of(), codes(properties));
        properties.put("client_secret", Secret.of("s"));
        assertEquals(List.of("secret-and-assertion"), codes(properties));
        properties.remove("client_assertion");
        assertEquals(List.of("assertion-missing"), codes(properties));
        properties.remove("client_assertion_type");
        assertEquals(List.of(), codes(properties));
    }

    private static List<String> codes(Map<String, Secret> properties) {
        return AssertionInspection.ofProperties(properties, ENTRA, NOW).stream()
                .map(Problem::code)
                .toList();
    }
}
