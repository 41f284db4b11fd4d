package signet.server;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import signet.doctor.Finding;
import signet.mail.Stage;
import signet.oauth.Problem.Severity;
import signet.server.account.Accounts;
import signet.server.account.ObjectStore;
import signet.server.account.ObjectStore.Stored;
import signet.server.settings.Settings;
import signet.server.settings.SettingsReading;
import signet.server.settings.SettingsSource;

/**
 * Takes over changed settings while the server runs: by itself when the file, or a file that a value of it names, has changed; on
 * {@link #ask()} for a signal; on {@link #reload()} for a request, or an object made through the API. What is read is taken over
 * as a whole or not at all: with an error of structure, or a fault in a section of the server, the former settings stay.
 *
 * <p>A new key and its certificate come as two files, one after the other. A change is therefore taken only when nothing has
 * changed any more between two looks; and where the pair is found torn nevertheless, the second file is the next change.
 *
 * <p>Thread-safe: one reload at a time.
 */
public final class Reloader implements AutoCloseable {
    /** Between two looks at the files. */
    public static final Duration INTERVAL = Duration.ofSeconds(2);

    private static final int MOST_READINGS = 3;
    private static final Logger LOG = System.getLogger(Reloader.class.getName());

    private final SettingsSource source;
    private final ObjectStore objects;
    private final RosterBuilder rosters;
    private final Accounts accounts;
    private final Hooks hooks;

    private final ReentrantLock lock = new ReentrantLock();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Set<Path> watched = new HashSet<>();
    private FileTimes loaded = FileTimes.NONE;
    private FileTimes seen = FileTimes.NONE;
    private volatile @Nullable Settings current;
    /** As they were read, before {@link Hooks#inForce}. */
    private @Nullable Settings read;

    private @Nullable Settings started;
    private boolean asked;

    /** Call {@link #reload()} once before anything else. */
    public Reloader(SettingsSource source, ObjectStore objects, RosterBuilder rosters, Accounts accounts, Hooks hooks) {
        this.source = source;
        this.objects = objects;
        this.rosters = rosters;
        this.accounts = accounts;
        this.hooks = hooks;
    }

    /**
     * What others have to do with settings.
     *
     * @param inForce makes of the settings as they were read those that are used: a credential may be used by its successor
     * @param taken   told of each settings taken over, after the roster is in force; on the reloading thread, one at a time
     * @param told    told of each reload but the first, taken over or not
     */
    public record Hooks(Function<Settings, InUse.Applied> inForce, Consumer<Settings> taken, Consumer<Result> told) {}

    /**
     * What became of a reload.
     *
     * @param taken    false when the former settings stay
     * @param findings everything that was found, errors first
     */
    public record Result(boolean taken, List<Finding> findings) {
        public Result {
            findings = List.copyOf(findings);
        }
    }

    /** The settings in force; empty before the first reload that was right. */
    public Optional<Settings> current() {
        return Optional.ofNullable(current);
    }

    /** Reads everything anew and takes it over if it is right. */
    public Result reload() throws IOException {
        lock.lock();
        try {
            SettingsReading reading = read(objects.objects());
            Optional<InUse.Applied> applied =
                    reading.settings().filter(s -> s.serving().usable()).map(hooks.inForce());
            Optional<Settings> usable = applied.map(InUse.Applied::settings);
            List<Finding> findings = new ArrayList<>(reading.findings());
            applied.ifPresent(found -> findings.addAll(found.findings()));
            usable.flatMap(this::afterRestart).ifPresent(findings::add);
            boolean first = started == null;
            if (usable.isPresent()) {
                read = reading.settings().orElseThrow();
                take(usable.get());
            }
            log(usable, findings);
            Result result = new Result(usable.isPresent(), findings);
            if (!first) {
                hooks.told().accept(result);
            }
            return result;
        } finally {
            lock.unlock();
        }
    }

    /** What is used of the settings has changed, and not the file: takes over once more what was read last, however wrong it is now. */
    void again() {
        lock.lock();
        try {
            Settings last = read;
            if (last != null) {
                take(hooks.inForce().apply(last).settings());
            }
        } finally {
            lock.unlock();
        }
    }

    /** The credential has changed over and the file is wrong at this moment: what was read last goes on with what follows. */
    void follow(String credential) {
        lock.lock();
        try {
            Settings last = read;
            if (last != null) {
                read = last.with(credential, found -> found.renewed().orElse(found));
                again();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * The files are looked at before they are read, so that what changes meanwhile is a change for the next look. Which files
     * there are is known only from reading: with news among them it is read again.
     */
    private SettingsReading read(List<Stored> stored) {
        SettingsReading reading;
        int readings = 0;
        do {
            loaded = FileTimes.of(watched);
            reading = source.read(stored);
            readings++;
        } while (watched.addAll(reading.files()) && readings < MOST_READINGS);
        if (reading.settings().isPresent()) {
            watched.retainAll(reading.files()); // after an error of structure we know less than before
            loaded = loaded.only(watched);
        }
        seen = loaded;
        return reading;
    }

    private void take(Settings settings) {
        accounts.replace(rosters.build(settings, accounts.current()));
        current = settings;
        if (started == null) {
            started = settings;
        }
        hooks.taken().accept(settings);
    }

    private Optional<Finding> afterRestart(Settings next) {
        Settings first = started;
        if (first == null
                || first.serving()
                        .server()
                        .atStart()
                        .equals(next.serving().server().atStart())) {
            return Optional.empty();
        }
        return Optional.of(new Finding(
                "settings-after-restart",
                Severity.INFO,
                "'server' has changed; it is read when the server starts",
                List.of(),
                "Restart signet serve.",
                Stage.CONFIGURATION));
    }

    private static void log(Optional<Settings> usable, List<Finding> findings) {
        for (Finding finding : findings) {
            if (finding.severity() != Severity.INFO) {
                LOG.log(Level.WARNING, finding.summary().replaceFirst("[.]?$", ". ") + finding.remedy());
            }
        }
        String outcome = usable.map(settings -> "settings taken over: "
                        + settings.accounts().size() + " accounts, "
                        + settings.serving().logins().size() + " logins")
                .orElse("the settings are wrong; the former ones stay");
        LOG.log(usable.isPresent() ? Level.INFO : Level.ERROR, outcome);
    }

    /**
     * Has the settings read as soon as the files are quiet: for a signal, which may come while somebody is still writing them. Half
     * of a file may well be a valid one.
     */
    public void ask() {
        lock.lock();
        try {
            asked = true;
            seen = FileTimes.NONE; // what was seen before the question says nothing about now
        } finally {
            lock.unlock();
        }
    }

    /**
     * Looks at the files once, and reloads when they differ from what was read and are the same as at the look before.
     *
     * @return what became of the reload; empty when there was nothing to do
     */
    public Optional<Result> look() throws IOException {
        lock.lock();
        try {
            FileTimes now = FileTimes.of(watched);
            boolean still = now.equals(seen);
            seen = now;
            if (!still || (now.equals(loaded) && !asked)) {
                return Optional.empty();
            }
            asked = false;
            return Optional.of(reload());
        } finally {
            lock.unlock();
        }
    }

    /** Looks at the files every {@link #INTERVAL} from now on, on a thread of its own, until it is closed. */
    public void start() {
        Thread.ofPlatform().name("signet-reload").daemon().start(this::watch);
    }

    private void watch() {
        try {
            while (!closed.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    look();
                } catch (IOException | RuntimeException e) {
                    LOG.log(Level.ERROR, "the settings could not be read anew; the former ones stay", e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the process ends
        }
    }

    /** Ends the watching. */
    @Override
    public void close() {
        closed.countDown();
    }
}
