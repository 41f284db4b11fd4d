package signet.oauth;

import java.net.URI;

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
}
