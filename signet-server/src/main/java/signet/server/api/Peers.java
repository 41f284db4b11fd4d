package signet.server.api;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import signet.server.account.AddressRange;

/** Finds out who a request comes from. A forwarded address counts only when a trusted proxy tells it. */
public final class Peers {
    private final List<AddressRange> proxies;

    /** @param trusted address ranges of reverse proxies */
    public Peers(List<AddressRange> trusted) {
        proxies = List.copyOf(trusted);
    }

    public Peer of(HttpServletRequest request) {
        String direct = request.getRemoteAddr();
        List<String> forwarded = Collections.list(request.getHeaders("X-Forwarded-For")).stream()
                .flatMap(header -> Arrays.stream(header.split(",", -1)))
                .map(String::strip)
                .toList();
        boolean handedOn = !forwarded.isEmpty() || request.getHeader("Forwarded") != null;
        Optional<InetAddress> nearest = address(direct);
        // a proxy on this machine makes everybody look local
        boolean loopback =
                !handedOn && nearest.map(InetAddress::isLoopbackAddress).orElse(false);
        if (!nearest.map(this::trusted).orElse(false)) {
            return new Peer(direct, loopback);
        }
        // the nearest proxy wrote the last one; what stands before an untrusted one anybody may have written
        for (int i = forwarded.size() - 1; i >= 0; i--) {
            Optional<InetAddress> address = address(forwarded.get(i));
            if (address.isEmpty()) {
                break;
            }
            if (!trusted(address.get())) {
                return new Peer(forwarded.get(i), false);
            }
        }
        return new Peer(direct, loopback);
    }

    /** Whether it came to us from a trusted proxy that says it got it over TLS. */
    public boolean securely(HttpServletRequest request) {
        List<String> told = Collections.list(request.getHeaders("X-Forwarded-Proto"));
        return address(request.getRemoteAddr()).map(this::trusted).orElse(false)
                && told.size() == 1
                && told.getFirst().strip().equalsIgnoreCase("https");
    }

    private boolean trusted(InetAddress address) {
        return AddressRange.anyContains(proxies, address);
    }

    private static Optional<InetAddress> address(String text) {
        return AddressRange.literal(text);
    }
}
