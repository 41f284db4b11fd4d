package signet.server.settings;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import signet.server.account.AddressRange;

/** Reads addresses and ranges of addresses. */
final class Ranges {
    private Ranges() {}

    /** An address to listen on; {@code localhost} is 127.0.0.1. */
    static Optional<InetAddress> address(Block block) {
        return block.text("address").map(String::strip).flatMap(Ranges::address);
    }

    private static Optional<InetAddress> address(String text) {
        return text.equals("localhost") ? Optional.of(Loopback.address()) : AddressRange.literal(text);
    }

    /** The block's {@code address}, {@code 127.0.0.1} where none is written; a finding when it is none. */
    static InetAddress address(Block block, Complaints complaints) {
        if (!block.has("address")) {
            return Loopback.address();
        }
        Optional<InetAddress> address = address(block);
        if (address.isEmpty()) {
            complaints.error(
                    block.owner(),
                    block.place("address"),
                    "settings-address",
                    "'" + block.path() + ".address' is no IP address",
                    "Write the address of one of this machine's networks, such as 127.0.0.1 or 10.20.0.5, or 0.0.0.0 for all.");
        }
        return address.orElseGet(Loopback::address);
    }

    static List<AddressRange> read(Block block, String key, Complaints complaints) {
        List<AddressRange> ranges = new ArrayList<>();
        for (String text : block.texts(key)) {
            Optional<AddressRange> range = AddressRange.parse(text.strip());
            range.ifPresent(ranges::add);
            if (range.isEmpty()) {
                complaints.error(
                        block.owner(),
                        block.place(key),
                        "settings-network",
                        "'" + block.path() + "." + key + "' has '"
                                + (text.length() > 60 ? text.substring(0, 60) + "…" : text)
                                + "', which is neither an address nor a range",
                        "Write for example 10.20.0.7, 10.20.0.0/16 or fd00:20::/32; the bits behind the prefix are zero.");
            }
        }
        return ranges;
    }
}
