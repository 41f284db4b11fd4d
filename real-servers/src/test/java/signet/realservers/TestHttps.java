package signet.realservers;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** HTTPS on loopback with the servers' certificate. */
final class TestHttps {
    private TestHttps() {}

    /** A server on a free port, not yet started. */
    static HttpsServer server(Authority authority) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(Ports.loopback(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls(authority.serverPair("localhost"))));
        return server;
    }

    private static SSLContext tls(Authority.Pair pair) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setKeyEntry("server", PemFiles.key(pair.key()), new char[0], new Certificate[] {
                PemFiles.certificate(pair.certificate())
            });
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot show " + pair.certificate(), e);
        }
    }
}
