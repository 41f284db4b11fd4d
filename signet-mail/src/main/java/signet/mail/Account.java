package signet.mail;

import java.util.Map;
import java.util.Optional;

/**
 * Who: an address, how it logs in, and where.
 *
 * @param name           the name of the account in {@code signet.yaml}
 * @param address        the From address
 * @param authentication user name and password or token
 * @param endpoints      the protocols in use; an absent protocol is not used and not tested
 * @param network        the way there
 */
public record Account(
        String name,
        String address,
        Authentication authentication,
        Map<Protocol, Endpoint> endpoints,
        Network network) {
    public Account {
        endpoints = Map.copyOf(endpoints);
    }

    public Optional<Endpoint> endpoint(Protocol protocol) {
        return Optional.ofNullable(endpoints.get(protocol));
    }
}
