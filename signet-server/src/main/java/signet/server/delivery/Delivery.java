package signet.server.delivery;

import java.io.IOException;
import java.lang.System.Logger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import signet.mail.Authentication;
import signet.server.account.AccountStates.Standstill;
import signet.server.account.Ownership;
import signet.server.account.SendingAccount;
import signet.server.account.Terms.UnconfirmedRule;
import signet.server.account.Triage;

/**
 * The service that brings entries to their providers. Made once, started once, stopped once; thread-safe.
 *
 * <p>It notices by itself what becomes due and a replaced roster; {@link #wake} tells it of anything else that changed: a pause or
 * its end, storage that is sound again, a clock that was moved.
 */
public final class Delivery {
    private static final Logger LOG = System.getLogger("signet.delivery");
    /** A lane that was interrupted still stores what became of its message. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final Context context;
    private final Standing standing;
    private final Incidents incidents;
    private final Clerk clerk;
    private final Sampling sampling;
    private final Ticker ticker;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Map<String, Lanes> lanes = new ConcurrentHashMap<>();
    private final Threads threads = new Threads();
    private volatile Map<String, Standstill> standstills = Map.of();
    private volatile boolean probeAll;
    private volatile boolean stopping;
    private volatile long epoch;

    public Delivery(Ports ports, Triage triage, Bounces bounces, InstantSource clock, SecureRandom random) {
        this(ports, triage, bounces, clock, random, Patience.STANDARD);
    }

    public Delivery(
            Ports ports, Triage triage, Bounces bounces, InstantSource clock, SecureRandom random, Patience patience) {
        Gauges gauges = new Gauges();
        this.context = new Context(ports, triage, clock, random, patience, gauges);
        this.standing = new Present();
        LoginRecord logins = new LoginRecord();
        this.incidents = new Incidents(context, logins, threads, this::sample, this::standstillsChanged);
        this.clerk = new Clerk(context, new Judge(triage, bounces), logins, incidents, standing, stopped);
        this.sampling = new Sampling(context, standing, clerk, this::lanes);
        this.ticker = new Ticker(context, this::tick);
    }

    /** Takes the accounts over from whoever had them, gives back what an earlier run left, and begins. */
    public void start() throws IOException {
        Ports ports = context.ports();
        epoch = ports.states().takeOver(ports.node());
        Set<String> hold = ports.accounts().current().accounts().values().stream()
                .filter(account -> account.terms().unconfirmed() == UnconfirmedRule.HOLD)
                .map(SendingAccount::name)
                .collect(Collectors.toSet());
        int left = ports.claims().recover(epoch, hold);
        if (left > 0) {
            LOG.log(Logger.Level.WARNING, "{0} entries were between dot and answer when Signet ended", left);
        }
        clerk.remember();
        ports.accounts().watch(this::rosterChanged);
        ports.claims().onDue(this::due);
        probeAll = true; // what an incident waits for may have been mended while nobody ran
        threads.start("delivery-ticker", ticker::run);
    }

    /**
     * Ends: what is being sent is finished within {@code grace}, what is not is broken off; sessions are closed. Returns when
     * nothing runs any more.
     */
    public void stop(Duration grace) throws InterruptedException {
        stopping = true;
        ticker.stop();
        lanes.values().forEach(Lanes::look);
        boolean ended = threads.await(grace);
        stopped.countDown();
        if (!ended) {
            threads.interrupt();
            if (!threads.await(LAST_WORDS)) {
                LOG.log(Logger.Level.WARNING, "Some lanes do not end; the next start finds what they leave");
            }
        }
    }

    /** Looks at everything again, at once: pauses, incidents, what is due. Returns without waiting for it. */
    public void wake() {
        ticker.now();
    }

    /** Like {@link #wake}, and whatever stands still because of an incident is tried: somebody says that it is mended. */
    public void probe() {
        probeAll = true;
        ticker.now();
    }

    /**
     * Like {@link #probe}, for a person who says that this account is mended: its login host is asked although it has refused a
     * moment ago.
     */
    public void mended(String account) {
        context.ports()
                .accounts()
                .current()
                .account(account)
                .flatMap(SendingAccount::mail)
                .ifPresent(mail -> {
                    if (mail.authentication() instanceof Authentication.Bearer bearer) {
                        bearer.tokens().askAgain();
                    }
                });
        probe();
    }

    /**
     * The wall clock was set, and what is stored was adapted ({@link signet.server.queue.Upkeep#clockSet}): whoever waits here
     * waits as long as before. Incidents are probed at once: their cause may have been the clock.
     */
    public void clockSet(Duration by) {
        lanes.values().forEach(its -> its.clockSet(by));
        clerk.clockSet(by);
        probe();
    }

    /** Why nothing of the account begins at this moment, though it does not stand still; empty where it may. */
    public Optional<Rest> rest(String account) {
        return Optional.ofNullable(lanes.get(account)).flatMap(its -> its.rest(context.now()));
    }

    public Gauges gauges() {
        return context.gauges();
    }

    /** What lanes ask. */
    private final class Present implements Standing {
        @Override
        public Optional<SendingAccount> account(String name) {
            boolean may = !stopping && context.ports().health().unhealthy().isEmpty() && !standstills.containsKey(name);
            return may ? context.ports().accounts().current().account(name) : Optional.empty();
        }

        @Override
        public Ownership ownership(String name) {
            return new Ownership(name, context.ports().node(), epoch);
        }

        @Override
        public void dueAt(Instant time) {
            ticker.noLaterThan(time);
        }
    }

    // --- what happens

    private void due(String account) {
        if (standstills.containsKey(account)) {
            standing.dueAt(context.now()); // it may have gone on a moment ago; one look will do for many messages
        } else {
            nudge(account);
        }
    }

    private void nudge(String account) {
        if (standing.account(account).isPresent()) {
            lanes(account).nudge();
        }
    }

    private void rosterChanged() {
        probeAll = true;
        lanes.values().forEach(Lanes::resume);
        ticker.now();
    }

    private void standstillsChanged() {
        try {
            refresh();
        } catch (IOException e) {
            LOG.log(Logger.Level.WARNING, "Who stands still cannot be read at this moment", e);
        }
        ticker.now();
    }

    private void refresh() throws IOException {
        Map<String, Standstill> before = standstills;
        standstills = context.ports().states().standstills();
        if (!before.keySet().equals(standstills.keySet())) {
            lanes.values().forEach(Lanes::look);
        }
    }

    /** One look at everything; when the next one is due at the latest. */
    private Instant tick() throws IOException {
        lanes.values().forEach(Lanes::look); // first: where storage fails, what follows fails too
        refresh();
        Instant now = context.now();
        Instant next = now.plus(context.patience().look());
        for (Map.Entry<String, Instant> account : context.ports().claims().due().entrySet()) {
            if (!account.getValue().isAfter(now)) {
                nudge(account.getKey());
            } else {
                next = earlier(next, account.getValue());
            }
        }
        for (Lanes each : lanes.values()) {
            next = earlier(next, each.wakeAt(now).orElse(next));
        }
        lanes.values()
                .removeIf(each -> each.unused()
                        && context.ports()
                                .accounts()
                                .current()
                                .account(each.name())
                                .isEmpty());
        return earlier(next, probe(now).orElse(next));
    }

    /** Starts the probes that are due; that all of them are is not forgotten when storage fails first. */
    private Optional<Instant> probe(Instant now) throws IOException {
        boolean all = probeAll;
        probeAll = false;
        try {
            return incidents.runDue(now, all);
        } catch (IOException | RuntimeException e) {
            probeAll |= all;
            throw e;
        }
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private Sampling.Seen sample(SendingAccount account) throws IOException {
        return stopping ? new Sampling.Seen.Open() : sampling.look(account);
    }

    private Lanes lanes(String account) {
        return lanes.computeIfAbsent(account, name -> new Lanes(name, context, standing, this::startLane));
    }

    private void startLane(Lanes its) {
        Lane lane = new Lane(its, context, standing, clerk);
        context.gauges().lane(1);
        threads.start("lane-" + its.name(), () -> run(lane, its));
    }

    /** A lane that dies of our own fault takes nothing with it: the account gets another one. */
    private void run(Lane lane, Lanes its) {
        try {
            lane.run();
        } catch (InterruptedException e) {
            LOG.log(Logger.Level.DEBUG, "A lane of {0} was interrupted", its.name());
        } catch (RuntimeException | Error e) {
            context.gauges().restarted();
            LOG.log(Logger.Level.ERROR, "A lane of " + its.name() + " died and is started again", e);
        } finally {
            context.gauges().lane(-1);
            its.left(lane.asked());
        }
    }
}
