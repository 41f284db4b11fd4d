package signet.server.watch;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import signet.doctor.Catalogue;
import signet.server.account.AccountStates;
import signet.server.account.Accounts;
import signet.server.account.Expiry;
import signet.server.event.EventLog;
import signet.server.event.EventLog.Subscription;
import signet.server.mime.MessageWriter;
import signet.server.queue.Health;
import signet.server.queue.QueueView;
import signet.server.queue.Reception;
import signet.server.queue.Upkeep;

/**
 * Everything that watches, put together: four threads – events, chores, alert mail, alert webhook. {@link #start} it before mail
 * is accepted, {@link #close} it after the last event was stored and before the store is closed.
 */
public final class Watch implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Watch.class.getName());
    private static final Duration GATHER = Duration.ofMillis(50);
    private static final Duration OFTEN = Duration.ofSeconds(5);
    /** Retention works for so long at a time, then others get their turn. */
    private static final Duration SWEEP = Duration.ofMillis(300);

    private final Store store;
    private final Server server;
    private final Supplier<Terms> terms;
    private final InstantSource clock;
    private final DeliveryLog log;
    private final Metrics metrics;
    private final Gauges gauges;
    private final Calendar calendar;
    private final ClockWatch clockWatch;
    private final Watchdog watchdog = new Watchdog();
    private final AlertWebhook webhook;
    private final Follower follower;
    private final Housekeeper housekeeper;
    private final Loop events;
    private final Loop chores;
    private final Loop mailLoop;
    private final Loop webhookLoop;
    private final List<Consumer<Duration>> clockSet = new CopyOnWriteArrayList<>();
    private volatile @org.jspecify.annotations.Nullable Subscription subscription;

    /** What is stored, and where the data folder is. */
    public record Store(Path data, EventLog events, QueueView queue, AccountStates states, Upkeep upkeep) {}

    /** The running server. */
    public record Server(
            String version,
            Accounts accounts,
            Reception reception,
            Health health,
            Upkeep.Reports reports,
            Readings readings) {}

    /**
     * What the settings in force say.
     *
     * @param successors credentials that something follows, and whether a token was given for it when it was tried last
     */
    public record Terms(AlertTargets alerts, Upkeep.Keep keep, List<Expiry> expiries, Map<String, Boolean> successors) {
        public Terms {
            expiries = List.copyOf(expiries);
            successors = Map.copyOf(successors);
        }
    }

    /**
     * @param terms asked again each time, so a reload is followed
     * @param nanos the monotonic clock, by which {@code clock} is judged
     */
    public Watch(
            Store store,
            Server server,
            Supplier<Terms> terms,
            InstantSource clock,
            LongSupplier nanos,
            Catalogue catalogue)
            throws IOException {
        this.store = store;
        this.server = server;
        this.terms = terms;
        this.clock = clock;
        Files.createDirectories(store.data());
        log = new DeliveryLog(store.data().resolve("log"), store.events());
        metrics = new Metrics(server.version(), store.events());
        clockWatch = new ClockWatch(clock, nanos);
        calendar = new Calendar(() -> terms.get().expiries(), store.events(), file("calendar.told"), clock);
        gauges = new Gauges(
                new Gauges.Source(
                        store.events(),
                        store.queue(),
                        store.states(),
                        server.accounts(),
                        server.health(),
                        new Gauges.Ends(calendar, () -> terms.get().successors()),
                        server.readings().canaries()),
                metrics);
        AlertTexts texts = new AlertTexts(catalogue, store.queue(), store.states(), server.accounts());
        AlertQueue toMail = new AlertQueue(file("alerts-mail.position"), store.events());
        AlertQueue toWebhook = new AlertQueue(file("alerts-webhook.position"), store.events());
        AlertMail mail = mail(toMail, texts);
        webhook = new AlertWebhook(this::targets, toWebhook, texts, clock);
        mailLoop = new Loop("alert-mail", Duration.ZERO, mail::runOnce);
        webhookLoop = new Loop("alert-webhook", Duration.ZERO, webhook::runOnce);
        Alerts alerts = new Alerts(
                this::targets,
                texts,
                List.of(new Alerts.Way(toMail, mailLoop::wake), new Alerts.Way(toWebhook, webhookLoop::wake)));
        follower = new Follower(
                store.events(), List.of(metrics, alerts, log, new Journal(store.events(), texts)), System::nanoTime);
        events = new Loop("events", GATHER, follower::runOnce);
        DiskWatch disk = new DiskWatch(
                this::usable, () -> server.reception().limits().freeDisk(), server.health(), store.events());
        ListenerMetrics listeners = new ListenerMetrics(server.readings().listeners(), metrics);
        WalWatch wal = new WalWatch(store.upkeep()::unmerged, WalWatch.LIMIT, store.events());
        housekeeper = new Housekeeper(chores(disk, wal, listeners), System::nanoTime);
        chores = new Loop("chores", Duration.ZERO, housekeeper::runOnce);
        register(disk, mail, List.of(toMail, toWebhook));
        metrics.gauge(
                "signet.storage.log.bytes",
                "Octets written that the database has not taken in yet",
                wal,
                WalWatch::octets);
    }

    private AlertMail mail(AlertQueue queue, AlertTexts texts) {
        AlertMail.Post post = new AlertMail.Post(server.reception(), new MessageWriter(clock), clock);
        return new AlertMail(this::targets, queue, texts, server.accounts(), store.states(), post);
    }

    private List<Chore> chores(DiskWatch disk, WalWatch wal, ListenerMetrics listeners) {
        StorageWatch storage = new StorageWatch(store.upkeep(), server.health(), clock, event -> {
            webhook.atOnce(event);
            webhookLoop.wake();
        });
        return List.of(
                Chore.simple("the look at the clock", OFTEN, this::steady),
                Chore.simple("the look at the disk", OFTEN, disk::runOnce),
                Chore.simple("the look at storage", OFTEN, storage::runOnce),
                Chore.simple("the look at the database's log", OFTEN, wal::runOnce),
                Chore.simple("the look at the credentials' ends", Duration.ofHours(1), calendar::runOnce),
                Chore.simple("the reading of gauges", OFTEN, gauges::refresh),
                Chore.simple("the reading of listeners", OFTEN, listeners::refresh),
                Chore.simple("the watchdog", OFTEN, watchdog::runOnce),
                Chore.simple("expiry", Duration.ofSeconds(30), this::expire),
                Chore.simple(
                        "the removal of old delivery logs",
                        Duration.ofHours(1),
                        () -> log.sweep(terms.get().keep().entries(), clock.instant())),
                new Chore("retention", Duration.ofHours(1), this::sweep));
    }

    private void register(DiskWatch disk, AlertMail mail, List<AlertQueue> queues) {
        metrics.gauge("signet.disk.free.bytes", "Octets free on the disk of the data folder", disk, DiskWatch::free);
        metrics.gauge(
                "signet.log.behind",
                "Events that are not yet in the delivery log",
                this,
                watch -> Math.max(watch.gauges.last() - watch.log.written(), 0));
        metrics.count(
                "signet.log.failures",
                "Batches that could not be written to the delivery log",
                log,
                DeliveryLog::failures);
        metrics.count("signet.alerts.mails", "Alert mails put into the queue", mail, AlertMail::sent);
        metrics.count(
                "signet.alerts.dropped",
                "Alerts dropped because too many waited",
                queues,
                all -> all.stream().mapToLong(AlertQueue::dropped).sum());
        metrics.count(
                "signet.watchdog.restarts",
                "Loops that died and were started again",
                watchdog,
                dog -> dog.restarts()
                        + server.readings().delivering().restarts().getAsLong());
        metrics.count(
                "signet.clock.jumps", "Jumps of the wall clock by more than a minute", clockWatch, ClockWatch::jumps);
        Readings readings = server.readings();
        metrics.gauge(
                "signet.sessions",
                "Open conversations with providers",
                readings,
                r -> r.delivering().sessions().getAsInt());
        metrics.gauge(
                "signet.delivery.lanes",
                "Connections' worth of work for accounts, idle ones included",
                readings,
                r -> r.delivering().lanes().getAsInt());
        metrics.gauge(
                "signet.delivery.pacing",
                "Lanes that wait for their account's pace",
                readings,
                r -> r.delivering().waits().getAsInt());
        metrics.count(
                "signet.server.log.dropped",
                "Lines dropped because nobody read standard error",
                readings,
                r -> r.logDropped().getAsLong());
    }

    /** Begins; before that what the clock did while nobody ran is made good. */
    public void start() throws IOException {
        clockWatch.rested(store.upkeep().clockAtStart(clock.instant()));
        subscription = store.events().subscribe(events::wake);
        List.of(events, chores, mailLoop, webhookLoop).forEach(loop -> {
            watchdog.watch(loop);
            loop.start();
        });
    }

    /** Does once, on this thread, what the loops do; for tests, instead of {@link #start}. */
    void lookNow() throws IOException {
        follower.runOnce();
        housekeeper.runOnce();
    }

    /** Has somebody else's loop started again should it die; call it before {@link #start}. */
    public void guard(Watched watched) {
        watchdog.watch(watched);
    }

    /** Has {@code told} called when the wall clock was set, with how far, once what is stored is adapted; before {@link #start}. */
    public void onClockSet(Consumer<Duration> told) {
        clockSet.add(told);
    }

    /** For {@code /metrics}. */
    public Metrics metrics() {
        return metrics;
    }

    /** Whether the wall clock can be believed: while not, nothing expires. For tests. */
    ClockWatch clockWatch() {
        return clockWatch;
    }

    /** The settings have changed: looks at once at what depends on them. */
    public void reloaded() {
        housekeeper.hurry(); // a new credential may end soon
        chores.wake();
        mailLoop.wake();
        webhookLoop.wake();
    }

    private StateFile file(String name) {
        return new StateFile(store.data().resolve(name));
    }

    private AlertTargets targets() {
        return terms.get().alerts();
    }

    private long usable() throws IOException {
        FileStore disk = Files.getFileStore(store.data());
        return disk.getUsableSpace();
    }

    /** Whether the wall clock can be believed. What a jump moved is moved back first. */
    private boolean steady() throws IOException {
        boolean steady = clockWatch.steady();
        Duration by = clockWatch.untold();
        if (!by.isZero()) {
            store.upkeep().clockSet(by, clock.instant());
            clockWatch.told(by);
            clockSet.forEach(told -> told.accept(by));
        }
        return steady;
    }

    private void expire() throws IOException {
        if (steady() && server.health().unhealthy().isEmpty()) {
            store.upkeep().expire(clock.instant(), server.reports());
        }
    }

    private boolean sweep() throws IOException {
        if (!steady() || server.health().unhealthy().isPresent()) {
            return false;
        }
        long began = System.nanoTime();
        while (System.nanoTime() - began < SWEEP.toNanos()) {
            Upkeep.Swept swept = store.upkeep().sweep(terms.get().keep(), clock.instant());
            if (swept.contents() + swept.entries() + swept.transcripts() == 0) {
                return false;
            }
        }
        return true;
    }

    /** Writes the last events to the delivery log, then ends. */
    @Override
    public void close() throws IOException {
        Subscription open = subscription;
        if (open != null) {
            open.close();
        }
        chores.close();
        mailLoop.close();
        webhook.close();
        webhookLoop.close();
        if (events.close(Duration.ofSeconds(5))) {
            new Follower(store.events(), List.of(log), System::nanoTime).runOnce();
            log.close();
        } else {
            LOG.log(Level.WARNING, "the delivery log is behind; it goes on at the next start where it is");
        }
    }
}
