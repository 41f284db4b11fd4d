package signet.server.account;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How long the answer to a failed login waits: twice as long for each failure of the same peer or the same user name, up to
 * {@link #MOST}. Only failures wait; who knows the password is never kept out. Forgotten ten minutes after the last failure.
 * Thread-safe.
 */
final class FailureDelay {
    static final Duration MOST = Duration.ofSeconds(4);
    private static final Duration FIRST = Duration.ofMillis(125);
    private static final long REMEMBERED = TimeUnit.MINUTES.toNanos(10);
    private static final int MOST_REMEMBERED = 10_000;

    private final Map<String, Failures> failures = new LinkedHashMap<>(64, 0.75f, true);

    private record Failures(int count, long last) {}

    /**
     * Notes a failure under each key.
     *
     * @return how long the answer has to wait
     */
    synchronized Duration failed(long now, String... keys) {
        int most = 0;
        for (String key : keys) {
            Failures before = failures.get(key);
            int count = before == null || now - before.last > REMEMBERED ? 1 : before.count + 1;
            failures.put(key, new Failures(count, now));
            most = Math.max(most, count);
        }
        var eldest = failures.entrySet().iterator();
        while (failures.size() > MOST_REMEMBERED && eldest.hasNext()) {
            eldest.next();
            eldest.remove();
        }
        Duration wait = FIRST.multipliedBy(1L << Math.min(most - 1, 10));
        return wait.compareTo(MOST) > 0 ? MOST : wait;
    }
}
