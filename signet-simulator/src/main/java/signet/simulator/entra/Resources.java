package signet.simulator.entra;

import java.util.Set;

/** The resources (APIs) that the simulated tenants know. */
final class Resources {
    // the global cloud's names, the one of the admin-consent URL, and Exchange Online's application ID; a scope of
    // another
    // cloud is unknown here, as it is there (AADSTS500011)
    private static final Set<String> EXCHANGE = Set.of(
            "https://outlook.office365.com",
            "https://outlook.office.com",
            "https://ps.outlook.com",
            "00000002-0000-0ff1-ce00-000000000000");
    private static final Set<String> OTHERS =
            Set.of("https://graph.microsoft.com", "00000003-0000-0000-c000-000000000000");

    private Resources() {}

    static boolean isKnown(String resource) {
        return isExchange(resource) || OTHERS.contains(resource);
    }

    static boolean isExchange(String audience) {
        return EXCHANGE.contains(audience);
    }
}
