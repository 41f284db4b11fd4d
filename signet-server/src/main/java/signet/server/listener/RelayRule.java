package signet.server.listener;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import signet.server.account.AddressRange;

/**
 * Devices that cannot log in: whoever has an address in one of the networks sends through the account.
 *
 * @param networks private ones, /8 at most
 */
public record RelayRule(List<AddressRange> networks, String account) {
    private static final int WIDEST = 8;

    public RelayRule {
        networks = List.copyOf(networks);
    }

    /** What is wrong with the rule on a listener with this address; empty when nothing is. */
    public Optional<String> objection(InetAddress listener) {
        if (!AddressRange.of(listener).isPrivate()) {
            return Optional.of("a relay rule (account " + account + ") on " + listener.getHostAddress()
                    + ": mail without login is only taken on loopback or a private address; set the listener's address, "
                    + "or give the devices a login");
        }
        if (networks.isEmpty()) {
            return Optional.of("the relay rule for account " + account + " names no networks");
        }
        for (AddressRange network : networks) {
            if (network.prefix() < WIDEST || !network.isPrivate()) {
                return Optional.of("the relay rule for account " + account + " names " + network
                        + ": only private networks (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fd00::/8, loopback) of /"
                        + WIDEST + " or narrower may send without login");
            }
        }
        return Optional.empty();
    }

    boolean covers(InetAddress peer) {
        for (AddressRange network : networks) {
            if (network.contains(peer)) {
                return true;
            }
        }
        return false;
    }
}
