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
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import signet.doctor.Finding;
import signet.doctor.MarkSearch;
import signet.doctor.TestMessage;
import signet.server.account.AccountStates.Standstill;
import signet.server.account.SendingAccount;
import signet.server.canary.CanaryState.Missed;
import signet.server.canary.CanaryState.Reason;
import signet.server.canary.CanaryState.Returned;
import signet.server.event.Event;
import signet.server.event.EventKind;
import signet.server.queue.EntryId;
import signet.server.queue.EntryView;
import signet.server.queue.QueueVerbs.Verb;
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
    private static final String BY = "signet";
    /** While one was sent a moment ago its acceptance is near, and counts in the time it takes. */
    private static final Duration NEAR = Duration.ofMillis(200);

    private static final Duration NEAR_FOR = Duration.ofSeconds(15);
    /** How often one that takes longer is asked about. */
    private static final Duration SELDOM = Duration.ofSeconds(5);

    private static final Duration TURN = Duration.ofSeconds(1);
    private static final Duration UNSOUND = Duration.ofSeconds(5);
    /** Between two accounts' first ones. */
    private static final Duration APART = Duration.ofSeconds(2);
    /** When somebody who stands still is looked at again. */
    private static final Duration STILL = Duration.ofMinutes(1);
    /** One in so many parts of {@code every} is left to chance, so that those that began together do not stay together. */
    private static final int DRIFT = 20;
    /** One in so many is diagnosed while the mailbox cannot be read. */
    private static final int DIAGNOSES = 4;

    private final Ports ports;
    private final Supplier<List<Plan>> plans;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Notes notes;
    private final Post post;
    private final Loop loop;
    private final Looks looks;
    private final Map<String, Canary> canaries = new LinkedHashMap<>();
    private Map<String, Plan> planned = Map.of();
    private @Nullable List<Plan> known;
    /** Something that is noted. */
    private boolean changed = true;
    /** Something that is shown only. */
    private boolean moved;

    private boolean restarted = true;
    private final AtomicReference<Duration> clockSet = new AtomicReference<>(Duration.ZERO);
    private volatile Map<String, CanaryState> states = Map.of();

    /**
     * @param plans of the settings in force, the same list as long as they are; asked each turn
     * @param data  the folder of the server's data
     */
    public Canaries(Ports ports, Supplier<List<Plan>> plans, Path data, InstantSource clock, RandomGenerator random)
            throws IOException {
        this.ports = ports;
        this.plans = plans;
        this.clock = clock;
        this.random = random;
        this.notes = new Notes(new StateFile(data.resolve("canaries.notes")));
        this.post = new Post(ports.queue().reception());
        this.loop = new Loop("canaries", Duration.ZERO, this::turn);
        this.looks = new Looks(clock, loop::wake);
        canaries.putAll(notes.read());
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
        canaries.values().forEach(canary -> canary.clockSet(jump));
        Instant now = clock.instant();
        Standing standing = new Standing();
        follow(now);
        looks.breakOffLate();
        for (Looks.Seen seen : looks.collect()) {
            take(seen, now);
        }
        Map<Canary, SendingAccount> beginning = new LinkedHashMap<>();
        for (Canary canary : List.copyOf(canaries.values())) {
            Plan plan = planned.get(canary.account());
            if (plan == null) {
                continue;
            }
            if (canary.flight().isPresent()) {
                pursue(canary, plan, canary.flight().get(), now, standing);
            } else if (!now.isBefore(canary.next())) {
                ready(canary, plan, now, standing).ifPresent(account -> beginning.put(canary, account));
            }
        }
        note(); // the marks of those that begin too: whatever happens now, their messages are known again
        for (Map.Entry<Canary, SendingAccount> one : beginning.entrySet()) {
            send(one.getKey(), one.getValue(), now);
        }
        note();
        return near(now) ? NEAR : TURN;
    }

    private boolean near(Instant now) {
        return canaries.values().stream()
                .flatMap(canary -> canary.flight().stream())
                .anyMatch(flight -> flight.accepted().isEmpty()
                        && now.isBefore(flight.sent().plus(NEAR_FOR)));
    }

    private void note() throws IOException {
        if (changed) {
            notes.write(canaries.values());
        }
        if (changed || moved) {
            changed = false;
            moved = false;
            Map<String, CanaryState> next = new LinkedHashMap<>();
            planned.forEach((name, plan) -> {
                Canary canary = canaries.get(name);
                if (canary != null) {
                    next.put(name, canary.state(plan.every()));
                }
            });
            states = Map.copyOf(next);
        }
    }

    // --- who has one

    @SuppressWarnings(
            "ReferenceEquality") // a changed list is another object, and comparing a thousand plans each turn is much
    private void follow(Instant now) throws IOException {
        List<Plan> all = plans.get();
        if (all == known) {
            return;
        }
        known = all;
        Map<String, Plan> next = new LinkedHashMap<>();
        all.forEach(plan -> next.put(plan.account(), plan));
        for (Canary canary : List.copyOf(canaries.values())) {
            if (restarted) { // what was under way is nobody's any more
                forgetEarlier(canary);
            }
            if (!next.containsKey(canary.account())) {
                canary.flight().flatMap(Flight::entry).ifPresent(this::cancelQuietly);
                canaries.remove(canary.account());
            }
        }
        restarted = false;
        for (Plan plan : all) {
            Canary canary = canaries.computeIfAbsent(plan.account(), Canary::new);
            Plan before = planned.get(plan.account());
            if (before == null || !before.every().equals(plan.every())) {
                Instant soon = now.plus(part(spread(plan, all.size())));
                Instant due = canary.sent()
                        .map(at -> at.plus(plan.every()))
                        .filter(at -> !at.isAfter(now.plus(plan.every()))) // else the clock was set back meanwhile
                        .orElse(soon);
                canary.next(due.isBefore(soon) ? soon : due);
            }
        }
        planned = next;
        changed = true;
    }

    /** Over how long the first ones of all accounts are spread. */
    private static Duration spread(Plan plan, int accounts) {
        Duration apart = APART.multipliedBy(accounts);
        return apart.compareTo(plan.every()) < 0 ? apart : plan.every();
    }

    private Duration part(Duration whole) {
        return Duration.ofNanos((long) (whole.toNanos() * random.nextDouble()));
    }

    /** What stands still, read once a turn when somebody asks. */
    private final class Standing {
        private @Nullable Map<String, Standstill> read;

        Optional<Standstill> of(String account) throws IOException {
            Map<String, Standstill> all = read;
            if (all == null) {
                all = ports.states().standstills();
                read = all;
            }
            return Optional.ofNullable(all.get(account));
        }
    }

    // --- sending

    private Optional<SendingAccount> ready(Canary canary, Plan plan, Instant now, Standing standing)
            throws IOException {
        Optional<SendingAccount> account = ports.accounts()
                .current()
                .account(canary.account())
                .filter(found -> found.mail().isPresent());
        if (account.isEmpty() || standing.of(canary.account()).isPresent()) {
            canary.next(now.plus(STILL).plus(part(spread(plan, planned.size()))));
            moved = true;
            return Optional.empty();
        }
        canary.begin(Flight.begun(TestMessage.fresh("canary").mark(), now));
        canary.next(now.plus(plan.every()).plus(part(plan.every().dividedBy(DRIFT))));
        changed = true;
        return account;
    }

    private void send(Canary canary, SendingAccount account, Instant now) {
        Flight flight = canary.flight().orElseThrow();
        changed = true;
        try {
            EntryId id = post.send(account, new TestMessage(flight.mark()), now);
            canary.fly(flight.queued(id));
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "the canary of {0} was not taken into the queue: {1}",
                    canary.account(),
                    e.getMessage());
            canary.unsent("it was not taken into the queue: " + e.getMessage());
        }
    }

    // --- following

    private void pursue(Canary canary, Plan plan, Flight flight, Instant now, Standing standing) throws IOException {
        if (now.isBefore(flight.nextLook())) {
            return;
        }
        if (flight.accepted().isEmpty()) {
            whetherAccepted(canary, flight, now, standing);
        } else if (looks.free(canary.account())) {
            looks.look(plan, new MarkSearch.Order(flight.mark(), canary.lostMarks(), true));
        }
    }

    private void whetherAccepted(Canary canary, Flight flight, Instant now, Standing standing) throws IOException {
        Optional<EntryView> entry = flight.entry().isPresent()
                ? ports.queue().view().entry(flight.entry().get())
                : Optional.empty();
        if (entry.isEmpty()) {
            canary.unsent("its entry is gone from the queue");
            changed = true;
            return;
        }
        EntryView.Recipient recipient = entry.get().recipients().getFirst();
        switch (recipient.state()) {
            case DELIVERED -> canary.fly(flight.accepted(recipient.since()));
            case FAILED, BOUNCED ->
                missed(
                        canary,
                        flight,
                        Reason.REFUSED,
                        recipient.reply().orElse(""),
                        recipient.code().filter(code -> !code.equals("unknown")).orElse(""),
                        "");
            case EXPIRED, CANCELLED -> {
                canary.unsent("it was " + recipient.state().word() + " in the queue");
                forget(entry.get().id());
                changed = true;
            }
            case PENDING -> whetherGivenUp(canary, flight, entry.get(), now, standing);
        }
    }

    /** An account that stands still, or a message nobody takes for so long: others tell of it. */
    private void whetherGivenUp(Canary canary, Flight flight, EntryView entry, Instant now, Standing standing)
            throws IOException {
        boolean late = !now.isBefore(flight.sent().plus(LIMIT));
        boolean fresh = entry.attempts() == 0 && now.isBefore(flight.sent().plus(NEAR_FOR));
        Optional<Standstill> still = fresh ? Optional.empty() : standing.of(canary.account());
        if (!late && still.isEmpty()) {
            canary.fly(fresh ? flight : flight.again(now.plus(SELDOM)));
            return;
        }
        if (!cancel(entry.id())) {
            return; // it is being sent this moment
        }
        boolean paused = still.flatMap(Standstill::pausedBy).isPresent();
        boolean parked = still.flatMap(Standstill::incident).isPresent();
        if (paused && !parked) {
            canary.drop();
        } else {
            canary.unsent(
                    parked
                            ? "the account was parked"
                            : "the provider did not take it within " + minutes()
                                    + entry.last()
                                            .map(last -> ": " + last.explanation())
                                            .orElse(""));
        }
        if (entry.attempts() > 0) { // an answer may have been lost
            canary.giveUp(new Lost(flight.mark(), flight.sent(), Optional.empty()), now);
        }
        forget(entry.id());
        changed = true;
    }

    private boolean cancel(EntryId id) throws IOException {
        return ports.queue().verbs().apply(Verb.CANCEL, id, BY, clock.instant()).changed() > 0;
    }

    /** It matters little if it does not work: its message is known by its mark, and retention removes the entry. */
    private void cancelQuietly(EntryId id) {
        try {
            cancel(id);
            ports.queue().upkeep().forget(id);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the entry {0} of a canary stays in the queue: {1}", id, e.getMessage());
        }
    }

    private void forget(EntryId id) throws IOException {
        ports.queue().upkeep().forget(id);
    }

    /** Those of earlier canaries: the latest one that was missed is kept until the next has ended. */
    private void forgetEarlier(Canary canary) {
        for (Lost one : canary.lost()) {
            if (one.entry().isPresent()) {
                cancelQuietly(one.entry().get());
                canary.replaceLost(one, one.forgotten());
            }
        }
    }

    // --- what was seen

    private void take(Looks.Seen seen, Instant now) throws IOException {
        Canary canary = canaries.get(seen.account());
        if (canary == null) {
            return;
        }
        Optional<Flight> flight = canary.flight().filter(one -> one.mark().equals(seen.mark()));
        switch (seen) {
            case Looks.Seen.Mailbox looked -> {
                looked.found().ifPresent(found -> removed(canary, found));
                if (flight.isPresent()) {
                    looked(canary, flight.get(), looked, now);
                }
            }
            case Looks.Seen.Diagnosed diagnosed -> {
                if (flight.isPresent()) {
                    Optional<Finding> finding = diagnosed.finding();
                    missed(
                            canary,
                            flight.get(),
                            Reason.MAILBOX,
                            finding.map(Finding::summary).orElse(diagnosed.trouble()),
                            finding.map(Finding::code).orElse(""),
                            finding.map(Finding::remedy).orElse(""));
                }
            }
        }
        changed = true;
    }

    private void removed(Canary canary, MarkSearch.Found found) {
        found.notRemoved()
                .ifPresent(why -> LOG.log(
                        Level.WARNING, "the canary of {0} was found but not removed: {1}", canary.account(), why));
        for (Lost late : canary.found(found.marks())) {
            late.entry().ifPresent(this::cancelQuietly);
        }
    }

    private void looked(Canary canary, Flight flight, Looks.Seen.Mailbox looked, Instant now) throws IOException {
        Set<String> marks = looked.found().map(MarkSearch.Found::marks).orElse(Set.of());
        Instant end = flight.accepted().orElse(now).plus(LIMIT);
        boolean over = !looked.began().isBefore(end);
        Plan plan = planned.get(canary.account());
        if (marks.contains(flight.mark())) {
            returned(canary, flight, looked.at());
        } else if (over && looked.trouble().isPresent() && plan != null) {
            unreadable(canary, plan, flight, looked.trouble().get(), now);
        } else if (over) {
            missed(canary, flight, Reason.LOST, "", "", "");
        } else {
            canary.fly(flight.looked(now, end));
        }
    }

    /** The doctor asks the provider much; in a long outage of many mailboxes not each time. */
    private void unreadable(Canary canary, Plan plan, Flight flight, String trouble, Instant now) throws IOException {
        Optional<Missed> same =
                canary.missed().filter(before -> before.reason() == Reason.MAILBOX && before.inARow() % DIAGNOSES != 0);
        if (same.isPresent()) {
            missed(
                    canary,
                    flight,
                    Reason.MAILBOX,
                    same.get().detail(),
                    same.get().code(),
                    "");
        } else {
            looks.diagnose(plan, flight.mark(), trouble, ports.diagnosis());
            canary.fly(flight.looked(now, now));
        }
    }

    private void returned(Canary canary, Flight flight, Instant at) throws IOException {
        Duration took = Duration.between(flight.sent(), at);
        took = took.isNegative() ? Duration.ZERO : took; // the clock was set back
        Map<String, String> facts =
                Event.facts("took-ms", Long.toString(took.toMillis()), "protocol", protocol(canary));
        canary.missed()
                .ifPresent(missed -> facts.put("missed-since", missed.since().toString()));
        ports.events().append(Event.account(EventKind.CANARY_RETURNED, canary.account(), facts));
        Optional<EntryView> entry = flight.entry().isPresent()
                ? ports.queue().view().entry(flight.entry().get())
                : Optional.empty();
        canary.returned(new Returned(at, took));
        if (entry.isPresent()) {
            if (entry.get().attempts() > 1) { // an answer may have been lost, and a second copy be on its way
                canary.giveUp(new Lost(flight.mark(), flight.sent(), Optional.empty()), at);
            }
            forget(entry.get().id());
        }
        forgetEarlier(canary);
    }

    private void missed(Canary canary, Flight flight, Reason reason, String detail, String code, String remedy)
            throws IOException {
        Optional<Missed> before = canary.missed();
        int inARow = before.map(Missed::inARow).orElse(0) + 1;
        ports.events()
                .append(Event.account(
                        EventKind.CANARY_MISSED,
                        canary.account(),
                        Event.facts(
                                "reason", reason.word(),
                                "sent", flight.sent().toString(),
                                "protocol", protocol(canary),
                                "limit", minutes(),
                                "in-a-row", Integer.toString(inARow),
                                "detail", detail,
                                "code", code,
                                "remedy", remedy)));
        canary.missed(flight, reason, detail, code);
        forgetEarlier(canary);
        canary.giveUp(new Lost(flight.mark(), flight.sent(), flight.entry()), clock.instant());
        changed = true;
        LOG.log(
                Level.WARNING,
                "the canary of {0} of {1} is missing ({2}) {3}",
                canary.account(),
                flight.sent(),
                reason.word(),
                detail);
    }

    private String protocol(Canary canary) {
        return Optional.ofNullable(planned.get(canary.account()))
                .map(plan -> plan.protocol().word())
                .orElse("");
    }

    private static String minutes() {
        return LIMIT.toMinutes() + " min";
    }

    /** Ends; one under way is forgotten at the next start. */
    @Override
    public void close() {
        loop.close();
        looks.breakOffAll();
    }
}
