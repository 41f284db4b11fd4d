package signet.oauth;

import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;

/**
 * An RSA private key and the certificate that belongs to it, as read from PEM.
 *
 * @param privateKey  RSA, at least 2,048 bits
 * @param certificate the certificate whose public key matches
 */
public record KeyPairPem(RSAPrivateKey privateKey, X509Certificate certificate) {
    @Override
    public String toString() {
        return "KeyPairPem[certificate=" + certificate.getSubjectX500Principal() + "]";
    }
}
