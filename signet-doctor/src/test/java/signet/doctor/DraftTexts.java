package signet.doctor;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import signet.mail.Endpoint;
import signet.mail.Protocol;
import signet.mail.TlsMode;
import signet.oauth.AssertionSettings;
import signet.oauth.Cloud;
import signet.oauth.Method;
import signet.oauth.Secret;

/** Drafts written down by a few names and values, as a table of a test has them. */
final class DraftTexts {
    static final String TENANT = "9188040d-6c67-4c5b-b112-36a304b66dad";
    static final String CLIENT = "5d3f2a10-1111-4222-8333-944445555666";
    static final String SECRET = "abC8Q~long.enough-and_never.a.guid12345";

    private DraftTexts() {}

    /** A Microsoft credential with a secret; the values are changed by {@code key=value; key=value}. */
    static CredentialDraft secret(String changes) {
        Map<String, String> values = values(changes);
        values.putIfAbsent("tenant-id", TENANT);
        values.putIfAbsent("client-id", CLIENT);
        values.putIfAbsent("client-secret", SECRET);
        return draft(Method.CLIENT_SECRET, values, Map.of());
    }

    static CredentialDraft certificate(String key, String certificate) {
        Map<String, String> values = values("");
        values.put("tenant-id", TENANT);
        values.put("client-id", CLIENT);
        values.put("private-key", key);
        values.put("certificate", certificate);
        return draft(Method.CERTIFICATE, values, Map.of());
    }

    /** A credential of method {@code oauth2} for Entra ID. */
    static CredentialDraft properties(String tokenUrl, String properties) {
        Map<String, String> values = values("");
        values.put("token-url", tokenUrl);
        Map<String, Secret> secrets = new LinkedHashMap<>();
        values(properties).forEach((name, value) -> secrets.put(name, Secret.of(value)));
        return draft(Method.REQUEST_PROPERTIES, values, secrets);
    }

    static CredentialDraft draft(Method method, Map<String, String> values, Map<String, Secret> properties) {
        return new CredentialDraft(
                "portal",
                method,
                text(values, "tenant-id"),
                text(values, "client-id"),
                text(values, "client-secret").map(Secret::of),
                text(values, "secret-expires").map(LocalDate::parse),
                text(values, "private-key").map(Secret::of),
                text(values, "private-key-passphrase").map(Secret::of),
                text(values, "certificate").map(Secret::of),
                text(values, "scope"),
                text(values, "cloud").map(Cloud::valueOf).orElse(Cloud.GLOBAL),
                text(values, "authority"),
                text(values, "token-url"),
                properties,
                AssertionSettings.DEFAULTS,
                values.containsKey("allow-insecure"),
                text(values, "password").map(Secret::of));
    }

    /** An account with SMTP and IMAP at Microsoft. */
    static AccountDraft account(Optional<CredentialDraft> credential, String changes) {
        Map<String, String> values = values(changes);
        Map<Protocol, Endpoint> endpoints = new LinkedHashMap<>();
        for (Protocol protocol : Protocol.values()) {
            String text = values.get(protocol.word());
            if (text != null) {
                String[] parts = text.split(" ");
                endpoints.put(
                        protocol,
                        new Endpoint(
                                parts[0],
                                Integer.parseInt(parts[1]),
                                TlsMode.valueOf(parts[2].toUpperCase(Locale.ROOT))));
            }
        }
        String address = values.getOrDefault("address", "portal@university.example");
        return new AccountDraft(
                "portal",
                address,
                values.getOrDefault("username", address),
                credential,
                text(values, "password").map(Secret::of),
                List.of(address),
                endpoints);
    }

    private static Optional<String> text(Map<String, String> values, String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.equals("(none)"));
    }

    /** {@code a=b; c=d}; {@code (none)} takes a default away, {@code \\n} is a line break. */
    static Map<String, String> values(String changes) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String change : changes.split("; ")) {
            int equals = change.indexOf('=');
            if (equals > 0) {
                values.put(
                        change.substring(0, equals).strip(),
                        change.substring(equals + 1).replace("\\n", "\n"));
            }
        }
        return values;
    }
}
