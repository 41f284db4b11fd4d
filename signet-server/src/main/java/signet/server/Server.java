package signet.server;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import signet.doctor.Catalogue;
import signet.doctor.Finding;
import signet.mail.Dialer;
import signet.oauth.Problem.Severity;
import signet.oauth.Secret;
import signet.server.account.Accounts;
import signet.server.account.Logins;
import signet.server.account.RetrySchedule;
import signet.server.account.Roster;
import signet.server.account.Triage;
import signet.server.account.Users;
import signet.server.api.ApiOptions;
import signet.server.api.ApiServices;
import signet.server.api.HttpApi;
import signet.server.api.OperatorToken;
import signet.server.canary.Canaries;
import signet.server.console.Console;
import signet.server.console.ConsoleServices;
import signet.server.delivery.Bounces;
import signet.server.delivery.Delivery;
import signet.server.delivery.Gauges;
import signet.server.delivery.Ports;
import signet.server.event.Event;
import signet.server.event.EventKind;
import signet.server.event.EventLog;
import signet.server.listener.Statistics;
import signet.server.queue.Health;
import signet.server.queue.Limits;
import signet.server.queue.QueueView;
import signet.server.queue.Reception;
import signet.server.queue.Spool;
import signet.server.secret.SecretsKey;
import signet.server.secret.Vault;
import signet.server.settings.ServerSettings;
import signet.server.settings.SettingsReading;
import signet.server.settings.SettingsSource;
import signet.server.store.SqliteStore;
import signet.server.support.LocalParts;
import signet.server.watch.Loop;
import signet.server.watch.Readings;
import signet.server.watch.Watch;

/**
 * A running {@code signet serve}: store, watching, delivery, listeners and, last, the API. Everything is built here by
 * constructors, in the order in which it may be used; {@link #close} takes it apart in the opposite order and lets what has begun
 * be finished.
 */
public final class Server implements AutoCloseable {
    private static final Duration GATHER = Duration.ofSeconds(1);
    private static final Logger LOG = System.getLogger(Server.class.getName());

    private final Deque<Ending> endings;
    private final Path data;
    private final SqliteStore store;
    private final Reloader reloader;
    private final Doors doors;
    private final WebServer web;

    /** Ends one part. */
    private interface Ending {
        void end() throws IOException, InterruptedException;
    }

    /**
     * What a server starts from.
     *
     * @param data       in place of what the settings say
     * @param version    as it is shown
     * @param grace      how long what is being accepted or sent may take to end
     * @param logDropped lines of the server log that were dropped
     * @param nanos      the monotonic clock, by which it is seen that somebody has set the other one
     */
    public record Plan(
            SettingsSource source,
            Optional<Path> data,
            InstantSource clock,
            String version,
            Duration grace,
            LongSupplier logDropped,
            LongSupplier nanos) {
        public Plan(
                SettingsSource source,
                Optional<Path> data,
                InstantSource clock,
                String version,
                Duration grace,
                LongSupplier logDropped) {
            this(source, data, clock, version, grace, logDropped, System::nanoTime);
        }

        /** The same where the clock is moved to let time pass, as in a demonstration: that is no clock that was set. */
        public Plan passing() {
            return new Plan(
                    source,
                    data,
                    clock,
                    version,
                    grace,
                    logDropped,
                    () -> Duration.between(Instant.EPOCH, clock.instant()).toNanos());
        }
    }

    private Server(Deque<Ending> endings, Path data, SqliteStore store, Reloader reloader, Doors doors, WebServer web) {
        this.endings = endings;
        this.data = data;
        this.store = store;
        this.reloader = reloader;
        this.doors = doors;
        this.web = web;
    }

    /**
     * Starts everything; returns when mail is accepted.
     *
     * @throws SettingsException when the settings keep it from starting
     * @throws IOException       when a folder, a key, the database or a port does; the message says what to do
     */
    public static Server start(Plan plan) throws IOException {
        Deque<Ending> endings = new ArrayDeque<>();
        try {
            return build(plan, endings);
        } catch (IOException | RuntimeException | Error e) {
            end(endings).ifPresent(e::addSuppressed);
            throw e;
        }
    }

    private static Server build(Plan plan, Deque<Ending> endings) throws IOException {
        InstantSource clock = plan.clock();
        ServerSettings settings = settings(plan);
        Path data = plan.data().orElse(settings.data()).toAbsolutePath();
        Files.createDirectories(data);
        Health health = new Health();
        Accounts accounts = new Accounts(Roster.EMPTY);
        SqliteStore store =
                SqliteStore.open(data, vault(data, settings), clock, health, name -> giveUpAfter(accounts, name));
        endings.push(store::close);

        Spool spool = new Spool(data.resolve("spool"));
        Reception reception = new Reception(accounts, store.acceptance(), health, spool, Limits.STANDARD, clock);
        Logins logins = new Logins(accounts);
        endings.push(logins::close);
        Doors doors = new Doors(data, reception, accounts, logins, clock);
        Wiring wiring = new Wiring(clock, Dialer.DIRECT);
        InUse inUse = InUse.of(data);
        RehearsalRecord rehearsals = RehearsalRecord.of(data);
        AtomicReference<Runnable> reloaded = new AtomicReference<>(() -> {});
        Reloader reloader = new Reloader(
                plan.source(),
                store.objects(),
                new RosterBuilder(wiring),
                accounts,
                new Reloader.Hooks(
                        inUse::apply,
                        next -> {
                            reception.limits(next.serving().limits());
                            doors.follow(next.serving().listeners());
                            reloaded.get().run();
                        },
                        result -> tell(result, store.events())));
        Reloader.Result first = reloader.reload();
        if (!first.taken()) {
            throw new SettingsException(first.findings());
        }

        Catalogue catalogue = Catalogue.load();
        Configuring configuring = new Configuring(
                plan.source(),
                reloader,
                store.objects(),
                new Examiner(catalogue, clock),
                new Renewals.Parts(
                        new Rehearser(catalogue, clock),
                        Changeover.of(data, store.events()),
                        inUse,
                        rehearsals,
                        clock));
        Bounces bounces = new Bounces(accounts, store.view(), clock);
        Delivery delivery = new Delivery(
                new Ports(accounts, store.claims(), store.accountStates(), health, settings.node()),
                new Triage(catalogue),
                bounces,
                clock,
                new SecureRandom());
        WatchTerms terms = new WatchTerms(reloader, rehearsals);
        Canaries canaries =
                canaries(store, reception, health, accounts, new CanaryPlans(reloader, wiring, catalogue, data));
        Watch watch = new Watch(
                new Watch.Store(data, store.events(), store.view(), store.accountStates(), store.upkeep()),
                new Watch.Server(
                        plan.version(),
                        accounts,
                        reception,
                        health,
                        bounces,
                        readings(delivery, doors, canaries, plan)),
                terms,
                clock,
                plan.nanos(),
                catalogue);
        endings.push(watch::close);
        Succession succession = new Succession(
                reloader, configuring.renewal(), rehearsals, store.accountStates(), store.events(), catalogue, clock);
        Loop successions = new Loop("succession", GATHER, succession::runOnce);
        watch.guard(successions);
        watch.onClockSet(delivery::clockSet);
        watch.onClockSet(canaries::clockSet);
        watch.start();
        reloaded.set(() -> {
            watch.reloaded();
            successions.wake();
        });
        Map<String, String> version = Map.of("version", plan.version());
        store.events().append(Event.of(EventKind.STARTED, version));
        endings.push(() -> store.events().append(Event.of(EventKind.STOPPED, version)));
        delivery.start();
        endings.push(() -> delivery.stop(plan.grace()));
        canaries.start();
        watch.guard(canaries.loop());
        endings.push(canaries::close);
        endings.push(() -> doors.close(plan.grace()));
        doors.open();

        OperatorToken.ensure(data, store.apiTokens(), clock.instant());
        ApiOptions options = WebOptions.of(settings.web());
        Users users = store.users();
        Optional<Secret> link = Console.firstLink(users, clock.instant());
        HttpApi api = HttpApi.start(
                options,
                new ApiServices(
                        new ApiServices.Queue(reception, store.pages(), store.verbs()),
                        new ApiServices.Sending(
                                accounts, store.accountStates(), configuring, delivery::probe, canaries::states),
                        new ApiServices.Operation(
                                health,
                                catalogue,
                                watch.metrics()::text,
                                () -> terms.get().expiries(),
                                new LocalParts.Place(plan.source(), Optional.of(data), plan.version(), clock)),
                        store.events(),
                        new ApiServices.Entrance(store.apiTokens(), users, store.secondFactors()),
                        clock),
                data.resolve("http"),
                new Console(
                        options, new ConsoleServices(people(store, reloader), store.events(), clock, plan.version())));
        endings.push(api::close);
        endings.push(successions::close);
        EventLog.Subscription news = store.events().subscribe(successions::wake); // an incident may have been opened
        endings.push(news::close);
        successions.start();
        endings.push(health::drain);
        endings.push(reloader::close);
        reloader.start();
        return new Server(endings, data, store, reloader, doors, new WebServer(options, api.port(), link));
    }

    private static ConsoleServices.People people(SqliteStore store, Reloader reloader) {
        return new ConsoleServices.People(
                store.users(),
                store.secondFactors(),
                () -> reloader.current()
                        .map(settings -> settings.serving().server().console().secondFactorRequired())
                        .orElse(true));
    }

    private static ServerSettings settings(Plan plan) throws SettingsException {
        SettingsReading reading = plan.source().read(List.of());
        return reading.settings()
                .filter(settings -> settings.serving().usable())
                .orElseThrow(() -> new SettingsException(reading.findings()))
                .serving()
                .server();
    }

    private static Vault vault(Path data, ServerSettings settings) throws IOException {
        return SecretsKey.vault(data, settings.secretsKey(), !SqliteStore.exists(data));
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

    private static Readings readings(Delivery delivery, Doors doors, Canaries canaries, Plan plan) {
        Gauges gauges = delivery.gauges();
        Readings.Delivering delivering =
                new Readings.Delivering(gauges::openSessions, gauges::lanes, gauges::pacingWaits, gauges::restarts);
        return new Readings(
                delivering, () -> counted(doors), () -> CanaryPlans.readings(canaries.states()), plan.logDropped());
    }

    private static Readings.Listeners counted(Doors doors) {
        Statistics.Snapshot all = doors.statistics();
        return new Readings.Listeners(
                all.connections(), all.open(), all.messages(), all.octets(), all.logins(), all.refusals());
    }

    private static Canaries canaries(
            SqliteStore store, Reception reception, Health health, Accounts accounts, CanaryPlans plans)
            throws IOException {
        return new Canaries(
                new signet.server.canary.Ports(
                        new signet.server.canary.Ports.Queue(
                                reception, health, store.view(), store.verbs(), store.upkeep()),
                        accounts,
                        store.accountStates(),
                        store.events(),
                        plans::diagnose),
                plans,
                plans.data(),
                plans.clock(),
                new SecureRandom());
    }

    private static Duration giveUpAfter(Accounts accounts, String name) {
        return accounts.current()
                .account(name)
                .map(account -> account.terms().retry())
                .orElse(RetrySchedule.STANDARD)
                .giveUpAfter();
    }

    /** The folder of database, messages and logs. */
    public Path data() {
        return data;
    }

    /** What is in the queue. */
    public QueueView queue() {
        return store.view();
    }

    /** What happens. */
    public EventLog events() {
        return store.events();
    }

    /** The port of the API. */
    public int apiPort() {
        return web.port();
    }

    /** Where people find the console. */
    public String console() {
        return web.base() + "/console/";
    }

    /** By which the first administrator comes in; only as long as there is no user. */
    public Optional<Secret> consoleLink() {
        return web.link().map(path -> Secret.of(web.base() + path.reveal()));
    }

    /** The ports mail is accepted on. */
    public List<Integer> smtpPorts() {
        return doors.ports();
    }

    /** Has the settings read anew once nobody is writing them any more: the signal HUP. Does not wait for it. */
    public void reloadSoon() {
        reloader.ask();
    }

    /** Reads the settings anew, at once. */
    public Reloader.Result reload() throws IOException {
        return reloader.reload();
    }

    /** Ends: accepts nothing more, finishes what is being accepted and sent, stores it, and lets go of the data folder. */
    @Override
    public void close() throws IOException {
        Optional<IOException> failure = end(endings);
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    private static Optional<IOException> end(Deque<Ending> endings) {
        IOException failure = null;
        while (!endings.isEmpty()) {
            try {
                endings.pop().end();
            } catch (IOException | RuntimeException e) {
                LOG.log(Level.WARNING, "while ending: {0}", e.getMessage());
                failure =
                        failure == null ? new IOException("not everything ended well: " + e.getMessage(), e) : failure;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // whoever hurries us: the rest still ends
            }
        }
        return Optional.ofNullable(failure);
    }
}
