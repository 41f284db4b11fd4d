package signet.simulator.entra;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;

/**
 * A client assertion, read but not judged (RFC 7515 §7.1, RFC 7519).
 *
 * @param compact as sent
 * @param header the JOSE header
 * @param claims the payload
 */
record Assertion(String compact, Map<String, Object> header, Map<String, Object> claims) {
    private static final Pattern BASE64URL = Pattern.compile("[A-Za-z0-9_-]+");

    /** Three parts of strict base64url, the first two JSON objects without duplicate names; else nothing. */
    static Optional<Assertion> parse(String compact) {
        String[] parts = compact.split("\\.", -1);
        if (parts.length != 3
                || !BASE64URL.matcher(parts[0]).matches()
                || !BASE64URL.matcher(parts[1]).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Assertion(compact, object(parts[0]), object(parts[1])));
        } catch (JoseException | IllegalArgumentException e) {
            return Optional.empty(); // what is wrong with it Entra does not say either (AADSTS50027)
        }
    }

    private static Map<String, Object> object(String part) throws JoseException {
        return JsonUtil.parseJson(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
    }

    /** A header parameter that is a text. */
    Optional<String> parameter(String name) {
        return header.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** A claim that is a text. */
    Optional<String> text(String name) {
        return claims.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** A claim that is a number: whole seconds (RFC 7519 §2, NumericDate). */
    Optional<Long> seconds(String name) {
        return claims.get(name) instanceof Number number ? Optional.of(number.longValue()) : Optional.empty();
    }

    /** {@code aud}, which may be one text or several. */
    List<String> audience() {
        Object audience = claims.get("aud");
        if (audience instanceof List<?> several) {
            return several.stream().map(String::valueOf).toList();
        }
        return audience instanceof String one ? List.of(one) : List.of();
    }
}
