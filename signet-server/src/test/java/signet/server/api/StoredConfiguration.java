package signet.server.api;

import java.io.IOException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import signet.doctor.Finding;
import signet.doctor.Progress;
import signet.doctor.Report;
import signet.doctor.Step;
import signet.doctor.Successor;
import signet.mail.Protocol;
import signet.mail.Stage;
import signet.oauth.Problem.Severity;
import signet.oauth.Secret;
import signet.server.account.ObjectStore;
import signet.server.account.ObjectStore.Kind;
import signet.server.account.ObjectStore.Stored;
import signet.server.certificate.CertificateMaker;
import signet.server.certificate.CertificateOrder;
import signet.server.certificate.NewKeyPair;

/** Objects of a file that never changes, and those of a real store. */
final class StoredConfiguration implements Configuration, Renewal {
    static final String CANARY = "CANARY-stored-secret-4711";

    private final CertificateMaker maker = new CertificateMaker(new SecureRandom());
    private final X509Certificate certificate = maker.make(CertificateOrder.named("CN=test"), Instant.now())
            .keyPair()
            .certificate();

    private final ObjectStore objects;
    private @Nullable Next next;

    StoredConfiguration(ObjectStore objects) {
        this.objects = objects;
    }

    @Override
    public List<Declared> declared(Kind kind) throws IOException {
        List<Declared> declared = new ArrayList<>();
        if (kind == Kind.CREDENTIAL) {
            declared.add(new Declared(
                    kind,
                    "by-cert",
                    true,
                    Secret.of(
                            "{method: certificate-microsoft-oauth2, tenant-id: t, client-id: c, private-key: file:key.pem,"
                                    + " private-key-passphrase: \"" + CANARY
                                    + "\", certificate: file:certificate.pem}"),
                    List.of()));
        } else if (kind == Kind.ACCOUNT) {
            for (String name : List.of("portal", "helpdesk")) {
                declared.add(new Declared(
                        kind,
                        name,
                        true,
                        Secret.of("{address: " + name + "@university.example, credential: by-cert, smtp: {port: 587}}"),
                        List.of()));
            }
        }
        for (Stored stored : objects.objects()) {
            if (stored.kind() == kind) {
                declared.add(new Declared(kind, stored.name(), false, stored.block(), List.of()));
            }
        }
        return declared;
    }

    @Override
    public Change put(Stored object) throws IOException {
        if (object.kind() == Kind.CREDENTIAL && !object.block().reveal().contains("\"method\"")) {
            return new Change(false, List.of(finding("settings-missing", "the key 'method' is missing")));
        }
        objects.put(object);
        return new Change(true, List.of());
    }

    @Override
    public Change delete(Kind kind, String name) throws IOException {
        return new Change(objects.delete(kind, name), List.of());
    }

    @Override
    public Change reload() {
        return new Change(true, List.of(finding("settings-literal-secret", "a secret stands in the file")));
    }

    @Override
    public List<Report> test(String account, Progress progress) {
        return List.of(report(account, progress));
    }

    @Override
    public List<Report> test(Secret draft, Progress progress) {
        return List.of(report("draft", progress));
    }

    @Override
    public Checked check(Secret draft) {
        return new Checked(
                List.of(finding("unknown", "account draft, smtp.host: nobody knows it.")), Optional.of(certificate));
    }

    @Override
    public Renewal renewal() {
        return this;
    }

    @Override
    public Held held(Declared credential) {
        return new Held(Optional.of(certificate), Optional.empty(), Optional.ofNullable(next));
    }

    @Override
    public Change keep(String credential, NewKeyPair pair) {
        next = new Next(Optional.of(pair.keyPair().certificate()), Optional.empty(), false, Optional.empty());
        return new Change(true, List.of());
    }

    @Override
    public Change follow(String credential, Successor successor) {
        next = new Next(
                Optional.empty(),
                successor.secretExpires(),
                false,
                Optional.of(new LastRehearsal(Instant.EPOCH, "refused", Optional.of("aadsts-7000215"))));
        return new Change(true, List.of());
    }

    @Override
    public boolean forget(String credential) {
        boolean was = next != null;
        next = null;
        return was;
    }

    @Override
    public Replaced replace(String credential) {
        next = null;
        return new Replaced(true, List.of());
    }

    @Override
    public Rehearsed rehearse(String credential) {
        return new Rehearsed(
                true,
                Optional.of(Instant.EPOCH),
                Map.of("roles", List.of("SMTP.SendAsApp")),
                List.of(report("portal", Progress.NONE)),
                List.of());
    }

    @Override
    public NewKeyPair make(CertificateOrder order) {
        return maker.make(order, Instant.now());
    }

    static Finding finding(String code, String summary) {
        return new Finding(code, Severity.WARNING, summary, List.of("because"), "Mend it.", Stage.CONFIGURATION);
    }

    private static Report report(String account, Progress progress) {
        Step step = new Step(Stage.RESOLVE, Step.Status.OK, "127.0.0.1", Duration.ofMillis(3));
        progress.ended(Optional.of(Protocol.SMTP), step);
        return new Report(account, Protocol.SMTP, false, List.of(step), List.of(finding("unknown", "nobody answers")));
    }
}
