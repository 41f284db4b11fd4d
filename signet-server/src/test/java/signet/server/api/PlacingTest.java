package signet.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import signet.doctor.Finding;
import signet.server.settings.Settings;
import signet.server.settings.SettingsReader;

/** Every finding of a draft stands beside the field it is about. */
class PlacingTest {
    private static final String GUID = "5d3f2a10-1111-4222-8333-944445555666";
    private static final String KEY = "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n";
    private static final Json JSON = new Json(100_000);

    private static List<Finding> findings(Map<String, Object> account, Map<String, Object> credential) {
        SettingsReader reader = new SettingsReader(name -> Optional.empty(), Instant.now());
        Settings nothing = reader.withoutFile(Path.of(""), List.of()).settings().orElseThrow();
        Map<String, Object> draft = new LinkedHashMap<>();
        draft.put("account", account);
        if (!credential.isEmpty()) {
            draft.put("credential", credential);
        }
        return reader.draft(JSON.text(draft), nothing).findings();
    }

    private static Map<String, Object> account(Object... more) {
        Map<String, Object> account = Shapes.object("address", "a@contoso.example", "smtp", Map.of());
        account.putAll(Shapes.object(more));
        return account;
    }

    private static Map<String, Object> credential(String method, Object... more) {
        Map<String, Object> credential = Shapes.object(
                "method", method + "-microsoft-oauth2", "tenant-id", "contoso.example", "client-id", GUID);
        credential.putAll(Shapes.object(more));
        return credential;
    }

    private static Map<String, Object> properties(String tokenUrl, Object... properties) {
        return Shapes.object(
                "method", "oauth2", "token-url", tokenUrl, "request-properties", Shapes.object(properties));
    }

    static Stream<Arguments> places() {
        Map<String, Object> secret = credential("client-secret", "client-secret", "abC8Q~long");
        String url = "https://login.microsoftonline.com/contoso.example/oauth2/v2.0/token";
        return Stream.of(
                row("address-malformed", "/account/address", account("address", "nobody"), secret),
                row("from-not-username", "/account/username", account("username", "b@contoso.example"), secret),
                row("password-ignored", "/account/password", account("password", "x"), secret),
                row("password-missing", "/account/password", account("smtp", Map.of("host", "m.example")), Map.of()),
                row("settings-host-missing", "/account/smtp", account("password", "x"), Map.of()),
                row("host-malformed", "/account/smtp/host", account("smtp", Map.of("host", "a b")), secret),
                row("settings-wrong-value", "/account/smtp/port", account("smtp", Map.of("port", "abc")), secret),
                row("port-465", "/account/smtp/port", account("smtp", Map.of("port", 465)), secret),
                row(
                        "tls-off-with-oauth",
                        "/account/smtp/tls",
                        account("smtp", Map.of("host", "m.example", "tls", "none")),
                        secret),
                row(
                        "property-unknown",
                        "/account/properties",
                        account("properties", Map.of("mail.smtp.hst", "x")),
                        secret),
                row("tenant-id-missing", "/credential/tenant-id", account(), without(secret, "tenant-id")),
                row("client-id-malformed", "/credential/client-id", account(), with(secret, "client-id", "portal")),
                row("client-secret-missing", "/credential/client-secret", account(), without(secret, "client-secret")),
                row("client-secret-is-id", "/credential/client-secret", account(), with(secret, "client-secret", GUID)),
                row("method-not-recommended", "/credential/method", account(), secret),
                row(
                        "scope-changed",
                        "/credential/scope",
                        account(),
                        with(secret, "scope", "https://x.example/.default")),
                row("private-key-missing", "/credential/private-key", account(), credential("certificate")),
                row("certificate-missing", "/credential/certificate", account(), credential("certificate")),
                row(
                        "key-in-certificate-field",
                        "/credential/certificate",
                        account(),
                        credential("certificate", "private-key", KEY, "certificate", KEY)),
                row(
                        "pem-cut-off",
                        "/credential/private-key",
                        account(),
                        credential(
                                "certificate",
                                "private-key",
                                "-----BEGIN PRIVATE KEY-----\nMIIB",
                                "certificate",
                                "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----")),
                row(
                        "pem-no-begin",
                        "/credential/certificate",
                        account(),
                        credential("certificate", "private-key", KEY, "certificate", "MIIB".repeat(40))),
                row("settings-missing-key", "/credential/method", account(), Map.of("client-id", GUID)),
                row("settings-unknown-key", "/credential/nonsense", account(), with(secret, "nonsense", "x")),
                row(
                        "example-value",
                        "/credential/token-url",
                        account(),
                        properties(url.replace("contoso.example", "TENANT_ID"))),
                row(
                        "request-property-missing",
                        "/credential/request-properties",
                        account(),
                        properties(url, "client_id", GUID)),
                row(
                        "client-id-malformed",
                        "/credential/request-properties/client_id",
                        account(),
                        properties(url, "client_id", "portal", "client_secret", "x")));
    }

    private static Map<String, Object> with(Map<String, Object> block, String key, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(block);
        changed.put(key, value);
        return changed;
    }

    private static Map<String, Object> without(Map<String, Object> block, String key) {
        Map<String, Object> changed = new LinkedHashMap<>(block);
        changed.remove(key);
        return changed;
    }

    private static Arguments row(
            String code, String pointer, Map<String, Object> account, Map<String, Object> credential) {
        return Arguments.of(code, pointer, account, credential);
    }

    @ParameterizedTest(name = "{0} at {1}")
    @MethodSource("places")
    void aFindingStandsAtItsMember(
            String code, String pointer, Map<String, Object> account, Map<String, Object> credential) {
        List<String> found = new ArrayList<>();
        for (Finding finding : findings(account, credential)) {
            found.add(finding.code() + " " + Placing.of(finding).pointer());
        }
        assertEquals(true, found.contains(code + " " + pointer), found.toString());
    }

    @Test
    void theWordsBesideAFieldDoNotNameTheDraft() {
        for (Finding finding : findings(account("address", "nobody"), credential("certificate"))) {
            String text = Placing.of(finding).text();
            assertFalse(text.contains("draft"), text);
        }
    }
}
