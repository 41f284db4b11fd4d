package signet.server.listener;

import java.io.IOException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Makes a connection private. */
final class Handshake {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private Handshake() {}

    /**
     * Shakes hands; TLS 1.2 or newer.
     *
     * @throws IOException when it fails; then there is nothing to do but to close
     */
    static SSLSocket asServer(Connection connection, ListenerOptions options, Peer peer) throws IOException {
        SSLContext context =
                options.tls().orElseThrow(() -> new IOException("the listener " + options.place() + " has no TLS"));
        connection.deadline(LONGEST);
        SSLSocket secure = (SSLSocket) context.getSocketFactory()
                .createSocket(
                        connection.socket(), peer.text(), connection.socket().getPort(), true);
        secure.setUseClientMode(false);
        secure.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        secure.startHandshake();
        return secure;
    }
}
