package signet.server.listener;

import java.util.concurrent.TimeUnit;

/** Until when the next octets of a message have to come: silence ends it, and so does a trickle. */
final class MessageClock {
    private final Connection connection;
    private final long silence;
    private final long rate;
    private final long start = System.nanoTime();
    private final long whole;
    private long received;

    MessageClock(Connection connection, ListenerLimits limits) {
        this.connection = connection;
        this.silence = limits.command().toNanos();
        this.whole = limits.message().toNanos();
        this.rate = limits.leastRate();
    }

    /** Now {@code count} more have come, and more are waited for. */
    void next(long count) {
        received += count;
        long now = System.nanoTime();
        long earned = TimeUnit.SECONDS.toNanos(1) * (received / rate);
        long left = Math.min(silence, start + whole + earned - now);
        connection.deadlineAt(now + left);
    }
}
