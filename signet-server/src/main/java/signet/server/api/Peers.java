package signet.server.api;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.springframework.security.web.util.matcher.IpAddressMatcher;

/** Finds out who a request comes from. A forwarded address counts only when a trusted proxy tells it. */
final class Peers {
    private final List<IpAddressMatcher> proxies;

    /** @param trusted address ranges of reverse proxies */
    Peers(List<String> trusted) {
        proxies = trusted.stream().map(IpAddressMatcher::new).toList();
    }

    Peer of(HttpServletRequest request) {
        String direct = request.getRemoteAddr();
        List<String> forwarded = Collections.list(request.getHeaders("X-Forwarded-For")).stream()
                .flatMap(header -> Arrays.stream(header.split(",", -1)))
                .map(String::strip)
                .toList();
        boolean handedOn = !forwarded.isEmpty() || request.getHeader("Forwarded") != null;
        // a proxy on this machine makes everybody look local
        boolean loopback = !handedOn && loopback(direct);
        if (!trusted(direct)) {
            return new Peer(direct, loopback);
        }
        // the nearest proxy wrote the last one; what stands before an untrusted one anybody may have written
        for (int i = forwarded.size() - 1; i >= 0; i--) {
            if (!address(forwarded.get(i))) {
                break;
            }
            if (!trusted(forwarded.get(i))) {
                return new Peer(forwarded.get(i), false);
            }
        }
        return new Peer(direct, loopback);
    }

    private boolean trusted(String address) {
        return proxies.stream().anyMatch(proxy -> proxy.matches(address));
    }

    private static boolean address(String text) {
        return text.length() <= 45 && text.matches("[0-9a-fA-F:.]+") && text.matches(".*[:.].*");
    }

    private static boolean loopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false; // Tomcat gives addresses, not names
        }
    }
}
