package signet.oauth;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a token says about itself, for explaining only: a token is meant for the service it is sent to, its inner form may
 * change, and nothing is decided by it.
 *
 * @param claims all of them, as they are
 */
public record TokenContent(Map<String, Object> claims) {
    public TokenContent {
        claims = Collections.unmodifiableMap(new LinkedHashMap<>(claims));
    }

    /** The claims of a token that is a JWT; nothing for any other token. Never throws, never checks the signature. */
    public static Optional<TokenContent> read(AccessToken token) {
        String[] parts = token.value().reveal().split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        // an opaque token may happen to have two dots
        return Thumbprint.base64(parts[1])
                .flatMap(octets -> Json.object(new String(octets, StandardCharsets.UTF_8)))
                .map(TokenContent::new);
    }

    /** {@code aud}: the services that take it. */
    public List<String> audiences() {
        return texts("aud");
    }

    /** {@code roles}: the application permissions in it, such as {@code IMAP.AccessAsApp}. */
    public List<String> roles() {
        return texts("roles");
    }

    /** {@code scp} or {@code scope}: a person's permissions that were lent. */
    public List<String> scopes() {
        String text = text("scp").or(() -> text("scope")).orElse("");
        return text.isBlank() ? List.of() : Arrays.asList(text.strip().split("\\s+"));
    }

    /** {@code tid}: the tenant. */
    public Optional<String> tenant() {
        return text("tid");
    }

    /** {@code appid} (v1.0 tokens) or {@code azp}: the application's client ID. */
    public Optional<String> application() {
        return text("appid").or(() -> text("azp"));
    }

    /** {@code oid}: in an application's token the object ID of its enterprise application. */
    public Optional<String> object() {
        return text("oid");
    }

    /** {@code iss}. */
    public Optional<String> issuer() {
        return text("iss");
    }

    /** {@code exp}. */
    public Optional<Instant> expires() {
        return claims.get("exp") instanceof Number seconds && Math.abs(seconds.doubleValue()) < 1e11
                ? Optional.of(Instant.ofEpochSecond(seconds.longValue()))
                : Optional.empty();
    }

    private Optional<String> text(String name) {
        return claims.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    private List<String> texts(String name) {
        Object value = claims.get(name);
        if (value instanceof List<?> list) {
            return list.stream()
                    .filter(String.class::isInstance)
                    .map(String.class::cast)
                    .toList();
        }
        return value instanceof String text ? List.of(text) : List.of();
    }
}
