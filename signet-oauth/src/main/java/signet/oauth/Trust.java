package signet.oauth;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Whom we believe when they say who they are: the certificate authorities of the Java platform, and those an account or
 * credential adds under {@code trust}. Nothing here can switch verification off.
 */
public final class Trust {
    private Trust() {}

    /** TLS with the platform's authorities alone. */
    public static SSLContext context() {
        return context(List.of());
    }

    /** TLS with the platform's authorities and {@code extra} ones. */
    public static SSLContext context(List<X509Certificate> extra) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {manager(extra)}, null);
            return context;
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("this Java platform has no TLS", broken);
        }
    }

    /** The check of a chain against the platform's authorities and {@code extra} ones. */
    public static X509TrustManager manager(List<X509Certificate> extra) {
        try {
            KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
            all.load(null, null);
            int number = 0;
            for (X509Certificate authority : platformAuthorities()) {
                all.setCertificateEntry("platform-" + number++, authority);
            }
            for (X509Certificate authority : extra) {
                all.setCertificateEntry("extra-" + number++, authority);
            }
            return x509(managers(Optional.of(all)));
        } catch (GeneralSecurityException | IOException broken) {
            throw new IllegalStateException("this Java platform's trust store cannot be read", broken);
        }
    }

    private static List<X509Certificate> platformAuthorities() throws GeneralSecurityException {
        return List.of(x509(managers(Optional.empty())).getAcceptedIssuers());
    }

    private static X509TrustManager x509(TrustManager[] managers) throws CertificateException {
        for (TrustManager manager : managers) {
            if (manager instanceof X509TrustManager x509) {
                return x509;
            }
        }
        throw new CertificateException("no X.509 trust manager");
    }

    @SuppressWarnings("NullAway") // a null key store means the platform's own (TrustManagerFactory.init)
    private static TrustManager[] managers(Optional<KeyStore> store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store.orElse(null));
        return factory.getTrustManagers();
    }
}
