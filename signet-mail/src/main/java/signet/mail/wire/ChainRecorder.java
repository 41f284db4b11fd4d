package signet.mail.wire;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.X509TrustManager;

/**
 * Notes the chain a server presents, also when the handshake fails afterwards. It is on purpose no
 * {@link javax.net.ssl.X509ExtendedTrustManager}: around a plain trust manager JSSE itself compares the host name and the
 * algorithms, so that no trust manager handed in from outside can switch that off.
 */
final class ChainRecorder implements X509TrustManager {
    private final X509TrustManager trust;
    private List<X509Certificate> presented = List.of();
    private boolean issuerTrusted;

    ChainRecorder(X509TrustManager trust) {
        this.trust = trust;
    }

    /** The chain, leaf first; empty when the handshake did not come so far. */
    List<X509Certificate> presented() {
        return presented;
    }

    /** True when the chain is good and only the name, or the strength of an algorithm, can be wrong. */
    boolean issuerTrusted() {
        return issuerTrusted;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        presented = List.of(chain);
        trust.checkServerTrusted(chain, authType);
        issuerTrusted = true;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("this side is never a server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return trust.getAcceptedIssuers();
    }
}
