package signet.server.certificate;

import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import signet.oauth.Thumbprints;

/** What people compare with their provider's page. Everything here is public. */
public final class CertificateFacts {
    private CertificateFacts() {}

    public static Map<String, Object> of(X509Certificate certificate) {
        Thumbprints prints = Thumbprints.of(certificate);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("subject", certificate.getSubjectX500Principal().getName());
        facts.put("from", certificate.getNotBefore().toInstant());
        facts.put("until", certificate.getNotAfter().toInstant());
        facts.put("keySize", bits(certificate));
        facts.put("sha1", prints.sha1Hex());
        facts.put("sha256", prints.sha256Hex());
        facts.put("x5t", prints.x5t());
        facts.put("x5tS256", prints.x5tS256());
        return facts;
    }

    private static Optional<Integer> bits(X509Certificate certificate) {
        return certificate.getPublicKey() instanceof RSAPublicKey key
                ? Optional.of(key.getModulus().bitLength())
                : Optional.empty();
    }
}
