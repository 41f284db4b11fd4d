package signet.simulator.entra;

import java.util.Locale;
import java.util.Set;

/**
 * A directory.
 *
 * @param id the directory (tenant) ID, a GUID
 * @param domains verified domains; each may stand in the URL in place of the ID
 */
public record Tenant(String id, Set<String> domains) {
    /** Copies the domains. */
    public Tenant {
        domains = Set.copyOf(domains);
    }

    /** Whether the text from a URL names this tenant. */
    boolean isNamed(String text) {
        return id.equalsIgnoreCase(text) || domains.stream().anyMatch(d -> d.equals(text.toLowerCase(Locale.ROOT)));
    }

    /** {@code iss} of its v1 access tokens. */
    String issuer() {
        return "https://sts.windows.net/" + id + "/";
    }
}
