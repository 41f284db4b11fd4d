package signet.server.api;

import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import signet.doctor.Successor;
import signet.oauth.Secret;
import signet.server.account.ObjectStore.Kind;
import signet.server.api.Configuration.Change;
import signet.server.api.Configuration.Declared;
import signet.server.api.Renewal.Held;
import signet.server.api.Renewal.Next;
import signet.server.certificate.CertificateOrder;

/** Gives a credential a new key pair or secret. No private key ever comes out of here. */
final class Renewing {
    static final String DER = "application/pkix-cert"; // RFC 2585 §4.1

    private static final int DAYS = (int) CertificateOrder.TWO_YEARS.toDays();

    private final Configuration configuration;
    private final Objects objects;

    Renewing(Configuration configuration, Objects objects) {
        this.configuration = configuration;
        this.objects = objects;
    }

    private Renewal renewal() {
        return configuration.renewal();
    }

    Answer make(Call call) throws IOException {
        Declared declared = declared(call);
        Members body = call.objectOrNothing();
        String subject = body.text("subject").orElse("CN=signet " + declared.name());
        int days = body.whole("days", 1, 3653, DAYS);
        int bits = body.whole("keySize", 2048, 8192, CertificateOrder.KEY_SIZE);
        body.done();
        CertificateOrder order = new CertificateOrder(subject, Duration.ofDays(days), bits, Optional.empty());
        Change change;
        try {
            change = renewal().keep(declared.name(), renewal().make(order));
        } catch (IllegalArgumentException e) {
            throw ProblemException.member("/subject", String.valueOf(e.getMessage()));
        }
        return kept(call, change, 201);
    }

    Answer follow(Call call) throws IOException {
        Declared declared = declared(call);
        Members body = call.object();
        Successor successor = new Successor(
                body.text("private-key").map(Secret::of),
                body.text("private-key-passphrase").map(Secret::of),
                body.text("certificate").map(Secret::of),
                body.text("client-secret").map(Secret::of),
                body.text("secret-expires").flatMap(text -> day(body, text)));
        boolean pair =
                successor.privateKey().isPresent() && successor.certificate().isPresent();
        boolean half =
                successor.privateKey().isPresent() != successor.certificate().isPresent();
        boolean secret = successor.clientSecret().isPresent();
        if (half) {
            body.complain(
                    successor.privateKey().isPresent() ? "certificate" : "private-key",
                    "is missing: a pair is a private key and its certificate");
        } else if (pair == secret) {
            body.complain("private-key", "expected is private-key with certificate, or client-secret");
        }
        body.done();
        return kept(call, renewal().follow(declared.name(), successor), 200);
    }

    private static Optional<LocalDate> day(Members body, String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeParseException e) {
            body.complain("secret-expires", "expected is a date such as 2027-05-01");
            return Optional.empty();
        }
    }

    private Answer kept(Call call, Change change, int status) throws IOException {
        if (!change.stored()) {
            throw ProblemException.findings(409, "not-kept", change.findings());
        }
        Map<String, Object> shape = objects.shown(Kind.CREDENTIAL, call.variable("name"));
        return Answer.json(status, shape);
    }

    Answer forget(Call call) throws IOException {
        Declared declared = declared(call);
        if (renewal().held(declared).next().map(Next::declared).orElse(false)) {
            throw inTheFile(declared);
        }
        if (!renewal().forget(declared.name())) {
            throw new ProblemException(Problem.notFound());
        }
        return Answer.empty(204);
    }

    private static ProblemException inTheFile(Declared declared) {
        return new ProblemException(
                409,
                "declared-in-file",
                "what follows the credential '" + declared.name()
                        + "' is declared in signet.yaml, as next: change it there, then POST /v1/reload");
    }

    /** Tries what follows; nothing is changed. */
    Answer rehearse(Call call) throws IOException {
        Declared declared = declared(call);
        call.objectOrNothing().done();
        following(declared);
        Renewal.Rehearsed rehearsed = renewal().rehearse(declared.name());
        return Answer.ok(Shapes.object(
                "credential", declared.name(),
                "granted", rehearsed.granted(),
                "ok", rehearsed.ok(),
                "expiresAt", rehearsed.expiresAt(),
                "claims", rehearsed.claims(),
                "reports", Shapes.reports(rehearsed.reports()),
                "findings", Placing.shapes(rehearsed.findings())));
    }

    private void following(Declared declared) throws IOException {
        if (renewal().held(declared).next().isEmpty()) {
            throw new ProblemException(
                    409, "nothing-follows", "the credential '" + declared.name() + "' has no next pair or secret");
        }
    }

    Answer replace(Call call) throws IOException {
        Declared declared = declared(call);
        call.objectOrNothing().done();
        following(declared);
        Renewal.Replaced replaced = renewal().replace(declared.name());
        if (!replaced.done()) {
            throw ProblemException.findings(409, "not-replaced", replaced.findings());
        }
        return Answer.ok(objects.shown(Kind.CREDENTIAL, declared.name()));
    }

    /** The certificate as a file to upload; {@code which=next} for the one that follows. */
    Answer certificate(Call call) throws IOException {
        boolean next = call.query("which").text("which").equals(Optional.of("next"));
        Held held = renewal().held(declared(call, false));
        Optional<X509Certificate> certificate = next ? held.next().flatMap(Next::certificate) : held.certificate();
        try {
            byte[] der = certificate
                    .orElseThrow(() -> new ProblemException(Problem.notFound()))
                    .getEncoded();
            return new Answer(200, DER, Map.of(), out -> out.write(der))
                    .with("Content-Disposition", "attachment; filename=\"certificate.cer\"");
        } catch (CertificateEncodingException e) {
            throw new IOException("a certificate that was read cannot be written: " + e.getMessage(), e);
        }
    }

    private Declared declared(Call call) throws IOException {
        call.query();
        call.unrestricted();
        return declared(call, true);
    }

    private Declared declared(Call call, boolean all) throws IOException {
        return configuration.declared(Kind.CREDENTIAL).stream()
                .filter(declared -> declared.name().equals(call.variable("name")))
                .filter(declared -> all || objects.maySee(call.caller(), declared))
                .findFirst()
                .orElseThrow(() -> new ProblemException(Problem.notFound()));
    }
}
