package signet.server.account;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A range of addresses in CIDR notation (RFC 4632 §3.1, RFC 4291 §2.3), or one address.
 *
 * @param first  the lowest address; all bits behind the prefix are 0
 * @param prefix how many leading bits are fixed: 0–32 for IPv4, 0–128 for IPv6
 */
public record AddressRange(InetAddress first, int prefix) {
    private static final Pattern IPV4 = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
    private static final Pattern PREFIX = Pattern.compile("0|[1-9]\\d{0,2}");

    /** RFC 1918, RFC 3927, RFC 4193, RFC 4291 §2.5.6 and loopback. */
    private static final List<String> PRIVATE = List.of(
            "10.0.0.0/8",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "169.254.0.0/16",
            "127.0.0.0/8",
            "fc00::/7",
            "fe80::/10",
            "::1");

    public AddressRange {
        int bits = first.getAddress().length * Byte.SIZE;
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException("prefix " + prefix + " is outside 0-" + bits);
        }
        if (number(first).getLowestSetBit() >= 0 && number(first).getLowestSetBit() < bits - prefix) {
            throw new IllegalArgumentException("bits behind the prefix of " + first.getHostAddress() + "/" + prefix);
        }
    }

    /** One address alone. */
    public static AddressRange of(InetAddress address) {
        return new AddressRange(address, address.getAddress().length * Byte.SIZE);
    }

    /**
     * {@code 192.0.2.0/24}, {@code 2001:db8::/32} or one address. Empty for anything else: host names, octets with leading
     * zeros, bits behind the prefix.
     */
    public static Optional<AddressRange> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return literal(text).map(AddressRange::of);
        }
        String prefix = text.substring(slash + 1);
        if (!PREFIX.matcher(prefix).matches()) {
            return Optional.empty();
        }
        return literal(text.substring(0, slash)).flatMap(first -> of(first, Integer.parseInt(prefix)));
    }

    private static Optional<AddressRange> of(InetAddress first, int prefix) {
        try {
            return Optional.of(new AddressRange(first, prefix));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The address a literal stands for; never asks a name server. */
    public static Optional<InetAddress> literal(String text) {
        if (!IPV4.matcher(text).matches()
                && (text.indexOf(':') < 0 || !IPV6.matcher(text).matches())) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text)); // resolves nothing, for it is a literal
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    public boolean contains(InetAddress address) {
        byte[] octets = address.getAddress();
        if (octets.length != first.getAddress().length) {
            return false;
        }
        int free = bits() - prefix;
        return number(address).shiftRight(free).equals(number(first).shiftRight(free));
    }

    /** Whether all of {@code other} is in this range. */
    public boolean contains(AddressRange other) {
        return other.bits() == bits() && other.prefix >= prefix && contains(other.first);
    }

    /** Whether nobody outside an organisation has such an address. The shared addresses of RFC 6598 are a provider's. */
    public boolean isPrivate() {
        return PRIVATE.stream().flatMap(text -> parse(text).stream()).anyMatch(whole -> whole.contains(this));
    }

    /** Whether any of {@code ranges} contains {@code address}. */
    public static boolean anyContains(List<AddressRange> ranges, InetAddress address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }

    /** Length of an address of this family: 32 or 128. */
    public int bits() {
        return first.getAddress().length * Byte.SIZE;
    }

    public boolean isSingle() {
        return prefix == bits();
    }

    private static BigInteger number(InetAddress address) {
        return new BigInteger(1, address.getAddress());
    }

    @Override
    public String toString() {
        return isSingle() ? first.getHostAddress() : first.getHostAddress() + "/" + prefix;
    }
}
