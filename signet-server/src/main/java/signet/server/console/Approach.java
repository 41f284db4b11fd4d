package signet.server.console;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import signet.server.api.ApiOptions;
import signet.server.api.Peer;
import signet.server.api.Peers;

/** How a request comes here: under which name, over which transport, and from which site. */
final class Approach {
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private final ApiOptions options;
    private final Peers peers;

    Approach(ApiOptions options) {
        this.options = options;
        this.peers = new Peers(options.behindProxy());
    }

    Peer peer(HttpServletRequest request) {
        return peers.of(request);
    }

    /** Whether the browser speaks TLS, with us or with a trusted proxy. */
    boolean secure(HttpServletRequest request) {
        return options.tls().isPresent() || peers.securely(request);
    }

    /**
     * Only names that are ours are served: a page of a stranger whose name was made to point here (DNS rebinding) gets nothing.
     *
     * @throws Refusal for another one
     */
    void name(HttpServletRequest request) {
        String host = hostName(request);
        Optional<String> known =
                options.publicUrl().map(url -> String.valueOf(url.getHost()).toLowerCase(Locale.ROOT));
        boolean local = peer(request).loopback() && THIS_MACHINE.contains(host);
        boolean fine =
                known.isPresent() ? local || known.get().equals(host) : local || (secure(request) && !host.isEmpty());
        if (!fine && (known.isPresent() || peer(request).loopback())) {
            throw new Refusal(
                    421,
                    "Not under this name",
                    "The console is not served under the name in the address bar. On the machine itself open"
                            + " http://localhost:" + options.port()
                            + "; for another name set server.public-url in signet.yaml.");
        }
    }

    /** @throws Refusal where passwords and pages would travel in clear text */
    void transport(HttpServletRequest request) {
        if (!secure(request) && !peer(request).loopback()) {
            throw new Refusal(
                    403,
                    "The console needs TLS here",
                    "From another machine the console is only served over TLS. Set server.tls (certificate and private key)"
                            + " in signet.yaml, or put a reverse proxy with TLS in front, name its address in"
                            + " server.behind-proxy and let it send X-Forwarded-Proto: https and X-Forwarded-For. On the"
                            + " machine itself, or through an SSH tunnel (ssh -L 8625:127.0.0.1:8625), plain http is"
                            + " enough.");
        }
    }

    /**
     * A POST has to come from a page of ours. Browsers say where from; whoever says nothing still needs the form's token.
     *
     * @throws Refusal for other sites
     */
    void samePlace(HttpServletRequest request) {
        List<String> site = Collections.list(request.getHeaders("Sec-Fetch-Site"));
        List<String> origin = Collections.list(request.getHeaders("Origin"));
        boolean foreign = site.stream().anyMatch(word -> !word.equals("same-origin"))
                || origin.stream().anyMatch(from -> !ours(request, from));
        if (foreign) {
            throw new Refusal(
                    403,
                    "Sent from another site",
                    "This form was not sent from a page of this console. Open the console and do it there.");
        }
    }

    private boolean ours(HttpServletRequest request, String from) {
        String lower = from.toLowerCase(Locale.ROOT);
        return lower.equals(origin(request))
                || options.publicUrl()
                        .map(Approach::originOf)
                        .filter(lower::equals)
                        .isPresent();
    }

    private static String originOf(URI url) {
        return (url.getScheme() + "://" + url.getRawAuthority()).toLowerCase(Locale.ROOT);
    }

    /** {@code https://host:port} as the browser sees us. */
    String origin(HttpServletRequest request) {
        return (secure(request) ? "https://" : "http://") + host(request);
    }

    private static String host(HttpServletRequest request) {
        return Optional.ofNullable(request.getHeader("Host")).orElse("").toLowerCase(Locale.ROOT);
    }

    private static String hostName(HttpServletRequest request) {
        return host(request).replaceFirst(":\\d*$", "");
    }
}
