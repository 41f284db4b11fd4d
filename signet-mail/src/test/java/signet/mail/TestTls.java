package signet.mail;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** The identities of {@code src/test/resources/tls}: good, expired, future, other, selfsigned, foreign. */
public final class TestTls {
    private static final char[] PASSWORD = "changeit".toCharArray();
    /** Reading a key store derives keys from passwords, slowly and on purpose: once each is enough. */
    private static final Map<String, SSLContext> SERVERS = new ConcurrentHashMap<>();

    private static final X509TrustManager TRUST = makeTrust();

    private TestTls() {}

    public static SSLContext server(String identity) {
        return SERVERS.computeIfAbsent(identity, TestTls::make);
    }

    private static SSLContext make(String identity) {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store(identity), PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Trusts the test CA and nobody else. */
    public static X509TrustManager trust() {
        return TRUST;
    }

    private static X509TrustManager makeTrust() {
        try {
            KeyStore anchors = KeyStore.getInstance("PKCS12");
            anchors.load(null, null);
            anchors.setCertificateEntry("ca", store("ca").getCertificate("ca"));
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(anchors);
            return (X509TrustManager) factory.getTrustManagers()[0];
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyStore store(String name) {
        try (InputStream in = TestTls.class.getResourceAsStream("/tls/" + name + ".p12")) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD);
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }
}
