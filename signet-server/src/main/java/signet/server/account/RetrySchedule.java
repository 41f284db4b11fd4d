package signet.server.account;

import java.time.Duration;

/**
 * When to try again. Waits double from {@code first} up to {@code most}.
 *
 * @param giveUpAfter counted from acceptance or {@code sendAt}; stands still while the account is paused or parked or the entry
 *                    is held
 */
public record RetrySchedule(Duration first, Duration most, Duration giveUpAfter) {
    public static final RetrySchedule STANDARD =
            new RetrySchedule(Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofDays(5));

    /**
     * How long to wait after the {@code attempts}-th burnt attempt, spread by up to a fifth so that what failed together does
     * not return together.
     *
     * @param attempts from 1
     * @param jitter   from 0 to 1
     */
    public Duration wait(int attempts, double jitter) {
        int doublings = Math.min(Math.max(attempts - 1, 0), 30);
        Duration wait = first.multipliedBy(1L << doublings);
        if (wait.compareTo(most) > 0) {
            wait = most;
        }
        return wait.plus(Duration.ofMillis((long) (wait.toMillis() * 0.2 * jitter)));
    }
}
