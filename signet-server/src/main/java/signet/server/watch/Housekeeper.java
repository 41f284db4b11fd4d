package signet.server.watch;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Does chores, one after the other, each when its time has come by the monotonic clock; all at the first turn. One that fails is
 * logged and done again at its next time; the others do not notice. For one thread.
 */
final class Housekeeper {
    private static final Logger LOG = System.getLogger(Housekeeper.class.getName());
    private static final Duration REST = Duration.ofSeconds(1);

    private final List<Planned> plan;
    private final LongSupplier nanos;
    private volatile boolean hurried;

    /** @param nanos the monotonic clock */
    Housekeeper(List<Chore> chores, LongSupplier nanos) {
        long now = nanos.getAsLong();
        this.nanos = nanos;
        this.plan = chores.stream().map(chore -> new Planned(chore, now)).toList();
    }

    /** Has everything done at the next turn. Thread-safe. */
    void hurry() {
        hurried = true;
    }

    /** Does what is due; says how long nothing is. */
    Duration runOnce() {
        boolean all = hurried;
        hurried = false;
        for (Planned planned : plan) {
            if (all || planned.due - nanos.getAsLong() <= 0) {
                planned.due = nanos.getAsLong() + planned.run().toNanos();
            }
        }
        long now = nanos.getAsLong();
        long first = plan.stream().mapToLong(planned -> planned.due - now).min().orElse(REST.toNanos());
        return Duration.ofNanos(Math.max(first, 0));
    }

    /** A chore and when it is due. */
    private static final class Planned {
        private final Chore chore;
        private long due;
        private int failures;

        Planned(Chore chore, long due) {
            this.chore = chore;
            this.due = due;
        }

        /** Runs it; says when again. */
        Duration run() {
            try {
                boolean more = chore.task().run();
                failures = 0;
                return more && chore.every().compareTo(REST) > 0 ? REST : chore.every();
            } catch (IOException | RuntimeException e) {
                failures++;
                if (Integer.bitCount(failures) == 1) { // the 1st, 2nd, 4th, 8th … in a row
                    LOG.log(
                            Level.WARNING,
                            chore.name() + " failed " + (failures == 1 ? "" : failures + " times in a row ")
                                    + "and is tried again in " + chore.every().toSeconds() + " s: " + e,
                            e);
                }
                return chore.every();
            }
        }
    }
}
