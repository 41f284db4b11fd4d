package signet.server;

import java.io.IOException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import signet.doctor.CredentialDraft;
import signet.doctor.CredentialReading;
import signet.doctor.Drafts;
import signet.doctor.Finding;
import signet.doctor.Report;
import signet.doctor.Step;
import signet.mail.Stage;
import signet.oauth.PemReader;
import signet.oauth.Problem.Severity;
import signet.oauth.Secret;
import signet.server.account.ObjectStore.Kind;
import signet.server.account.ObjectStore.Stored;
import signet.server.api.Configuration.Change;
import signet.server.api.Configuration.Declared;
import signet.server.api.Renewal;
import signet.server.certificate.CertificateMaker;
import signet.server.certificate.CertificateOrder;
import signet.server.certificate.NewKeyPair;
import signet.server.settings.BlockText;
import signet.server.settings.ConfiguredCredential;
import signet.server.settings.SettingsSource;

/**
 * Renews credentials: those made through the API in the database, those of the file by files beside theirs. What follows is used
 * only after the provider gave a token for it, and by an ordinary reload, which lets go on what the old one had parked.
 */
final class Renewals implements Renewal {
    private static final String NEXT = "next";
    private static final String KEY = "private-key";
    private static final String PASSPHRASE = "private-key-passphrase";
    private static final String CERTIFICATE = "certificate";
    private static final String SECRET = "client-secret";
    private static final String EXPIRES = "secret-expires";

    private final Configuring configuring;
    private final SettingsSource source;
    private final Reloader reloader;
    private final Examiner examiner;
    private final InstantSource clock;
    private final CertificateMaker maker = new CertificateMaker(new SecureRandom());
    /** One renewal at a time: what the provider saw is what is put in place. */
    private final ReentrantLock renewing = new ReentrantLock();

    Renewals(
            Configuring configuring, SettingsSource source, Reloader reloader, Examiner examiner, InstantSource clock) {
        this.configuring = configuring;
        this.source = source;
        this.reloader = reloader;
        this.examiner = examiner;
        this.clock = clock;
    }

    /** The first certificate of a credential that can be read, whether or not a key belongs to it. */
    static Optional<X509Certificate> first(CredentialDraft draft) {
        return draft.certificate().flatMap(pem -> first(pem.reveal()));
    }

    private static Optional<X509Certificate> first(String pem) {
        return PemReader.certificates(pem).certificates().stream().findFirst();
    }

    private Optional<ConfiguredCredential> configured(String name) {
        return reloader.current()
                .flatMap(settings -> Optional.ofNullable(settings.credentials().get(name)));
    }

    private Optional<Declared> declared(String name) throws IOException {
        return configuring.declared(Kind.CREDENTIAL).stream()
                .filter(one -> one.name().equals(name))
                .findFirst();
    }

    @Override
    public NewKeyPair make(CertificateOrder order) {
        return maker.make(order, clock.instant());
    }

    @Override
    public Held held(Declared credential) throws IOException {
        Optional<CredentialDraft> draft = configured(credential.name()).map(ConfiguredCredential::draft);
        return new Held(
                draft.flatMap(Renewals::first),
                draft.flatMap(CredentialDraft::secretExpires),
                successor(credential)
                        .map(next -> new Next(next.certificate().flatMap(Renewals::first), next.secretExpires())));
    }

    private Optional<Successor> successor(Declared declared) throws IOException {
        if (declared.fromFile()) {
            Optional<PairFiles> files = files(declared);
            return files.isPresent() ? files.get().next() : Optional.empty();
        }
        return BlockText.members(declared.block()).get(NEXT) instanceof Map<?, ?> next
                ? Optional.of(new Successor(
                        text(next, KEY).map(Secret::of),
                        text(next, PASSPHRASE).map(Secret::of),
                        text(next, CERTIFICATE),
                        text(next, SECRET).map(Secret::of),
                        text(next, EXPIRES).flatMap(Renewals::day)))
                : Optional.empty();
    }

    private Optional<PairFiles> files(Declared declared) {
        Map<String, Object> members = BlockText.members(declared.block());
        return source.file()
                .map(file -> file.toAbsolutePath().getParent())
                .flatMap(folder -> PairFiles.of(folder, text(members, KEY), text(members, CERTIFICATE)));
    }

    private static Optional<String> text(Map<?, ?> members, String key) {
        return Optional.ofNullable(members.get(key)).map(String::valueOf);
    }

    private static Optional<LocalDate> day(String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty(); // complained of where the settings are read
        }
    }

    @Override
    public Change keep(String credential, NewKeyPair pair) throws IOException {
        renewing.lock();
        try {
            Declared declared = declared(credential).orElseThrow(() -> new IOException(credential + " is gone"));
            Map<String, Object> members = BlockText.members(declared.block());
            if (!declared.fromFile() && !members.containsKey(KEY)) {
                members.put(KEY, pair.keyPem().reveal());
                members.put(CERTIFICATE, pair.certificatePem());
                return configuring.put(new Stored(Kind.CREDENTIAL, credential, BlockText.text(members)));
            }
            return follow(
                    credential,
                    new Successor(
                            Optional.of(pair.keyPem()),
                            Optional.empty(),
                            Optional.of(pair.certificatePem()),
                            Optional.empty(),
                            Optional.empty()));
        } finally {
            renewing.unlock();
        }
    }

    @Override
    public Change follow(String credential, Successor successor) throws IOException {
        renewing.lock();
        try {
            Declared declared = declared(credential).orElseThrow(() -> new IOException(credential + " is gone"));
            Optional<ConfiguredCredential> renewed = configured(credential).map(now -> renewed(now, successor));
            if (renewed.isPresent() && renewed.get().credential().isEmpty()) {
                return new Change(false, renewed.get().findings());
            }
            if (declared.fromFile()) {
                return besideTheOld(declared, successor);
            }
            Map<String, Object> members = BlockText.members(declared.block());
            Map<String, Object> next = new LinkedHashMap<>();
            successor.privateKey().ifPresent(key -> next.put(KEY, key.reveal()));
            successor.passphrase().ifPresent(passphrase -> next.put(PASSPHRASE, passphrase.reveal()));
            successor.certificate().ifPresent(certificate -> next.put(CERTIFICATE, certificate));
            successor.clientSecret().ifPresent(secret -> next.put(SECRET, secret.reveal()));
            successor.secretExpires().ifPresent(day -> next.put(EXPIRES, day.toString()));
            members.put(NEXT, next);
            return configuring.put(new Stored(Kind.CREDENTIAL, credential, BlockText.text(members)));
        } finally {
            renewing.unlock();
        }
    }

    private Change besideTheOld(Declared declared, Successor successor) throws IOException {
        Optional<PairFiles> files = files(declared);
        if (files.isEmpty()
                || successor.privateKey().isEmpty()
                || successor.passphrase().isPresent()) {
            return new Change(false, List.of(byHand(declared.name())));
        }
        return files.get().keep(successor)
                ? new Change(true, List.of())
                : new Change(false, List.of(byHand(declared.name())));
    }

    /** Where Signet may not write, a person does. */
    private static Finding byHand(String name) {
        return new Finding(
                "renewal-by-hand",
                Severity.ERROR,
                "the credential '" + name
                        + "' is declared in signet.yaml, and Signet cannot put a new pair beside the old one:"
                        + " it needs private-key: file:… and certificate: file:… in a folder Signet may write to, and a key without"
                        + " a passphrase of its own",
                List.of(),
                "Make a pair with signet cert create --out DIR, upload certificate.cer, and name the new files in signet.yaml:"
                        + " private-key: file:DIR/key.pem, certificate: file:DIR/certificate.pem. It is read at once.",
                Stage.CONFIGURATION);
    }

    @Override
    public boolean forget(String credential) throws IOException {
        renewing.lock();
        try {
            Optional<Declared> declared = declared(credential);
            if (declared.isEmpty() || successor(declared.get()).isEmpty()) {
                return false;
            }
            if (declared.get().fromFile()) {
                files(declared.get()).orElseThrow().forget();
                return true;
            }
            Map<String, Object> members = BlockText.members(declared.get().block());
            members.remove(NEXT);
            return configuring
                    .put(new Stored(Kind.CREDENTIAL, credential, BlockText.text(members)))
                    .stored();
        } finally {
            renewing.unlock();
        }
    }

    @Override
    public Replaced replace(String credential) throws IOException {
        renewing.lock();
        try {
            Declared declared = declared(credential).orElseThrow(() -> new IOException(credential + " is gone"));
            Successor successor = successor(declared).orElseThrow(() -> new IOException("nothing follows"));
            ConfiguredCredential renewed = renewed(
                    configured(credential).orElseThrow(() -> new IOException(credential + " cannot be read")),
                    successor);
            Report report = examiner.token(renewed);
            if (!granted(report)) {
                return new Replaced(false, report.findings());
            }
            Change change = declared.fromFile() ? inTheFiles(declared) : inTheDatabase(declared, successor);
            return new Replaced(change.stored(), change.findings());
        } finally {
            renewing.unlock();
        }
    }

    private static boolean granted(Report report) {
        return report.steps().stream()
                .anyMatch(step -> step.stage() == Stage.TOKEN
                        && (step.status() == Step.Status.OK || step.status() == Step.Status.WARNING));
    }

    private Change inTheFiles(Declared declared) throws IOException {
        files(declared).orElseThrow().replace(clock.instant());
        return configuring.reload();
    }

    private Change inTheDatabase(Declared declared, Successor successor) throws IOException {
        Map<String, Object> members = BlockText.members(declared.block());
        members.remove(NEXT);
        if (successor.privateKey().isPresent()) {
            put(members, KEY, successor.privateKey().map(Secret::reveal));
            put(members, PASSPHRASE, successor.passphrase().map(Secret::reveal));
            put(members, CERTIFICATE, successor.certificate());
        } else {
            put(members, SECRET, successor.clientSecret().map(Secret::reveal));
            put(members, EXPIRES, successor.secretExpires().map(LocalDate::toString));
        }
        return configuring.put(new Stored(Kind.CREDENTIAL, declared.name(), BlockText.text(members)));
    }

    private static void put(Map<String, Object> members, String key, Optional<String> value) {
        value.ifPresentOrElse(text -> members.put(key, text), () -> members.remove(key));
    }

    /** The credential as it would be with what follows. */
    private ConfiguredCredential renewed(ConfiguredCredential now, Successor next) {
        CredentialDraft old = now.draft();
        boolean pair = next.privateKey().isPresent();
        CredentialDraft draft = new CredentialDraft(
                old.name(),
                old.method(),
                old.tenantId(),
                old.clientId(),
                pair ? old.clientSecret() : next.clientSecret(),
                pair ? old.secretExpires() : next.secretExpires(),
                pair ? next.privateKey() : old.privateKey(),
                pair ? next.passphrase() : old.privateKeyPassphrase(),
                pair ? next.certificate().map(Secret::of) : old.certificate(),
                old.scope(),
                old.cloud(),
                old.authority(),
                old.tokenUrl(),
                old.requestProperties(),
                old.assertion(),
                old.allowInsecure(),
                old.password());
        CredentialReading reading = Drafts.credential(draft, clock.instant());
        return new ConfiguredCredential(
                now.name(), draft, reading.credential(), now.trust(), now.proxy(), reading.findings());
    }
}
