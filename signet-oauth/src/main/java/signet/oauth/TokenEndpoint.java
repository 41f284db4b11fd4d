package signet.oauth;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * Where tokens are asked for.
 *
 * @param url           the token URL; {@code https}, or {@code http} to loopback where {@code allowInsecure}
 * @param allowInsecure whether {@code http} is allowed at all (only ever to loopback)
 */
public record TokenEndpoint(URI url, boolean allowInsecure) {
    /** Entra ID's endpoint of one tenant: {@code AUTHORITY/TENANT/oauth2/v2.0/token}. */
    public static TokenEndpoint microsoft(URI authority, String tenant) {
        String base = authority.toString();
        String root = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        return new TokenEndpoint(URI.create(root + "/" + tenant + "/oauth2/v2.0/token"), false);
    }

    /** Whether this is Entra ID, or something that stands in for it, by the path. */
    boolean looksLikeEntra() {
        return Optional.ofNullable(url.getPath()).orElse("").endsWith("/oauth2/v2.0/token");
    }

    /** Why a secret may not be sent there, if so: not an http URL at all, or one without TLS that is not our own machine. */
    public Optional<Problem> refusal() {
        String scheme = Optional.ofNullable(url.getScheme()).orElse("").toLowerCase(Locale.ROOT);
        String host = Optional.ofNullable(url.getHost()).orElse("");
        if (host.isEmpty() || !(scheme.equals("https") || scheme.equals("http"))) {
            return Optional.of(
                    error("token-url-invalid", "The token URL " + url + " is not an https:// URL with a host"));
        }
        if (url.getRawUserInfo() != null) {
            return Optional.of(new Problem(
                    "token-url-login",
                    Problem.Severity.ERROR,
                    "The token URL has a user name or password before its host name",
                    "Remove what stands before the @; a secret belongs into client-secret or request-properties"));
        }
        if (scheme.equals("https")) {
            return Optional.empty();
        }
        if (!loopback(host)) {
            return Optional.of(error(
                    "token-url-insecure",
                    "The token URL " + url + " is not encrypted: everybody on the way reads the secret"));
        }
        return allowInsecure
                ? Optional.empty()
                : Optional.of(new Problem(
                        "token-url-insecure",
                        Problem.Severity.ERROR,
                        "The token URL " + url + " is not encrypted",
                        "Use https://, or set allow-insecure: true, which works for this machine's own address only"));
    }

    private static Problem error(String code, String summary) {
        return new Problem(code, Problem.Severity.ERROR, summary, "Enter the token URL with https://");
    }

    /** By the name or address as written; nothing is looked up, since a name server could answer anything. */
    private static boolean loopback(String host) {
        return host.equalsIgnoreCase("localhost") || host.matches("127(\\.\\d{1,3}){3}") || host.equals("[::1]");
    }
}
