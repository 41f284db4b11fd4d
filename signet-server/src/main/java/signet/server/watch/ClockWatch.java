package signet.server.watch;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Notices when the wall clock jumps. The monotonic clock goes on evenly; when the two drift apart by more than a minute between
 * two looks, somebody set the wall clock or the machine slept. Until it is known which hour was wrong nothing may expire by it: the
 * wall clock is believed again when it jumps back, or after as long as it jumped, at least 10 minutes and at most a day. How far it
 * jumped is for whoever has to go on as if it had not. Thread-safe.
 */
public final class ClockWatch {
    private static final Logger LOG = System.getLogger(ClockWatch.class.getName());
    private static final Duration TOLERANCE = Duration.ofMinutes(1);
    /** Two looks one after the other. */
    private static final long AT_ONCE = TimeUnit.SECONDS.toNanos(1);

    private static final Duration LEAST = Duration.ofMinutes(10);
    private static final Duration MOST = Duration.ofDays(1);
    private static final Duration LONG_REST = Duration.ofHours(1);

    private final InstantSource wall;
    private final LongSupplier nanos;
    private final AtomicLong jumps = new AtomicLong();
    private Instant lastWall;
    private long lastNanos;
    private Duration off = Duration.ZERO;
    private Duration untold = Duration.ZERO;
    private boolean holding;
    private long holdUntil;

    /** @param nanos the monotonic clock */
    public ClockWatch(InstantSource wall, LongSupplier nanos) {
        this.wall = wall;
        this.nanos = nanos;
        this.lastWall = wall.instant();
        this.lastNanos = nanos.getAsLong();
    }

    /** Looks at both clocks; whether the wall clock can be believed. */
    public synchronized boolean steady() {
        Instant nowWall;
        long nowNanos;
        long before;
        do { // a process that is stopped between the two looks has seen no jump
            before = nanos.getAsLong();
            nowWall = wall.instant();
            nowNanos = nanos.getAsLong();
        } while (nowNanos - before > AT_ONCE);
        Duration jump = Duration.between(lastWall, nowWall).minusNanos(nowNanos - lastNanos);
        lastWall = nowWall;
        lastNanos = nowNanos;
        if (jump.abs().compareTo(TOLERANCE) > 0) {
            jumped(jump, nowNanos);
        }
        if (holding && nowNanos - holdUntil >= 0) {
            LOG.log(Level.INFO, "the wall clock is believed again: it has gone on evenly since it jumped");
            believe();
        }
        return !holding;
    }

    private void jumped(Duration jump, long nowNanos) {
        jumps.incrementAndGet();
        untold = untold.plus(jump);
        off = off.plus(jump);
        if (holding && off.abs().compareTo(TOLERANCE) <= 0) {
            LOG.log(Level.INFO, "the wall clock jumped back to where it belongs");
            believe();
            return;
        }
        Duration hold = off.abs().compareTo(LEAST) < 0 ? LEAST : off.abs();
        hold = hold.compareTo(MOST) > 0 ? MOST : hold;
        holding = true;
        holdUntil = nowNanos + hold.toNanos();
        LOG.log(
                Level.WARNING,
                "the wall clock jumped by {0}: waits go on as if it had not, nothing expires and nothing old is removed for {1}."
                        + " Check the time service of this machine.",
                jump,
                hold);
    }

    /** Nobody looked at the clock for so long, as while the server was stopped: it may be the clock that is wrong. */
    synchronized void rested(Duration rest) {
        if (rest.compareTo(LONG_REST) > 0) {
            LOG.log(Level.INFO, "nothing has happened for {0}: no message expires for the first {1}", rest, LEAST);
            holding = true;
            holdUntil = nanos.getAsLong() + LEAST.toNanos();
        }
    }

    /** How far it jumped since the last {@link #told}, in whole seconds; zero where it did not, or is back. */
    synchronized Duration untold() {
        return untold.abs().compareTo(TOLERANCE) > 0
                ? Duration.ofSeconds(Math.round(untold.toMillis() / 1_000.0))
                : Duration.ZERO;
    }

    /** Whoever had to know of this jump does. */
    synchronized void told(Duration jump) {
        untold = untold.minus(jump);
    }

    private void believe() {
        holding = false;
        off = Duration.ZERO;
    }

    /** How often it jumped since the start. */
    public long jumps() {
        return jumps.get();
    }
}
