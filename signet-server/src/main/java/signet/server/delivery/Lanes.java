package signet.server.delivery;

import java.io.IOException;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import signet.server.account.AccountStates;
import signet.server.account.SendingAccount;
import signet.server.queue.Claim;

/**
 * The lanes of one account and what they share: claims in hand, the pace, and the time before which nothing is tried. The lock is
 * never held across I/O.
 */
final class Lanes {
    private static final Logger LOG = System.getLogger("signet.delivery");
    private static final Duration STORAGE_PAUSE = Duration.ofSeconds(10);
    private static final Duration RECHECK = Duration.ofMinutes(1);

    private final String name;
    private final Context context;
    private final Standing standing;
    private final Consumer<Lanes> starter;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final InHand inHand = new InHand();
    private final Pacing pacing = new Pacing();

    private int running;
    /** Of those running: on their way out, their sessions perhaps still open. */
    private int leaving;

    private int idle;
    /** One of those running waits until the pace lets a message begin. */
    private boolean waiting;

    private Instant notBefore = Instant.MIN;
    /** Why nothing is tried before that. */
    private String because = "";

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

        record Fill(InHand.Order order) implements Move {}

        record Leave(List<Claim> unused) implements Move {}
    }

    /** Something may be due. Never waits. */
    void nudge() {
        lock.lock();
        try {
            inHand.nudged();
            if (idle > 0 || waiting) {
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
            if (running == 0 && !inHand.isEmpty()) {
                startOne(context.now()); // claims that could not be given back: the store does not call them due
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean slow() {
        return pacing.slow(inHand.size() + 1, running);
    }

    private void startOne(Instant now) {
        Optional<SendingAccount> account = standing.account(name);
        if (account.isEmpty() || notBefore.isAfter(now)) {
            return;
        }
        pacing.adopt(account.get());
        if (running < pacing.lanes(now)) {
            running++;
            starter.accept(this);
        }
    }

    /** A lane has ended; {@code asked} as it was told to, else because it died. */
    void left(boolean asked) {
        lock.lock();
        try {
            running--;
            leaving -= asked ? 1 : 0;
            if (running == 0 && inHand.more()) {
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
                case Move.Fill fill -> fill(fill.order());
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
                    return leave(true);
                }
                pacing.adopt(account.get());
                boolean tooMany = running - leaving > pacing.lanes(now);
                if (tooMany || !lane.fits(account.get())) {
                    return leave(running - leaving <= 1);
                }
                Optional<Move> work = work(now);
                if (work.isPresent()) {
                    return work.get();
                }
                if (!rest(now, began)) {
                    return leave(true);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private Move leave(boolean withAll) {
        leaving++;
        return new Move.Leave(inHand.leave(withAll));
    }

    private Optional<Move> work(Instant now) {
        Optional<Claim> first = inHand.first();
        return first.isPresent()
                ? carry(first.get(), now)
                : inHand.order(pacing.room(now)).map(Move.Fill::new);
    }

    private Optional<Move> carry(Claim first, Instant now) {
        Optional<Instant> wait = pacing.begin(first.envelope().forwardPaths().size(), now);
        if (wait.isEmpty()) {
            inHand.removeFirst();
            if (!inHand.isEmpty() && idle == 0 && slow()) {
                startOne(now);
            }
            return Optional.of(new Move.Carry(first));
        }
        if (Duration.between(now, wait.get()).compareTo(context.patience().paced()) > 0) {
            notBefore = wait.get();
            because = "Its recipients of 24 hours are used up (pacing: recipients-per-day).";
            standing.dueAt(notBefore);
            return Optional.of(leave(true));
        }
        return Optional.empty();
    }

    /** Waits for work or for the pace; false when it took too long. */
    @SuppressWarnings("WaitNotInLoop") // the caller's loop looks again
    private boolean rest(Instant now, long began) throws InterruptedException {
        boolean wanted = inHand.more() || !inHand.isEmpty();
        boolean paced = wanted && pacing.room(now) <= 0 && !waiting;
        Duration most = paced ? context.patience().paced() : context.patience().idle();
        long left = most.toNanos() - (System.nanoTime() - began);
        if (left <= 0) {
            return false;
        }
        if (paced) {
            waiting = true;
            context.gauges().wait(1);
            try {
                long due = Math.max(
                        1_000_000, Duration.between(now, pacing.next(now)).toNanos());
                changed.awaitNanos(Math.min(left, due));
            } finally {
                waiting = false;
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

    private void fill(InHand.Order order) {
        List<Claim> claimed = List.of();
        boolean sound = false;
        try {
            Instant now = context.now();
            if (remember(now)) {
                return; // the room may be smaller now
            }
            claimed = context.ports().claims().claim(standing.ownership(name), order.count(), now);
            sound = true;
        } catch (IOException e) {
            LOG.log(Logger.Level.WARNING, "Nothing can be claimed for " + name + " at this moment", e);
            pause(STORAGE_PAUSE, "The queue cannot be asked at this moment; the server's log says why.");
        } catch (RuntimeException e) { // the lane would die of it, and the next one at once of the same
            LOG.log(
                    Logger.Level.ERROR,
                    "Signet itself failed to claim for " + name + ", which sends nothing meanwhile; again in "
                            + STORAGE_PAUSE.toSeconds() + " s. Please report this.",
                    e);
            pause(STORAGE_PAUSE, "The queue cannot be asked at this moment; the server's log says why.");
        } finally {
            filled(order, claimed, sound);
        }
    }

    private boolean remember(Instant now) throws IOException {
        if (pacing.remembered()) {
            return false;
        }
        List<AccountStates.Spent> spent = context.ports().states().spentSince(name, now.minus(Duration.ofDays(1)));
        lock.lock();
        try {
            pacing.remember(spent, now);
        } finally {
            lock.unlock();
        }
        return true;
    }

    private void filled(InHand.Order order, List<Claim> claimed, boolean sound) {
        lock.lock();
        try {
            inHand.filled(order, claimed, sound);
            if (sound && claimed.isEmpty()) {
                standing.dueAt(context.now()); // what was accepted may be for later
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Nothing of this account is tried for so long.
     *
     * @param reason one sentence for an operator
     */
    void pause(Duration wait, String reason) {
        lock.lock();
        try {
            Instant until = context.now().plus(wait);
            if (until.isAfter(notBefore)) {
                notBefore = until;
                because = reason;
            }
            inHand.expectMore();
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
            pacing.clockSet(by);
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
            pacing.adopt(account);
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
            return pacing.begin(recipients, context.now()).isEmpty();
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
            pacing.ended(took, context.now());
            if (waiting) {
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
            pacing.throttled(crowded, context.now());
        } finally {
            lock.unlock();
        }
    }

    /** When something happens here without anybody's call. */
    Optional<Instant> wakeAt(Instant now) {
        lock.lock();
        try {
            return notBefore.isAfter(now) && inHand.more() ? Optional.of(notBefore) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Why nothing begins at this moment. */
    Optional<Rest> rest(Instant now) {
        lock.lock();
        try {
            if (notBefore.isAfter(now)) {
                return Optional.of(new Rest(notBefore, because));
            }
            boolean wanted = inHand.more() || !inHand.isEmpty();
            return wanted && pacing.room(now) <= 0
                    ? Optional.of(new Rest(pacing.next(now), pacing.used(now)))
                    : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Whether no lane of it runs and none has left anything. */
    boolean unused() {
        lock.lock();
        try {
            return running == 0 && inHand.isEmpty();
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
            inHand.add(claims);
        } finally {
            lock.unlock();
        }
        pause(RECHECK, "What it has in hand cannot be given back to the queue; the server's log says why.");
    }
}
