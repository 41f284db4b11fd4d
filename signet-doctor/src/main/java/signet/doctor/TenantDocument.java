package signet.doctor;

import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import signet.oauth.TokenTransport;

/**
 * What Entra ID tells everybody about a tenant (OpenID Connect Discovery 1.0 §4): its ID and its cloud.
 *
 * @param tenant the tenant's ID, from {@code issuer}
 * @param cloud  such as {@code microsoftonline.com}, from {@code cloud_instance_name}
 */
record TenantDocument(Optional<String> tenant, Optional<String> cloud) {
    static final TenantDocument NONE = new TenantDocument(Optional.empty(), Optional.empty());
    private static final String TOKEN_PATH = "/oauth2/v2.0/token";
    private static final Pattern ISSUER = Pattern.compile(
            "\"issuer\"\\s*:\\s*\"[^\"]*?/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})[/\"]",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern CLOUD = Pattern.compile("\"cloud_instance_name\"\\s*:\\s*\"([A-Za-z0-9.-]{3,80})\"");

    static TenantDocument read(TokenTransport.Answer answer) {
        return answer.status() == 200
                ? new TenantDocument(found(ISSUER, answer.body()), found(CLOUD, answer.body()))
                : NONE;
    }

    private static Optional<String> found(Pattern pattern, String body) {
        Matcher matcher = pattern.matcher(body);
        return matcher.find() ? Optional.of(matcher.group(1).toLowerCase(Locale.ROOT)) : Optional.empty();
    }

    /** The document's address, at the same host as the token URL; the token URL itself where it is not Entra ID's. */
    static URI url(URI tokenUrl) {
        String url = tokenUrl.toString();
        return url.endsWith(TOKEN_PATH)
                ? URI.create(
                        url.substring(0, url.length() - TOKEN_PATH.length()) + "/v2.0/.well-known/openid-configuration")
                : tokenUrl;
    }

    /**
     * The tenant of this ID, or in which this is a verified domain; empty when the login host does not know it.
     *
     * @param name GUID or domain
     */
    static Optional<String> tenantOf(String name, URI tokenUrl, TokenTransport transport) {
        if (!tokenUrl.toString().endsWith(TOKEN_PATH) || !(Values.isDomain(name) || Values.isGuid(name))) {
            return Optional.empty();
        }
        URI url = tokenUrl.resolve("/" + name + "/v2.0/.well-known/openid-configuration");
        try {
            return read(transport.get(url)).tenant();
        } catch (IOException e) {
            return Optional.empty(); // a hint that is missing; the login host was reached before
        }
    }
}
