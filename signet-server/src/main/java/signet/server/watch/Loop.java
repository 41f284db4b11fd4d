package signet.server.watch;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One turn after the other on a platform thread: SQLite must not be called on virtual ones. A turn that fails is logged and
 * repeated a second later; an {@link Error} ends the thread, and the watchdog starts another one.
 */
public final class Loop implements Watched, AutoCloseable {
    private static final Logger LOG = System.getLogger(Loop.class.getName());
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final String name;
    private final Turn turn;
    private final Duration gather;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private volatile boolean woken;
    private volatile boolean closed;
    private volatile @Nullable Thread thread;

    /** One turn. */
    @FunctionalInterface
    public interface Turn {
        /** @return how long to wait for the next one, unless woken earlier */
        Duration run() throws IOException;
    }

    /** @param gather how long after a wake the turn begins, so that what comes in a crowd is taken together */
    public Loop(String name, Duration gather, Turn turn) {
        this.name = name;
        this.gather = gather;
        this.turn = turn;
    }

    public void start() {
        Thread fresh = Thread.ofPlatform().name("signet-" + name).daemon(true).unstarted(this::run);
        thread = fresh;
        fresh.start();
    }

    /** Has the next turn begin soon. Cheap, never waits; many wakes are one. */
    public void wake() {
        if (woken) {
            return;
        }
        lock.lock();
        try {
            woken = true;
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean alive() {
        Thread current = thread;
        return closed || current == null || current.getState() != Thread.State.TERMINATED; // not started is not dead
    }

    @Override
    public void restart() {
        start();
    }

    /** Ends it after the turn that runs; waits for that at most {@code deadline}. True when it has ended. */
    public boolean close(Duration deadline) {
        lock.lock();
        try {
            closed = true;
            news.signalAll();
        } finally {
            lock.unlock();
        }
        Thread current = thread;
        if (current == null) {
            return true;
        }
        try {
            return current.join(deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        if (!close(Duration.ofSeconds(5))) {
            LOG.log(Level.WARNING, "the loop {0} did not end within 5 s; it ends with the process", name);
        }
    }

    private void run() {
        try {
            while (!closed) {
                woken = false;
                Duration wait = turnOrReason();
                if (await(wait, true) && !gather.isZero()) {
                    await(gather, false);
                }
            }
        } catch (InterruptedException e) {
            LOG.log(Level.WARNING, "the loop {0} was interrupted and ends", name);
        } catch (Error e) {
            LOG.log(Level.ERROR, "the loop " + name + " died; the watchdog starts it again", e);
        }
    }

    private Duration turnOrReason() {
        try {
            return turn.run();
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "a turn of the loop " + name + " failed and is repeated in a second", e);
            return AFTER_FAILURE;
        }
    }

    /** True when it was woken. */
    private boolean await(Duration wait, boolean untilWoken) throws InterruptedException {
        lock.lock();
        try {
            long left = wait.toNanos();
            while (left > 0 && !closed && !(untilWoken && woken)) {
                left = news.awaitNanos(left);
            }
            return woken;
        } finally {
            lock.unlock();
        }
    }
}
