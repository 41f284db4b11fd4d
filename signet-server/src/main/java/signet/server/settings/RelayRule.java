package signet.server.settings;

import java.util.List;
import signet.server.account.AddressRange;

/**
 * Devices that cannot log in.
 *
 * @param networks where they are; private ones, nothing wider than /8 (IPv4) or /32 (IPv6)
 * @param account  through which they send
 */
public record RelayRule(List<AddressRange> networks, String account) {
    public RelayRule {
        networks = List.copyOf(networks);
    }
}
