package signet.server;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import signet.doctor.Finding;
import signet.oauth.Problem.Severity;
import signet.server.account.Triage;
import signet.server.canary.Canaries;
import signet.server.delivery.Bounces;
import signet.server.delivery.Delivery;
import signet.server.delivery.Gauges;
import signet.server.delivery.Ports;
import signet.server.event.Event;
import signet.server.event.EventKind;
import signet.server.event.EventLog;
import signet.server.listener.Statistics;
import signet.server.settings.Settings;
import signet.server.store.SqliteStore;
import signet.server.watch.Loop;
import signet.server.watch.Readings;
import signet.server.watch.Watch;

/**
 * All that takes mail in, sends it and watches over that, by settings that may change. Nothing of it runs before {@link #open};
 * {@link #follow} comes last, so that it ends first: a server that ends takes over no other settings.
 */
final class MailService {
    private static final Duration GATHER = Duration.ofSeconds(1);
    private static final Logger LOG = System.getLogger(MailService.class.getName());

    private final Ground ground;
    private final Doors doors;
    private final Reloader reloader;
    private final Configuring configuring;
    private final Delivery delivery;
    private final WatchTerms terms;
    private final Canaries canaries;
    private final Watch watch;
    private final Loop successions;
    /** What a reload asks for besides, once somebody is there to be told. */
    private final AtomicReference<Runnable> reloaded = new AtomicReference<>(() -> {});

    /** @throws SettingsException when the settings keep a server from starting */
    MailService(Ground ground) throws IOException {
        this.ground = ground;
        SqliteStore store = ground.store();
        doors = new Doors(ground.data(), ground.reception(), ground.accounts(), ground.logins(), ground.clock());
        InUse inUse = InUse.of(ground.data());
        RehearsalRecord rehearsals = RehearsalRecord.of(ground.data());
        reloader = new Reloader(
                ground.plan().source(),
                store.objects(),
                new RosterBuilder(ground.wiring()),
                ground.accounts(),
                new Reloader.Hooks(inUse::apply, this::taken, result -> tell(result, store.events())));
        Reloader.Result first = reloader.reload();
        if (!first.taken()) {
            throw new SettingsException(first.findings());
        }
        configuring = configuring(ground, reloader, inUse, rehearsals);
        Bounces bounces = new Bounces(ground.accounts(), store.view(), ground.clock());
        delivery = delivery(ground, bounces);
        terms = new WatchTerms(reloader, rehearsals);
        canaries = canaries(ground, new CanaryPlans(reloader, ground.wiring(), ground.catalogue()));
        Readings readings = new Readings(
                delivering(delivery.gauges()),
                () -> counted(doors.statistics()),
                () -> CanaryPlans.readings(canaries.states()),
                ground.plan().logDropped());
        watch = watch(ground, bounces, readings, terms);
        Succession succession = new Succession(
                reloader,
                configuring.renewal(),
                rehearsals,
                store.accountStates(),
                store.events(),
                ground.catalogue(),
                ground.clock());
        successions = new Loop("succession", GATHER, succession::runOnce);
    }

    // --- what it is made of

    private static Configuring configuring(Ground ground, Reloader reloader, InUse inUse, RehearsalRecord rehearsals)
            throws IOException {
        return new Configuring(
                ground.plan().source(),
                reloader,
                ground.store().objects(),
                new Examiner(ground.catalogue(), ground.clock()),
                new Renewals.Parts(
                        new Rehearser(ground.catalogue(), ground.clock()),
                        Changeover.of(ground.data(), ground.store().events()),
                        inUse,
                        rehearsals,
                        ground.clock()));
    }

    private static Delivery delivery(Ground ground, Bounces bounces) {
        SqliteStore store = ground.store();
        return new Delivery(
                new Ports(
                        ground.accounts(),
                        store.claims(),
                        store.accountStates(),
                        ground.health(),
                        ground.settings().node()),
                new Triage(ground.catalogue()),
                bounces,
                ground.clock(),
                new SecureRandom());
    }

    private static Canaries canaries(Ground ground, CanaryPlans plans) throws IOException {
        SqliteStore store = ground.store();
        return new Canaries(
                new signet.server.canary.Ports(
                        new signet.server.canary.Ports.Queue(
                                ground.reception(), ground.health(), store.view(), store.verbs(), store.upkeep()),
                        ground.accounts(),
                        store.accountStates(),
                        store.events(),
                        plans::diagnose),
                plans,
                ground.data(),
                ground.clock(),
                new SecureRandom());
    }

    private static Watch watch(Ground ground, Bounces bounces, Readings readings, WatchTerms terms) throws IOException {
        SqliteStore store = ground.store();
        return new Watch(
                new Watch.Store(ground.data(), store.events(), store.view(), store.accountStates(), store.upkeep()),
                new Watch.Server(
                        ground.plan().version(),
                        ground.accounts(),
                        ground.reception(),
                        ground.health(),
                        bounces,
                        readings),
                terms,
                ground.clock(),
                ground.plan().nanos(),
                ground.catalogue());
    }

    private static Readings.Delivering delivering(Gauges gauges) {
        return new Readings.Delivering(gauges::openSessions, gauges::lanes, gauges::pacingWaits, gauges::restarts);
    }

    private static Readings.Listeners counted(Statistics.Snapshot all) {
        return new Readings.Listeners(
                all.connections(), all.open(), all.messages(), all.octets(), all.logins(), all.refusals());
    }

    // --- its life

    /** Watches, sends what is due, and opens the ports for mail. */
    void open(Endings endings) throws IOException {
        EventLog events = ground.store().events();
        Duration grace = ground.plan().grace();
        endings.push(watch::close);
        watch.guard(successions);
        watch.onClockSet(delivery::clockSet);
        watch.onClockSet(canaries::clockSet);
        watch.start();
        reloaded.set(() -> {
            watch.reloaded();
            successions.wake();
        });
        Map<String, String> version = Map.of("version", ground.plan().version());
        events.append(Event.of(EventKind.STARTED, version));
        endings.push(() -> events.append(Event.of(EventKind.STOPPED, version)));
        delivery.start();
        endings.push(() -> delivery.stop(grace));
        canaries.start();
        watch.guard(canaries.loop());
        endings.push(canaries::close);
        endings.push(() -> doors.close(grace));
        doors.open();
    }

    /** From now on credentials that end are followed by others, and settings that change are taken over. */
    void follow(Endings endings) {
        endings.push(successions::close);
        EventLog.Subscription news =
                ground.store().events().subscribe(successions::wake); // an incident may have been opened
        endings.push(news::close);
        successions.start();
        endings.push(ground.health()::drain);
        endings.push(reloader::close);
        reloader.start();
    }

    private void taken(Settings settings) {
        ground.reception().limits(settings.serving().limits());
        doors.follow(settings.serving().listeners());
        reloaded.get().run();
    }

    private static void tell(Reloader.Result result, EventLog events) {
        String reason = result.findings().stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .findFirst()
                .map(Finding::summary)
                .orElse("");
        Event event = result.taken()
                ? Event.of(EventKind.RELOADED, Map.of())
                : Event.of(EventKind.RELOAD_REFUSED, Map.of("reason", reason));
        try {
            events.append(event);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "that the settings were read anew could not be stored: {0}", e.getMessage());
        }
    }

    // --- what others ask of it

    Doors doors() {
        return doors;
    }

    Reloader reloader() {
        return reloader;
    }

    Configuring configuring() {
        return configuring;
    }

    Delivery delivery() {
        return delivery;
    }

    Canaries canaries() {
        return canaries;
    }

    Watch watch() {
        return watch;
    }

    WatchTerms terms() {
        return terms;
    }
}
