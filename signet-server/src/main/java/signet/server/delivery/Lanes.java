package signet.server.delivery;

import java.io.IOException;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import signet.server.account.AccountStates;
import signet.server.account.Pace;
import signet.server.account.Pacer;
import signet.server.account.SendingAccount;
import signet.server.queue.Claim;

/**
 * The lanes of one account and what they share: claims in hand, the pace, and the time before which nothing is tried. The lock is
 * never held across I/O.
 */
final class Lanes {
    private static final Logger LOG = System.getLogger("signet.delivery");
    /** Where the provider names no limit: enough to share forced writes, few enough for any server. */
    private static final int UNLIMITED = 8;

    private static final int BATCH = 40;
    /** A paced account needs another connection only when what it has in hand would take longer than this. */
    private static final Duration BUSY = Duration.ofSeconds(10);

    private static final Duration STORAGE_PAUSE = Duration.ofSeconds(10);
    private static final Duration RECHECK = Duration.ofMinutes(1);

    private final String name;
    private final Context context;
    private final Standing standing;
    private final Consumer<Lanes> starter;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Claim> ready = new ArrayDeque<>();

    private Pace pace = Pace.UNLIMITED;
    private Pacer pacer = new Pacer(pace);
    private volatile boolean remembered;
    private int running;
    /** Of those running: on their way out, their sessions perhaps still open. */
    private int leaving;

    private int idle;
    private boolean claiming;
    private boolean pacing;
    private boolean mayHaveWork;
    private long nudges;
    private Instant notBefore = Instant.MIN;
    /** A mail transaction, on an average; unknown at first, so that the first lane finds out before there is a second. */
    private double tookNanos;

    /** @param starter starts a lane of these, on a thread of its own */
    Lanes(String name, Context context, Standing standing, Consumer<Lanes> starter) {
        this.name = name;
        this.context = context;
        this.standing = standing;
        this.starter = starter;
    }

    String name() {
        return name;
    }

    /** What a lane does next. */
    private sealed interface Move {
        record Carry(Claim claim) implements Move {}

        record Fill(int count, long nudges) implements Move {}

        record Leave(List<Claim> unused) implements Move {}
    }

    /** Something may be due. Never waits. */
    void nudge() {
        lock.lock();
        try {
            nudges++;
            mayHaveWork = true;
            if (idle > 0 || pacing) {
                changed.signalAll();
            } else if (running == 0 || slow()) {
                startOne(context.now());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Roster, pause, incident or clock have changed: everybody looks again. */
    void look() {
        lock.lock();
        try {
            changed.signalAll();
            if (running == 0 && !ready.isEmpty()) {
                startOne(context.now()); // claims that could not be given back: the store does not call them due
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean slow() {
        return pace.messagesPerMinute().isEmpty() || (ready.size() + 1) * tookNanos > BUSY.toNanos() * running;
    }

    private void startOne(Instant now) {
        Optional<SendingAccount> account = standing.account(name);
        if (account.isEmpty() || notBefore.isAfter(now)) {
            return;
        }
        adopt(account.get());
        if (running < pacer.connections(UNLIMITED, now)) {
            running++;
            starter.accept(this);
        }
    }

    private void adopt(SendingAccount account) {
        if (!account.terms().pace().equals(pace)) {
            pace = account.terms().pace();
            pacer = pacer.under(pace);
            remembered = false;
        }
    }

    /** A lane has ended; {@code asked} as it was told to, else because it died. */
    void left(boolean asked) {
        lock.lock();
        try {
            running--;
            leaving -= asked ? 1 : 0;
            if (running == 0 && mayHaveWork) {
                startOne(context.now());
            }
        } finally {
            lock.unlock();
        }
    }

    /** The next claim for a lane; empty when it should close its session and end. Waits. */
    Optional<Claim> next(Lane lane) throws InterruptedException {
        while (true) {
            switch (move(lane)) {
                case Move.Carry carry -> {
                    return Optional.of(carry.claim());
                }
                case Move.Fill fill -> fill(fill);
                case Move.Leave leave -> {
                    giveBack(leave.unused(), Duration.ZERO);
                    return Optional.empty();
                }
            }
        }
    }

    private Move move(Lane lane) throws InterruptedException {
        long began = System.nanoTime();
        lock.lock();
        try {
            while (true) {
                Instant now = context.now();
                Optional<SendingAccount> account = standing.account(name);
                if (account.isEmpty() || notBefore.isAfter(now)) {
                    return leave();
                }
                adopt(account.get());
                boolean tooMany = running - leaving > pacer.connections(UNLIMITED, now);
                if (tooMany || !lane.fits(account.get())) {
                    leaving++;
                    mayHaveWork = mayHaveWork || !ready.isEmpty();
                    return new Move.Leave(running - leaving > 0 ? List.of() : taken());
                }
                Optional<Move> work = work(now);
                if (work.isPresent()) {
                    return work.get();
                }
                if (!rest(now, began)) {
                    return leave();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private Move leave() {
        leaving++;
        mayHaveWork = mayHaveWork || !ready.isEmpty();
        return new Move.Leave(taken());
    }

    private List<Claim> taken() {
        List<Claim> unused = List.copyOf(ready);
        ready.clear();
        return unused;
    }

    private Optional<Move> work(Instant now) {
        Claim first = ready.peek();
        if (first != null) {
            Optional<Instant> wait = pacer.begin(first.envelope().forwardPaths().size(), now);
            if (wait.isEmpty()) {
                ready.remove();
                if (!ready.isEmpty() && idle == 0 && slow()) {
                    startOne(now);
                }
                return Optional.of(new Move.Carry(first));
            }
            if (Duration.between(now, wait.get()).compareTo(context.patience().paced()) > 0) {
                notBefore = wait.get(); // the day's recipients are spent
                standing.dueAt(notBefore);
                return Optional.of(leave());
            }
            return Optional.empty();
        }
        int room = pacer.room(now);
        if (mayHaveWork && !claiming && room > 0) {
            claiming = true;
            return Optional.of(new Move.Fill(Math.min(room, BATCH), nudges));
        }
        return Optional.empty();
    }

    /** Waits for work or for the pace; false when it took too long. */
    @SuppressWarnings("WaitNotInLoop") // the caller's loop looks again
    private boolean rest(Instant now, long began) throws InterruptedException {
        boolean wanted = mayHaveWork || !ready.isEmpty();
        boolean paced = wanted && pacer.room(now) <= 0 && !pacing;
        Duration most = paced ? context.patience().paced() : context.patience().idle();
        long left = most.toNanos() - (System.nanoTime() - began);
        if (left <= 0) {
            return false;
        }
        if (paced) {
            pacing = true;
            context.gauges().wait(1);
            try {
                long due = Math.max(
                        1_000_000, Duration.between(now, pacer.next(now)).toNanos());
                changed.awaitNanos(Math.min(left, due));
            } finally {
                pacing = false;
                context.gauges().wait(-1);
            }
        } else {
            idle++;
            try {
                changed.awaitNanos(left);
            } finally {
                idle--;
            }
        }
        return true;
    }

    private void fill(Move.Fill fill) {
        List<Claim> claimed = List.of();
        boolean sound = false;
        try {
            Instant now = context.now();
            if (remember(now)) {
                return; // the room may be smaller now
            }
            claimed = context.ports().claims().claim(standing.ownership(name), fill.count(), now);
            sound = true;
        } catch (IOException e) {
            LOG.log(Logger.Level.WARNING, "Nothing can be claimed for " + name + " at this moment", e);
            pause(STORAGE_PAUSE);
        } finally {
            filled(fill, claimed, sound);
        }
    }

    private boolean remember(Instant now) throws IOException {
        if (remembered) {
            return false;
        }
        List<AccountStates.Spent> spent = context.ports().states().spentSince(name, now.minus(Duration.ofDays(1)));
        lock.lock();
        try {
            pacer.remember(spent, now);
            remembered = true;
        } finally {
            lock.unlock();
        }
        return true;
    }

    private void filled(Move.Fill fill, List<Claim> claimed, boolean sound) {
        lock.lock();
        try {
            claiming = false;
            ready.addAll(claimed);
            if (sound && claimed.size() < fill.count() && nudges == fill.nudges()) {
                mayHaveWork = false;
            }
            if (sound && claimed.isEmpty()) {
                standing.dueAt(context.now()); // what was accepted may be for later
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing of this account is tried for so long. */
    void pause(Duration wait) {
        lock.lock();
        try {
            Instant until = context.now().plus(wait);
            notBefore = until.isAfter(notBefore) ? until : notBefore;
            mayHaveWork = true;
            standing.dueAt(notBefore);
        } finally {
            lock.unlock();
        }
    }

    /** The wall clock was set: what is waited for is as far away as before. */
    void clockSet(Duration by) {
        lock.lock();
        try {
            notBefore = notBefore.equals(Instant.MIN) ? notBefore : notBefore.plus(by);
            pacer.clockSet(by);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** What was in the way is gone. */
    void resume() {
        lock.lock();
        try {
            notBefore = Instant.MIN;
        } finally {
            lock.unlock();
        }
        nudge();
    }

    /** Somebody asks {@link #begin} soon, although no lane may run. */
    void prepare(SendingAccount account) throws IOException {
        lock.lock();
        try {
            adopt(account);
        } finally {
            lock.unlock();
        }
        remember(context.now());
    }

    /**
     * A message begins that no lane has taken: by it is seen whether the account still has to stand still.
     *
     * @return false when the pace does not allow it now, and nothing was counted
     */
    boolean begin(int recipients) {
        lock.lock();
        try {
            return pacer.begin(recipients, context.now()).isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /**
     * A message that began has been answered, or will not be any more.
     *
     * @param took the mail transaction alone; absent when there was none
     */
    void ended(Optional<Duration> took) {
        lock.lock();
        try {
            if (took.isPresent()) {
                pacer.ended(context.now());
                tookNanos = tookNanos * 0.8 + took.get().toNanos() * 0.2;
            } else {
                pacer.cancelled();
            }
            if (pacing) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The provider says that it is too much. */
    void throttled(boolean crowded) {
        lock.lock();
        try {
            if (crowded) {
                pacer.crowded(UNLIMITED, context.now());
            } else {
                pacer.slowed(context.now());
            }
        } finally {
            lock.unlock();
        }
    }

    /** When something happens here without anybody's call. */
    Optional<Instant> wakeAt(Instant now) {
        lock.lock();
        try {
            return notBefore.isAfter(now) && mayHaveWork ? Optional.of(notBefore) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Whether no lane of it runs and none has left anything. */
    boolean unused() {
        lock.lock();
        try {
            return running == 0 && ready.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    private void giveBack(List<Claim> unused, Duration wait) {
        if (unused.isEmpty()) {
            return;
        }
        try {
            context.ports().claims().giveBack(unused, wait);
        } catch (IOException | RuntimeException e) {
            LOG.log(Logger.Level.WARNING, "Claims of " + name + " cannot be given back now and are kept", e);
            keep(unused);
        }
    }

    /** They are ours still: the next lane takes them. */
    void keep(List<Claim> claims) {
        lock.lock();
        try {
            ready.addAll(claims);
        } finally {
            lock.unlock();
        }
        pause(RECHECK);
    }
}
