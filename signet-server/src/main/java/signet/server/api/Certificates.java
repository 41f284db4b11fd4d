package signet.server.api;

import java.util.Map;
import signet.server.api.Renewal.Held;
import signet.server.api.Renewal.Next;
import signet.server.certificate.CertificateFacts;

/** How a certificate looks in JSON: what people compare with their provider's page. */
final class Certificates {
    private Certificates() {}

    /** Adds what a credential holds to its shape. */
    static void add(Map<String, Object> shape, Held held) {
        shape.put("certificate", held.certificate().map(CertificateFacts::of));
        shape.put("secretExpires", held.secretExpires().map(Object::toString));
        shape.put("next", held.next().map(Certificates::next));
    }

    private static Map<String, Object> next(Next next) {
        return Shapes.object(
                "certificate", next.certificate().map(CertificateFacts::of),
                "secretExpires", next.secretExpires().map(Object::toString),
                "declared", next.declared(),
                "rehearsed", next.rehearsed().map(Certificates::rehearsed));
    }

    private static Map<String, Object> rehearsed(Renewal.LastRehearsal last) {
        return Shapes.object("at", last.at(), "outcome", last.outcome(), "code", last.code());
    }
}
