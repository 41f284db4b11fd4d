package signet.server.account;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A range of IP addresses in CIDR form (RFC 4632, RFC 4291 §2.3). A single address is a range of one. An IPv4 address that
 * came in IPv6 clothing is the IPv4 address.
 *
 * @param prefix how many leading bits count
 */
public record AddressRange(InetAddress address, int prefix) {
    private static final Pattern FOUR = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern SIX = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    /** Addresses that nobody outside the house has: loopback, RFC 1918, RFC 3927, RFC 6598, RFC 4193, RFC 4291 §2.5.6. */
    private static final List<String> PRIVATE = List.of(
            "127.0.0.0/8",
            "10.0.0.0/8",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "169.254.0.0/16",
            "100.64.0.0/10",
            "::1/128",
            "fc00::/7",
            "fe80::/10");

    /** Reads {@code 10.1.0.0/16}, {@code fd00::/8} or one address; never asks a name server. */
    public static Optional<AddressRange> parse(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        if (!FOUR.matcher(literal).matches() && !SIX.matcher(literal).matches()) {
            return Optional.empty();
        }
        try {
            InetAddress address = InetAddress.getByName(literal);
            int bits = address.getAddress().length * 8;
            String length = slash < 0 ? Integer.toString(bits) : text.substring(slash + 1);
            if (!length.matches("[0-9]{1,3}") || Integer.parseInt(length) > bits) {
                return Optional.empty();
            }
            return Optional.of(new AddressRange(address, Integer.parseInt(length)));
        } catch (UnknownHostException e) {
            return Optional.empty(); // digits that are no address, such as 999.1.1.1
        }
    }

    public boolean contains(InetAddress other) {
        byte[] ours = address.getAddress();
        byte[] theirs = other.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((ours[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    public boolean contains(AddressRange other) {
        return other.prefix >= prefix && contains(other.address);
    }

    /** Whether every address of it is one nobody outside the house has. */
    public boolean isPrivate() {
        return PRIVATE.stream()
                .map(AddressRange::parse)
                .flatMap(Optional::stream)
                .anyMatch(range -> range.contains(this));
    }

    /** Of one address. */
    public static AddressRange of(InetAddress address) {
        return new AddressRange(address, address.getAddress().length * 8);
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefix;
    }
}
