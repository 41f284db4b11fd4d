package signet.simulator.entra;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import signet.simulator.http.HttpRequest;

/**
 * A token request, taken apart.
 *
 * @param http as it came
 * @param tenant the path's first segment
 * @param form its parameters in the order sent; empty when the body is no form
 * @param basic client ID and secret from an {@code Authorization: Basic} field (RFC 6749 §2.3.1)
 */
record TokenRequest(HttpRequest http, String tenant, Map<String, String> form, Optional<Basic> basic) {
    /** The two halves of a Basic field, decoded. */
    record Basic(String clientId, String clientSecret) {}

    static TokenRequest of(HttpRequest http) {
        String type = http.field("content-type").orElse("").toLowerCase(Locale.ROOT);
        boolean isForm = type.split(";", 2)[0].strip().equals("application/x-www-form-urlencoded");
        return new TokenRequest(
                http,
                http.segments().get(0),
                isForm ? parsed(http.text()) : Map.of(),
                http.field("authorization").flatMap(TokenRequest::basic));
    }

    private static Map<String, String> parsed(String body) {
        try {
            return HttpRequest.form(body);
        } catch (IllegalArgumentException e) {
            return Map.of(); // an escape that is none: Entra finds no parameter in such a body
        }
    }

    private static Optional<Basic> basic(String field) {
        if (!field.regionMatches(true, 0, "Basic ", 0, 6)) {
            return Optional.empty();
        }
        try {
            String pair =
                    new String(Base64.getDecoder().decode(field.substring(6).strip()), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0
                    ? Optional.empty()
                    : Optional.of(new Basic(decoded(pair.substring(0, colon)), decoded(pair.substring(colon + 1))));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // not base64: as good as no field
        }
    }

    private static String decoded(String formEncoded) {
        return HttpRequest.form("v=" + formEncoded).getOrDefault("v", "");
    }

    /** A parameter that is there and not blank. */
    Optional<String> parameter(String name) {
        return Optional.ofNullable(form.get(name)).filter(v -> !v.isBlank());
    }

    /** The client: from the form, the Basic field, or (RFC 7521 §4.2) the assertion's issuer. */
    Optional<String> clientId() {
        return parameter("client_id")
                .or(() -> basic.map(Basic::clientId))
                .or(() -> assertion().flatMap(jwt -> Assertion.parse(jwt)).flatMap(a -> a.text("iss")));
    }

    /** The secret, as posted or as Basic. */
    Optional<String> secret() {
        return parameter("client_secret").or(() -> basic.map(Basic::clientSecret));
    }

    /** The client assertion. */
    Optional<String> assertion() {
        return parameter("client_assertion");
    }

    /** The form for the journal: one parameter per line, secrets and signatures masked. */
    String masked() {
        StringBuilder text = new StringBuilder(http.method() + " " + http.path());
        form.forEach((name, value) -> text.append('\n').append(name).append('=').append(masked(name, value)));
        basic.ifPresent(
                b -> text.append("\nAuthorization: Basic ").append(b.clientId()).append(":***"));
        return text.toString();
    }

    private static String masked(String name, String value) {
        if (name.equals("client_assertion")) {
            int signature = value.lastIndexOf('.');
            return signature < 0 ? "***" : value.substring(0, signature) + ".***";
        }
        boolean secret = name.contains("secret") || name.contains("password") || name.endsWith("_token");
        return secret ? "*** (" + value.length() + " characters)" : value;
    }
}
