package signet.oauth;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/**
 * The parameters of one token request, in order, each percent-encoded exactly once when it is sent
 * ({@code application/x-www-form-urlencoded}, RFC 6749 appendix B).
 *
 * @param endpoint   where it is sent
 * @param parameters names and values as they were before encoding
 */
public record TokenForm(TokenEndpoint endpoint, Map<String, Secret> parameters) {
    private static final Set<String> SHOWN = Set.of(
            "grant_type",
            "client_id",
            "scope",
            "client_assertion_type",
            "resource",
            "audience",
            "tenant",
            "token_format");

    public TokenForm {
        parameters = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /** The body to send. Secret: not for a log. */
    public Secret body() {
        StringJoiner pairs = new StringJoiner("&");
        parameters.forEach((name, value) -> pairs.add(encoded(name) + "=" + encoded(value.reveal())));
        return Secret.of(pairs.toString());
    }

    /** The value for display: names that never hold a secret in clear, everything else masked. */
    public String shown(String name, Secret value) {
        return SHOWN.contains(name) ? value.reveal() : value.toString();
    }

    /** The same request as a line for {@code curl}; secrets masked unless {@code reveal}. */
    public String curl(boolean reveal) {
        StringBuilder line = new StringBuilder("curl --silent --show-error ")
                .append(quoted(endpoint.url().toString()));
        parameters.forEach((name, value) -> line.append(" --data-urlencode ")
                .append(quoted(name + "=" + (reveal ? value.reveal() : shown(name, value)))));
        return line.toString();
    }

    /** {@code text} without this request's secrets, should the endpoint have repeated one, and without any token. */
    String masked(String text) {
        String clean = text;
        for (Map.Entry<String, Secret> parameter : parameters.entrySet()) {
            if (!SHOWN.contains(parameter.getKey())) {
                clean = new SecretEcho(parameter.getValue()).masked(clean);
            }
        }
        return SecretEcho.withoutTokens(clean);
    }

    @Override
    public String toString() {
        return "TokenForm[" + endpoint.url() + " " + parameters.keySet() + "]";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
