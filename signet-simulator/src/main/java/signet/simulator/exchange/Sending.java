package signet.simulator.exchange;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.TreeSet;

/** What a mailbox has sent within the sliding windows of the limits, and its open SMTP sessions. Thread-safe. */
public final class Sending {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofDays(1);

    private final InstantSource clock;
    private final Deque<Instant> messages = new ArrayDeque<>();
    private final Deque<Sent> recipients = new ArrayDeque<>();
    private final TreeSet<Long> sessions = new TreeSet<>();
    private long recipientsToday;

    Sending(InstantSource clock) {
        this.clock = clock;
    }

    /** Counts an accepted message. */
    public synchronized void sent(int recipientCount) {
        Instant now = clock.instant();
        messages.addLast(now);
        recipients.addLast(new Sent(now, recipientCount));
        recipientsToday += recipientCount;
        forget(now);
    }

    public synchronized int lastMinute() {
        forget(clock.instant());
        return messages.size();
    }

    public synchronized long recipientsInLastDay() {
        forget(clock.instant());
        return recipientsToday;
    }

    /** Starts the windows anew. */
    public synchronized void reset() {
        messages.clear();
        recipients.clear();
        recipientsToday = 0;
    }

    /** An authenticated SMTP session of this mailbox; ordinals ascend with time. */
    public synchronized void opened(long session) {
        sessions.add(session);
    }

    public synchronized void closed(long session) {
        sessions.remove(session);
    }

    /** How many open sessions are older than this one. */
    public synchronized int olderThan(long session) {
        return sessions.headSet(session).size();
    }

    public synchronized int open() {
        return sessions.size();
    }

    private void forget(Instant now) {
        while (!messages.isEmpty() && !messages.getFirst().plus(MINUTE).isAfter(now)) {
            messages.removeFirst();
        }
        while (!recipients.isEmpty() && !recipients.getFirst().at.plus(DAY).isAfter(now)) {
            recipientsToday -= recipients.removeFirst().count;
        }
    }

    private record Sent(Instant at, int count) {}
}
