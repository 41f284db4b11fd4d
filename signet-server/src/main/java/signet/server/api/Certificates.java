package signet.server.api;

import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.Map;
import java.util.Optional;
import signet.oauth.Thumbprints;
import signet.server.api.Renewal.Held;
import signet.server.api.Renewal.Next;

/** How a certificate looks in JSON: what people compare with their provider's page. */
final class Certificates {
    private Certificates() {}

    static Map<String, Object> shape(X509Certificate certificate) {
        Thumbprints prints = Thumbprints.of(certificate);
        return Shapes.object(
                "subject", certificate.getSubjectX500Principal().getName(),
                "from", certificate.getNotBefore().toInstant(),
                "until", certificate.getNotAfter().toInstant(),
                "keySize", bits(certificate),
                "sha1", prints.sha1Hex(),
                "sha256", prints.sha256Hex(),
                "x5t", prints.x5t(),
                "x5tS256", prints.x5tS256());
    }

    /** Adds what a credential holds to its shape. */
    static void add(Map<String, Object> shape, Held held) {
        shape.put("certificate", held.certificate().map(Certificates::shape));
        shape.put("secretExpires", held.secretExpires().map(Object::toString));
        shape.put("next", held.next().map(Certificates::next));
    }

    private static Map<String, Object> next(Next next) {
        return Shapes.object(
                "certificate", next.certificate().map(Certificates::shape),
                "secretExpires", next.secretExpires().map(Object::toString),
                "declared", next.declared(),
                "rehearsed", next.rehearsed().map(Certificates::rehearsed));
    }

    private static Map<String, Object> rehearsed(Renewal.LastRehearsal last) {
        return Shapes.object("at", last.at(), "outcome", last.outcome(), "code", last.code());
    }

    private static Optional<Integer> bits(X509Certificate certificate) {
        return certificate.getPublicKey() instanceof RSAPublicKey key
                ? Optional.of(key.getModulus().bitLength())
                : Optional.empty();
    }
}
