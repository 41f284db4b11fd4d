package signet.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import signet.doctor.Code;
import signet.doctor.Finding;
import signet.doctor.Lifetime;
import signet.doctor.Progress;
import signet.doctor.Report;
import signet.mail.Protocol;
import signet.oauth.Secret;
import signet.server.account.ObjectStore;
import signet.server.account.ObjectStore.Kind;
import signet.server.account.ObjectStore.Stored;
import signet.server.api.Configuration;
import signet.server.settings.DeclaredBlocks;
import signet.server.settings.DraftReading;
import signet.server.settings.Settings;
import signet.server.settings.SettingsReading;
import signet.server.settings.SettingsSource;

/** What the API shows and changes of credentials and accounts: the file's as they stand there, and those in the database. */
final class Configuring implements Configuration {
    private final SettingsSource source;
    private final Reloader reloader;
    private final ObjectStore objects;
    private final Examiner examiner;
    private final Renewals renewals;
    /** One change at a time: what was checked is what is stored. */
    private final ReentrantLock changing = new ReentrantLock();

    Configuring(
            SettingsSource source, Reloader reloader, ObjectStore objects, Examiner examiner, Renewals.Parts parts) {
        this.source = source;
        this.reloader = reloader;
        this.objects = objects;
        this.examiner = examiner;
        this.renewals = new Renewals(this, source, reloader, parts);
    }

    @Override
    public List<Declared> declared(Kind kind) throws IOException {
        List<Stored> stored = objects.objects();
        SettingsReading reading = source.read(stored);
        Map<String, Secret> ofFile =
                source.file().isPresent() ? DeclaredBlocks.of(source.file().get(), kind) : Map.of();
        List<Declared> all = new ArrayList<>();
        ofFile.forEach((name, block) -> all.add(new Declared(kind, name, true, block, findings(reading, kind, name))));
        stored.stream()
                .filter(object -> object.kind() == kind && !ofFile.containsKey(object.name()))
                .forEach(object -> all.add(new Declared(
                        kind, object.name(), false, object.block(), reading.findings(kind, object.name()))));
        return all;
    }

    /** As read, and before that what the file should now say where something follows already. */
    private List<Finding> findings(SettingsReading reading, Kind kind, String name) {
        Stream<Finding> inUse = kind != Kind.CREDENTIAL
                ? Stream.empty()
                : reloader.current().stream()
                        .flatMap(settings ->
                                Stream.ofNullable(settings.credentials().get(name)))
                        .flatMap(credential -> credential.findings().stream())
                        .filter(finding -> finding.code().equals(Code.NEXT_IN_USE.word()));
        return Stream.concat(inUse, reading.findings(kind, name).stream()).toList();
    }

    @Override
    public Change put(Stored object) throws IOException {
        changing.lock();
        try {
            List<Stored> next = new ArrayList<>(objects.objects());
            next.removeIf(other -> other.kind() == object.kind() && other.name().equals(object.name()));
            next.add(object);
            SettingsReading reading = source.read(next);
            Optional<Settings> usable = usable(reading);
            if (usable.isEmpty()) {
                return new Change(false, reading.findings());
            }
            List<Finding> findings = reading.findings(object.kind(), object.name());
            if (!names(usable.get(), object.kind()).contains(object.name())) {
                return new Change(false, findings.isEmpty() ? reading.findings() : findings);
            }
            objects.put(object);
            reloader.reload();
            return new Change(true, findings);
        } finally {
            changing.unlock();
        }
    }

    /**
     * Stores what the login host has just taken in the place of the old one. Where the file is wrong at this moment, the last right
     * settings go on with it: nobody who writes a file must be able to keep mail from going.
     */
    Change succeed(Stored object) throws IOException {
        changing.lock();
        try {
            List<Stored> next = new ArrayList<>(objects.objects());
            next.removeIf(other -> other.kind() == object.kind() && other.name().equals(object.name()));
            next.add(object);
            if (usable(source.read(next)).isPresent()) {
                return put(object);
            }
            objects.put(object);
            reloader.follow(object.name());
            return new Change(true, List.of());
        } finally {
            changing.unlock();
        }
    }

    /** Settings that a reload would refuse take nothing in and let nothing go: a change is in force when it is made. */
    private static Optional<Settings> usable(SettingsReading reading) {
        return reading.settings().filter(settings -> settings.serving().usable());
    }

    private static Set<String> names(Settings settings, Kind kind) {
        return switch (kind) {
            case CREDENTIAL -> settings.credentials().keySet();
            case ACCOUNT -> settings.accounts().keySet();
            case LOGIN ->
                settings.serving().logins().stream().map(login -> login.name()).collect(Collectors.toSet());
        };
    }

    @Override
    public Change delete(Kind kind, String name) throws IOException {
        changing.lock();
        try {
            Optional<Finding> inUse = reloader.current().flatMap(settings -> Dependents.finding(settings, kind, name));
            if (inUse.isPresent()) {
                return new Change(false, List.of(inUse.get()));
            }
            List<Stored> next = new ArrayList<>(objects.objects());
            next.removeIf(other -> other.kind() == kind && other.name().equals(name));
            SettingsReading reading = source.read(next);
            if (usable(reading).isEmpty()) {
                return new Change(false, reading.findings());
            }
            objects.delete(kind, name);
            return new Change(true, reloader.reload().findings());
        } finally {
            changing.unlock();
        }
    }

    @Override
    public Change reload() throws IOException {
        Reloader.Result result = reloader.reload();
        return new Change(result.taken(), result.findings());
    }

    @Override
    public List<Report> test(String account, Progress progress) throws IOException {
        return reloader.current()
                .flatMap(settings -> Optional.ofNullable(settings.accounts().get(account)))
                .map(found -> examiner.examine(found, progress))
                .orElse(List.of());
    }

    @Override
    public List<Report> test(Secret draft, Progress progress) throws IOException {
        DraftReading reading = source.draft(draft.reveal(), reloader.current().orElseThrow());
        return reading.account()
                .map(account -> examiner.examine(account, progress))
                .orElseGet(() -> List.of(unreadable(reading.findings())));
    }

    private static Report unreadable(List<Finding> findings) {
        return new Report("draft", Protocol.SMTP, false, List.of(), findings);
    }

    @Override
    public Checked check(Secret draft) {
        DraftReading reading = source.draft(draft.reveal(), reloader.current().orElseThrow());
        return new Checked(
                reading.findings(),
                reading.credential().flatMap(credential -> Lifetime.certificate(credential.draft())));
    }

    @Override
    public Renewals renewal() {
        return renewals;
    }
}
