package signet.oauth;

import java.util.Optional;

/** The proxy through which we reach token endpoint and mail host. */
public record OutgoingProxy(Kind kind, String host, int port, Optional<Login> login) {
    /** HTTP CONNECT (RFC 9110 §9.3.6) or SOCKS version 5 (RFC 1928). */
    public enum Kind {
        HTTP,
        SOCKS5
    }

    /** What the proxy asks for, if anything. */
    public record Login(String user, Secret password) {}
}
