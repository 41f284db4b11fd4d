package signet.server.canary;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import signet.doctor.TestMessage;
import signet.server.account.SendingAccount;
import signet.server.canary.Canary.Change;
import signet.server.watch.Loop;
import signet.server.watch.StateFile;
import signet.server.watch.Watched;

/**
 * Sends the canaries of all accounts and follows them, on one thread. {@link #start} it after delivery, {@link #close} it before.
 * {@link #states} is for all threads.
 */
public final class Canaries implements AutoCloseable {
    /** So long a message may take from the provider's acceptance to the mailbox, and as long until it is accepted. */
    public static final Duration LIMIT = Duration.ofMinutes(10);

    private static final Logger LOG = System.getLogger(Canaries.class.getName());
    /** While one is {@linkplain Flight#fresh fresh}. */
    private static final Duration NEAR = Duration.ofMillis(200);

    private static final Duration TURN = Duration.ofSeconds(1);
    private static final Duration UNSOUND = Duration.ofSeconds(5);

    private final Ports ports;
    private final InstantSource clock;
    private final Loop loop;
    private final Notes notes;
    private final Entries entries;
    private final Rota rota;
    private final Looks looks;
    private final Pursuit pursuit;
    private final AtomicReference<Duration> clockSet = new AtomicReference<>(Duration.ZERO);
    private volatile Map<String, CanaryState> states = Map.of();

    /**
     * @param plans of the settings in force, the same list as long as they are; asked each turn
     * @param data  the folder of the server's data
     */
    public Canaries(Ports ports, Supplier<List<Plan>> plans, Path data, InstantSource clock, RandomGenerator random)
            throws IOException {
        this.ports = ports;
        this.clock = clock;
        loop = new Loop("canaries", Duration.ZERO, this::turn);
        notes = new Notes(new StateFile(data.resolve("canaries.notes")));
        entries = new Entries(ports.queue(), clock);
        rota = new Rota(plans, notes.read(), entries, random);
        looks = new Looks(clock, loop::wake);
        pursuit = new Pursuit(entries, looks, ports.diagnosis(), new Verdicts(ports.events(), entries));
    }

    public void start() {
        loop.start();
    }

    /** For a watchdog. */
    public Watched loop() {
        return loop;
    }

    /** How each canary is, by the name of its account. */
    public Map<String, CanaryState> states() {
        return states;
    }

    /** The wall clock was set. For any thread. */
    public void clockSet(Duration by) {
        clockSet.accumulateAndGet(by, Duration::plus);
        loop.wake();
    }

    /** One turn; says how long there is nothing to do. */
    Duration turn() throws IOException {
        if (ports.queue().health().unhealthy().isPresent()) {
            return UNSOUND; // nothing can be accepted or noted
        }
        Duration jump = clockSet.getAndSet(Duration.ZERO);
        rota.canaries().forEach(canary -> canary.clockSet(jump));
        Instant now = clock.instant();
        Standstills still = new Standstills(ports.states());
        rota.follow(now);
        looks.breakOffLate();
        for (Optional<Looks.Seen> seen = looks.next(); seen.isPresent(); seen = looks.next()) {
            saw(seen.get(), now);
        }
        Map<Canary, SendingAccount> beginning = new LinkedHashMap<>();
        for (Canary canary : rota.canaries()) {
            if (canary.flight().isPresent()) {
                pursuit.pursue(canary, rota.plan(canary), canary.flight().get(), now, still);
            } else if (!now.isBefore(canary.next())) {
                begin(canary, now, still).ifPresent(account -> beginning.put(canary, account));
            }
        }
        keep(); // the marks of those that begin too: whatever happens now, their messages are known again
        beginning.forEach((canary, account) -> send(canary, account, now));
        keep();
        return rota.canaries().stream()
                        .flatMap(canary -> canary.flight().stream())
                        .anyMatch(flight -> flight.fresh(now))
                ? NEAR
                : TURN;
    }

    /** What was found is out of the mailbox: nobody finds it a second time. */
    private void saw(Looks.Seen seen, Instant now) throws IOException {
        Optional<Canary> canary = rota.canary(seen.account());
        try {
            if (canary.isPresent()) {
                pursuit.saw(canary.get(), rota.plan(canary.get()), seen, now);
            }
        } catch (IOException e) { // it could not be stored
            looks.again(seen);
            throw e;
        }
    }

    /** @return whose it is; empty when none can be sent now */
    private Optional<SendingAccount> begin(Canary canary, Instant now, Standstills still) throws IOException {
        Optional<SendingAccount> account = ports.accounts()
                .current()
                .account(canary.account())
                .filter(found -> found.mail().isPresent());
        if (account.isEmpty() || still.of(canary.account()).isPresent()) {
            rota.putOff(canary, now);
            return Optional.empty();
        }
        canary.begin(Flight.begun(TestMessage.fresh("canary").mark(), now));
        rota.goOn(canary, now);
        return account;
    }

    private void send(Canary canary, SendingAccount account, Instant now) {
        Flight flight = canary.flight().orElseThrow();
        try {
            canary.queued(entries.put(account, new TestMessage(flight.mark()), now));
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "the canary of {0} was not taken into the queue: {1}",
                    canary.account(),
                    e.getMessage());
            canary.unsent("it was not taken into the queue: " + e.getMessage());
        }
    }

    /** Notes and shows what has changed. */
    private void keep() throws IOException {
        Change change = rota.change();
        if (change == Change.NOTED) {
            notes.write(rota.canaries());
        }
        if (change != Change.NONE) {
            states = rota.states();
            rota.kept();
        }
    }

    /** {@link #LIMIT}, in words. */
    static String minutes() {
        return LIMIT.toMinutes() + " min";
    }

    /** Ends; one under way is forgotten at the next start. */
    @Override
    public void close() {
        loop.close();
        looks.breakOffAll();
    }
}
