package signet.server.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import signet.oauth.OutgoingProxy;
import signet.oauth.Secret;

/** Proxies as they are written in settings and in the environment. */
final class ProxyAddress {
    private ProxyAddress() {}

    /** {@code http://[USER:PASSWORD@]HOST:PORT} or {@code socks5://…}; empty when it is neither. */
    static Optional<OutgoingProxy> parse(String text) {
        try {
            URI uri = new URI(text.strip());
            OutgoingProxy.Kind kind = switch (String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT)) {
                case "http" -> OutgoingProxy.Kind.HTTP;
                case "socks5", "socks5h", "socks" -> OutgoingProxy.Kind.SOCKS5;
                default -> null;
            };
            if (kind == null || uri.getHost() == null) {
                return Optional.empty();
            }
            int port = uri.getPort() > 0 ? uri.getPort() : kind == OutgoingProxy.Kind.HTTP ? 3128 : 1080;
            return Optional.of(new OutgoingProxy(kind, uri.getHost(), port, login(uri.getRawUserInfo())));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static Optional<OutgoingProxy.Login> login(@org.jspecify.annotations.Nullable String userInfo) {
        if (userInfo == null) {
            return Optional.empty();
        }
        int colon = userInfo.indexOf(':');
        String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
        String password = colon < 0 ? "" : userInfo.substring(colon + 1);
        return Optional.of(new OutgoingProxy.Login(decode(user), Secret.of(decode(password))));
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /**
     * What {@code HTTPS_PROXY} and {@code NO_PROXY} say for the https host of a token endpoint; loopback never goes through
     * a proxy of the environment.
     */
    static Optional<OutgoingProxy> ofEnvironment(Environment environment, String host) {
        if (isLoopback(host) || isExempt(environment, host)) {
            return Optional.empty();
        }
        return environment
                .variable("HTTPS_PROXY")
                .or(() -> environment.variable("https_proxy"))
                .flatMap(ProxyAddress::parse);
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]") || host.equals("::1");
    }

    private static boolean isExempt(Environment environment, String host) {
        String list = environment
                .variable("NO_PROXY")
                .or(() -> environment.variable("no_proxy"))
                .orElse("");
        return Arrays.stream(list.split(",", -1))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .map(entry -> entry.startsWith("*.") ? entry.substring(1) : entry)
                .anyMatch(entry -> entry.equals("*")
                        || host.equalsIgnoreCase(entry)
                        || host.toLowerCase(Locale.ROOT)
                                .endsWith((entry.startsWith(".") ? entry : "." + entry).toLowerCase(Locale.ROOT)));
    }
}
