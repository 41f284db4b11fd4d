package signet.server.api;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import signet.doctor.Finding;
import signet.doctor.Report;
import signet.doctor.Step;
import signet.mail.Protocol;
import signet.mail.Stage;
import signet.oauth.Problem.Severity;
import signet.oauth.Secret;
import signet.server.account.ObjectStore;
import signet.server.account.ObjectStore.Kind;
import signet.server.account.ObjectStore.Stored;

/** Objects of a file that never changes, and those of a real store. */
final class StoredConfiguration implements Configuration {
    static final String CANARY = "CANARY-stored-secret-4711";

    private final ObjectStore objects;

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
    public List<Report> test(String account) {
        return List.of(report(account));
    }

    @Override
    public List<Report> test(Secret draft) {
        return List.of(report("draft"));
    }

    static Finding finding(String code, String summary) {
        return new Finding(code, Severity.WARNING, summary, List.of("because"), "Mend it.", Stage.CONFIGURATION);
    }

    private static Report report(String account) {
        return new Report(
                account,
                Protocol.SMTP,
                false,
                List.of(new Step(Stage.RESOLVE, Step.Status.OK, "127.0.0.1", Duration.ofMillis(3))),
                List.of(finding("unknown", "nobody answers")));
    }
}
