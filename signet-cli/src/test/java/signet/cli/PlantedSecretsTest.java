package signet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The search finds what it looks for: encoded by the platform's own means, not by the search's. */
class PlantedSecretsTest {
    private static final String SECRET = "Grün~8Q/+=&x'9\"<oN3>\\tR34l xYz0123456789";

    private final PlantedSecrets planted = new PlantedSecrets();

    record Leak(String name, String text) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Leak> leaks() throws Exception {
        byte[] octets = SECRET.getBytes(StandardCharsets.UTF_8);
        String percent = URLEncoder.encode(SECRET, StandardCharsets.UTF_8);
        Base64.Encoder base64 = Base64.getEncoder();
        return Stream.of(
                new Leak("as it is", "client_secret=" + SECRET + ";"),
                new Leak("the first half", "x" + SECRET.substring(0, SECRET.length() / 2) + "x"),
                new Leak("the second half", "x" + SECRET.substring(SECRET.length() / 2) + "x"),
                new Leak("percent-encoded", "&client_secret=" + percent + "&"),
                new Leak(
                        "every octet percent-encoded",
                        "%" + HexFormat.ofDelimiter("%").formatHex(octets)),
                new Leak("hexadecimal", HexFormat.of().formatHex(octets)),
                new Leak(
                        "hexadecimal, upper case",
                        HexFormat.of().withUpperCase().formatHex(octets)),
                new Leak("hexadecimal, colons", HexFormat.ofDelimiter(":").formatHex(octets)),
                new Leak("base64", base64.encodeToString(octets)),
                new Leak(
                        "base64 behind one octet",
                        base64.encodeToString(("a" + SECRET).getBytes(StandardCharsets.UTF_8))),
                new Leak(
                        "base64 behind two octets",
                        base64.encodeToString(("ab" + SECRET + "z").getBytes(StandardCharsets.UTF_8))),
                new Leak(
                        "base64url",
                        Base64.getUrlEncoder().encodeToString(("abcd" + SECRET).getBytes(StandardCharsets.UTF_8))),
                new Leak("half of base64", base64.encodeToString(octets).substring(30)),
                new Leak("base64 twice", base64.encodeToString(base64.encode(octets))),
                new Leak("AUTH PLAIN", "AUTH PLAIN " + PlantedSecrets.plain("portal@contoso.example", SECRET)),
                new Leak("AUTH LOGIN", PlantedSecrets.base64(SECRET)),
                new Leak("XOAUTH2", PlantedSecrets.xoauth2("portal@contoso.example", SECRET)),
                new Leak("Basic", "Basic " + PlantedSecrets.base64("gate:" + SECRET)),
                new Leak("JSON", new tools.jackson.databind.json.JsonMapper().writeValueAsString(SECRET)),
                new Leak("HTML", org.springframework.web.util.HtmlUtils.htmlEscape(SECRET, "UTF-8")));
    }

    @ParameterizedTest
    @MethodSource("leaks")
    void eachFormIsFound(Leak leak) {
        planted.plant("secret", SECRET);
        assertFalse(planted.in("here", "before " + leak.text() + " behind").isEmpty(), leak.text());
    }

    @Test
    void otherTextIsNot() {
        planted.plant("secret", SECRET);
        String other = SECRET.substring(4, 3 + PlantedSecrets.PIECE) + "… and more that is harmless";
        assertEquals(Set.of(), planted.in("here", other + PlantedSecrets.base64(other.substring(20))));
    }

    /** The modulus stands in the certificate for everybody to read. */
    @Test
    void ofAKeyTheSecretPartIsFoundAndThePublicPartIsNot() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        var pair = generator.generateKeyPair();
        byte[] der = pair.getPrivate().getEncoded();
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END PRIVATE KEY-----\n";
        planted.plant("key", PlantedSecrets.privatePart(der));
        planted.plant("key in PEM", PlantedSecrets.privateLines(pem));
        assertEquals(
                Set.of(),
                planted.in(
                        "certificate",
                        Base64.getEncoder().encode(pair.getPublic().getEncoded())));
        assertEquals(Set.of(), planted.in("certificate", pair.getPublic().getEncoded()));
        pem.lines()
                .skip(10)
                .filter(line -> line.length() == 64)
                .forEach(line -> assertFalse(planted.in("log", line).isEmpty(), line));
        assertFalse(planted.in("memory", der).isEmpty());
    }

    @Test
    void aPermissionIsForOnePlace() {
        planted.plant("secret", SECRET);
        planted.allow((place, kind) -> place.equals("secrets.key") && kind.equals("secret"), "it has to be somewhere");
        assertEquals(Set.of(), planted.in("secrets.key", SECRET));
        assertTrue(planted.in("log", SECRET).iterator().next().startsWith("log: secret, as it is"));
    }
}
