package signet.oauth;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * The certificates in a text, in their order, and what stood in the way of others.
 *
 * @param certificates perhaps none
 * @param problems     what the owner should know
 */
public record CertificatesReading(List<X509Certificate> certificates, List<Problem> problems) {
    public CertificatesReading {
        certificates = List.copyOf(certificates);
        problems = List.copyOf(problems);
    }
}
