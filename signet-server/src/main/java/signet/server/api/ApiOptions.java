package signet.server.api;

import java.net.InetAddress;
import java.net.URI;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import signet.server.account.AddressRange;

/**
 * Where and how the API listens.
 *
 * @param address     of this machine
 * @param port        0 = any free one
 * @param tls         absent = clear text
 * @param behindProxy address ranges of reverse proxies whose {@code X-Forwarded-For} is believed
 * @param publicUrl   how people reach the console, without a slash at its end
 * @param patience    how long a client may stay silent while it sends a request or reads an answer
 */
public record ApiOptions(
        InetAddress address,
        int port,
        Optional<Tls> tls,
        List<AddressRange> behindProxy,
        Optional<URI> publicUrl,
        Duration patience) {
    /** The contract's port. */
    public static final int PORT = 8625;

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    public ApiOptions {
        behindProxy = List.copyOf(behindProxy);
    }

    /** In clear text on this machine only. */
    public static ApiOptions loopback(int port) {
        return new ApiOptions(
                InetAddress.getLoopbackAddress(), port, Optional.empty(), List.of(), Optional.empty(), PATIENCE);
    }

    /**
     * What the server proves itself by.
     *
     * @param chain the certificate of the key first, then those of its issuers
     */
    public record Tls(PrivateKey key, List<X509Certificate> chain) {
        public Tls {
            chain = List.copyOf(chain);
        }

        @Override
        public String toString() {
            return "Tls[" + chain.getFirst().getSubjectX500Principal() + "]";
        }
    }
}
