package signet.mail;

/** Where a server listens: a DNS name or address literal, a port of 1–65535, and how TLS starts there. */
public record Endpoint(String host, int port, TlsMode tls) {
    public Endpoint {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " is outside 1-65535");
        }
    }

    /** {@code host:port}, an IPv6 literal in brackets. */
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
