package signet.mail;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509TrustManager;
import signet.oauth.OutgoingProxy;
import signet.oauth.Trust;

/**
 * The way to a server; everything that differs between production and test comes in here.
 *
 * @param trust     which issuers we believe, and nothing else: protocol versions and host name checks are the connector's.
 *                  It is asked for the chain only; a trust manager that forgets the host name cannot switch that check off
 * @param proxy     HTTP CONNECT or SOCKS5
 * @param timeouts  how long we wait for what
 * @param localName our name in {@code EHLO}: a DNS name or an address literal such as {@code [127.0.0.1]}
 * @param dialer    opens sockets; {@link Dialer#DIRECT} in production
 * @param clock     wall clock, for facts and token life; time-outs use the monotonic clock
 */
public record Network(
        X509TrustManager trust,
        Optional<OutgoingProxy> proxy,
        Timeouts timeouts,
        String localName,
        Dialer dialer,
        InstantSource clock) {

    /**
     * Straight to the server, believing the platform's authorities, by the system's clock. In {@code EHLO} we are an address
     * literal (RFC 5321 §4.1.3), which every server takes.
     */
    public static Network standard() {
        return new Network(
                Trust.manager(List.of()),
                Optional.empty(),
                Timeouts.DEFAULTS,
                "[127.0.0.1]",
                Dialer.DIRECT,
                InstantSource.system());
    }

    /**
     * The same way, believing other issuers: {@link Trust#manager} with the certificates of your own authority, for a server inside
     * the organisation or a proxy that looks into TLS. Tokens are asked for by a transport of its own, which takes
     * {@link Trust#context} with the same certificates.
     */
    public Network trusting(X509TrustManager issuers) {
        return new Network(issuers, proxy, timeouts, localName, dialer, clock);
    }

    /** The same way through a proxy. */
    public Network through(OutgoingProxy way) {
        return new Network(trust, Optional.of(way), timeouts, localName, dialer, clock);
    }
}
