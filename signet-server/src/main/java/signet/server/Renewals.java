package signet.server;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import signet.doctor.CredentialDraft;
import signet.doctor.Finding;
import signet.doctor.Lifetime;
import signet.doctor.Progress;
import signet.doctor.Successor;
import signet.oauth.AccessToken;
import signet.oauth.Secret;
import signet.oauth.TokenContent;
import signet.server.account.ObjectStore.Kind;
import signet.server.api.Configuration.Change;
import signet.server.api.Configuration.Declared;
import signet.server.api.Renewal;
import signet.server.certificate.CertificateMaker;
import signet.server.certificate.CertificateOrder;
import signet.server.certificate.NewKeyPair;
import signet.server.settings.ConfiguredAccount;
import signet.server.settings.ConfiguredCredential;
import signet.server.settings.ConfiguredSuccessor;
import signet.server.settings.CredentialBlock;
import signet.server.settings.SettingsSource;

/**
 * Renews credentials: those made through the API in the database, those of the file by files beside theirs. What follows is used
 * only after the provider gave a token for it, and by an ordinary reload, which lets go on what the old one had parked.
 */
final class Renewals implements Renewal {
    private static final Logger LOG = System.getLogger(Renewals.class.getName());

    private final Configuring configuring;
    private final SettingsSource source;
    private final Reloader reloader;
    private final Parts parts;
    private final CertificateMaker maker = new CertificateMaker(new SecureRandom());
    /** One renewal at a time: what the provider saw is what is put in place. */
    private final ReentrantLock renewing = new ReentrantLock();

    /**
     * What renewing needs of the server.
     *
     * @param change notes what is being changed over
     * @param inUse  what of {@code signet.yaml} is used by its next
     * @param record of what was rehearsed by itself
     */
    record Parts(Rehearser rehearser, Changeover change, InUse inUse, RehearsalRecord record, InstantSource clock) {}

    /** What came of having a successor take the place. */
    record Turn(boolean taken, Rehearsal rehearsal, List<Finding> findings) {}

    Renewals(Configuring configuring, SettingsSource source, Reloader reloader, Parts parts) {
        this.configuring = configuring;
        this.source = source;
        this.reloader = reloader;
        this.parts = parts;
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

    private Declared there(String name) throws IOException {
        return declared(name)
                .orElseThrow(
                        () -> new IOException(
                                "the credential " + name + " is gone, or it stands in signet.yaml and that"
                                        + " cannot be read at this moment: what is wrong there has to be mended first (signet check)"));
    }

    private static CredentialBlock block(Declared declared) {
        return CredentialBlock.of(declared.name(), declared.block());
    }

    @Override
    public NewKeyPair make(CertificateOrder order) {
        return maker.make(order, parts.clock().instant());
    }

    @Override
    public Held held(Declared credential) {
        Optional<ConfiguredCredential> configured = configured(credential.name());
        Optional<CredentialDraft> draft = configured.map(ConfiguredCredential::draft);
        return new Held(
                draft.flatMap(Lifetime::certificate),
                draft.flatMap(CredentialDraft::secretExpires),
                configured.flatMap(ConfiguredCredential::next).map(next -> shown(credential.name(), next)));
    }

    private Next shown(String name, ConfiguredSuccessor next) {
        boolean pair = next.material().pair();
        return new Next(
                pair ? Lifetime.certificate(next.draft()) : Optional.empty(),
                next.material().secretExpires(),
                next.origin() == ConfiguredSuccessor.Origin.DECLARED,
                parts.record()
                        .last(name, next.material())
                        .map(last -> new LastRehearsal(last.at(), last.outcome().word(), last.code())));
    }

    private Optional<PairFiles> files(Declared declared) {
        CredentialBlock block = block(declared);
        return source.file()
                .map(file -> file.toAbsolutePath().getParent())
                .flatMap(folder -> PairFiles.of(folder, block.privateKey(), block.certificate()));
    }

    @Override
    public Change keep(String credential, NewKeyPair pair) throws IOException {
        renewing.lock();
        try {
            Declared declared = there(credential);
            CredentialBlock block = block(declared);
            Successor successor = new Successor(
                    Optional.of(pair.keyPem()),
                    Optional.empty(),
                    Optional.of(Secret.of(pair.certificatePem())),
                    Optional.empty(),
                    Optional.empty());
            if (!declared.fromFile() && block.privateKey().isEmpty()) {
                block.first(successor);
                return configuring.put(block.stored());
            }
            return follow(credential, successor);
        } finally {
            renewing.unlock();
        }
    }

    @Override
    public Change follow(String credential, Successor successor) throws IOException {
        renewing.lock();
        try {
            Declared declared = there(credential);
            Optional<Successor.Reading> read = configured(credential)
                    .map(now -> successor.read(now.draft(), parts.clock().instant()));
            if (read.isPresent() && read.get().credential().isEmpty()) {
                return new Change(false, read.get().findings());
            }
            if (declared.fromFile() && block(declared).isFollowed()) {
                return new Change(false, List.of(ByHand.declared(credential)));
            }
            if (declared.fromFile()) {
                return besideTheOld(declared, successor);
            }
            CredentialBlock block = block(declared);
            block.follow(successor);
            return configuring.put(block.stored());
        } finally {
            renewing.unlock();
        }
    }

    private Change besideTheOld(Declared declared, Successor successor) throws IOException {
        Optional<PairFiles> files = files(declared);
        boolean fits =
                successor.privateKey().isPresent() && successor.passphrase().isEmpty();
        if (files.isEmpty() || !fits || !files.get().keep(successor)) {
            return new Change(false, List.of(ByHand.notBeside(declared.name())));
        }
        configuring.reload(); // the files beside are read with the settings
        return new Change(true, List.of());
    }

    @Override
    public boolean forget(String credential) throws IOException {
        renewing.lock();
        try {
            Optional<Declared> declared = declared(credential);
            Optional<ConfiguredSuccessor> next = configured(credential).flatMap(ConfiguredCredential::next);
            if (declared.isEmpty() || next.isEmpty()) {
                return false;
            }
            return switch (next.get().origin()) {
                case DECLARED -> throw new IllegalStateException(credential + ".next is declared in signet.yaml");
                case BESIDE -> {
                    files(declared.get()).orElseThrow().forget();
                    configuring.reload();
                    yield true;
                }
                case STORED -> {
                    CredentialBlock block = block(declared.get());
                    block.forgetNext();
                    yield configuring.put(block.stored()).stored();
                }
            };
        } finally {
            renewing.unlock();
        }
    }

    @Override
    public Rehearsed rehearse(String credential) throws IOException {
        ConfiguredCredential now = following(credential);
        List<ConfiguredAccount> users = reloader.current().stream()
                .flatMap(settings -> settings.accounts().values().stream())
                .filter(account -> account.credential()
                        .map(named -> named.name().equals(credential))
                        .orElse(false))
                .toList();
        Rehearsal rehearsal = parts.rehearser().all(now, now.next().orElseThrow(), users, Progress.NONE);
        return new Rehearsed(
                rehearsal.granted(),
                rehearsal.token().map(AccessToken::expiresAt),
                rehearsal.content().map(TokenContent::claims).orElse(Map.of()),
                rehearsal.accounts(),
                rehearsal.findings());
    }

    /** Asks for a token with what follows; nothing is changed. */
    Rehearsal ask(ConfiguredCredential credential, ConfiguredSuccessor next) {
        return parts.rehearser().token(credential, next);
    }

    @Override
    public Replaced replace(String credential) throws IOException {
        Turn turn = take(credential, "by hand");
        return new Replaced(turn.taken(), turn.findings());
    }

    /**
     * Has what follows take the place, if the provider gives a token for it.
     *
     * @param because for whoever reads of it later
     */
    Turn take(String credential, String because) throws IOException {
        renewing.lock();
        try {
            ConfiguredCredential now = following(credential);
            ConfiguredSuccessor next = now.next().orElseThrow();
            Rehearsal rehearsal = parts.rehearser().token(now, next);
            if (!rehearsal.granted()) {
                return new Turn(false, rehearsal, rehearsal.findings());
            }
            parts.change().begin(credential, next.material(), facts(now, next, because));
            Change change = switch (next.origin()) {
                case DECLARED -> byNote(credential, next);
                case BESIDE -> inTheFiles(there(credential));
                case STORED -> inTheDatabase(there(credential), next.material());
            };
            parts.change().end(change.stored());
            if (change.stored()) {
                log(now, next, because);
            }
            return new Turn(change.stored(), rehearsal, change.findings());
        } finally {
            renewing.unlock();
        }
    }

    /** Tells of what a crash left untold, and forgets notes that mean nothing any more. */
    void tidy() throws IOException {
        renewing.lock();
        try {
            Optional<String> open = parts.change().open();
            if (open.isPresent()) {
                finish(open.get());
                parts.change()
                        .end(configured(open.get())
                                .filter(now -> parts.change().took(now.draft()))
                                .isPresent());
            }
        } finally {
            renewing.unlock();
        }
        parts.inUse().tidy();
    }

    /** Of two files one was replaced when the process ended: a new key with the old certificate is nobody's pair. */
    private void finish(String credential) throws IOException {
        Optional<PairFiles> files =
                declared(credential).filter(Declared::fromFile).flatMap(this::files);
        if (files.isPresent()
                && files.get().begun().filter(parts.change()::isOf).isPresent()) {
            files.get().replace(parts.clock().instant());
            configuring.reload();
        }
    }

    private ConfiguredCredential following(String credential) throws IOException {
        return configured(credential)
                .filter(one -> one.next().isPresent())
                .orElseThrow(() -> new IOException("nothing follows " + credential));
    }

    /** The file is its owner's: what it declares as next is used, and a note says so. */
    private Change byNote(String credential, ConfiguredSuccessor next) throws IOException {
        parts.inUse().use(credential, next.material(), parts.clock().instant());
        reloader.again();
        return new Change(true, List.of());
    }

    private static Map<String, String> facts(ConfiguredCredential before, ConfiguredSuccessor next, String because) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("credential", before.name());
        facts.put("because", because);
        facts.put("kind", next.material().pair() ? "certificate" : "secret");
        Lifetime.end(before.draft()).ifPresent(end -> facts.put("ended", end.toString()));
        Lifetime.end(next.draft()).ifPresent(end -> facts.put("ends", end.toString()));
        if (next.origin() == ConfiguredSuccessor.Origin.DECLARED) {
            facts.put("advice", next.advice());
        }
        return facts;
    }

    private static void log(ConfiguredCredential before, ConfiguredSuccessor next, String because) {
        LOG.log(
                Level.WARNING,
                "the credential {0} is used by what followed it from now on ({1}). {2}",
                before.name(),
                because,
                next.origin() == ConfiguredSuccessor.Origin.DECLARED ? next.advice() : "");
    }

    private Change inTheFiles(Declared declared) throws IOException {
        files(declared).orElseThrow().replace(parts.clock().instant());
        Change change = configuring.reload();
        if (!change.stored()) {
            reloader.follow(
                    declared.name()); // the file is wrong at this moment; what was right before goes on with the new
            // pair
        }
        return new Change(true, change.findings());
    }

    private Change inTheDatabase(Declared declared, Successor successor) throws IOException {
        CredentialBlock block = block(declared);
        block.succeed(successor);
        return configuring.succeed(block.stored());
    }
}
