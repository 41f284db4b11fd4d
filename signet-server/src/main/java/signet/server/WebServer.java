package signet.server;

import java.net.InetAddress;
import java.util.Optional;
import signet.oauth.Secret;
import signet.server.api.ApiOptions;

/**
 * Where API and console are found.
 *
 * @param port it listens on
 * @param link path for the first administrator, as long as there is no user
 */
record WebServer(ApiOptions options, int port, Optional<Secret> link) {
    /** As people write it into the address bar, without a slash at its end. */
    String base() {
        return options.publicUrl()
                .map(String::valueOf)
                .orElseGet(() -> (options.tls().isPresent() ? "https://" : "http://") + host() + ":" + port);
    }

    private String host() {
        InetAddress address = options.address();
        if (address.isAnyLocalAddress() || address.isLoopbackAddress()) {
            return "127.0.0.1";
        }
        String literal = address.getHostAddress();
        return literal.contains(":") ? "[" + literal + "]" : literal;
    }
}
