package signet.server.delivery;

import java.io.IOException;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Has somebody look whenever a time has come or somebody calls, and not more often than looking is worth: after a look that
 * nobody called for there is a pause of twenty times its length. A look that fails is logged, counted and repeated. By the
 * monotonic clock there is one at least every {@link Patience#look}: when the wall clock is set back, times go far away.
 */
final class Ticker {
    private static final Logger LOG = System.getLogger("signet.delivery");
    private static final Duration LEAST = Duration.ofMillis(250);
    private static final int PAUSE = 20;

    private final Context context;
    private final Look look;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition called = lock.newCondition();
    private Instant at = Instant.MIN;
    private boolean now = true;
    private boolean stopped;

    /** One look; gives the time of the next. */
    interface Look {
        Instant run() throws IOException;
    }

    Ticker(Context context, Look look) {
        this.context = context;
        this.look = look;
    }

    void stop() {
        lock.lock();
        try {
            stopped = true;
            called.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Look at once. */
    void now() {
        lock.lock();
        try {
            now = true;
            called.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Look at this time, if not before. */
    void noLaterThan(Instant time) {
        lock.lock();
        try {
            if (time.isBefore(at)) {
                at = time;
                called.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Looks until it is stopped. */
    void run() {
        long resting = System.nanoTime();
        while (await(resting)) {
            long began = System.nanoTime();
            try {
                noLaterThan(look.run());
            } catch (IOException e) {
                LOG.log(Logger.Level.WARNING, "The queue cannot be looked at; again soon", e);
                noLaterThan(context.now().plus(LEAST.multipliedBy(PAUSE)));
            } catch (RuntimeException | Error e) {
                context.gauges().restarted();
                LOG.log(Logger.Level.ERROR, "A look at the queue failed in itself; it is repeated", e);
                noLaterThan(context.now().plus(LEAST.multipliedBy(PAUSE)));
            }
            long took = System.nanoTime() - began;
            resting = System.nanoTime() + Math.max(LEAST.toNanos(), took * PAUSE);
        }
    }

    /** Waits for a call, or for the time, but not for that before {@code resting}; false at the end. */
    private boolean await(long resting) {
        long latest = System.nanoTime() + context.patience().look().toNanos();
        lock.lock();
        try {
            while (!stopped && !now) {
                long due = Math.min(nanosUntil(at), latest - System.nanoTime());
                long wait = Math.max(due, resting - System.nanoTime());
                if (wait <= 0) {
                    break;
                }
                called.awaitNanos(wait);
            }
            now = false;
            at = Instant.MAX;
            return !stopped;
        } catch (InterruptedException e) {
            LOG.log(Logger.Level.WARNING, "Nobody may interrupt the ticker; it goes on", e);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private long nanosUntil(Instant time) {
        Instant present = context.now();
        Duration most = context.patience().look();
        return time.isAfter(present.plus(most))
                ? most.toNanos()
                : Duration.between(present, time).toNanos();
    }
}
