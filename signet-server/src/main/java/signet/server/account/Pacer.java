package signet.server.account;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;

/**
 * Keeps one account within its {@link Pace} without ever asking the provider for its opinion.
 *
 * <p>The provider counts a message somewhere between our MAIL and its reply. So a message counts here from the moment before
 * MAIL until 60 seconds after the reply, whatever the reply was: then the provider's window has moved on for certain. The same
 * holds for recipients in 24 hours, counted in pieces of ten minutes. Both windows are those of our clock; a provider's clock
 * only has to run as fast as ours.
 *
 * <p>Where a provider complains all the same – somebody else may be sending for the mailbox too – connections or rate go down
 * and come back slowly. Thread-safe; never waits.
 */
public final class Pacer {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration PIECE = Duration.ofMinutes(10);

    /** What a restart remembers was noted before the reply came: give it time to have come. */
    private static final Duration REPLY = Duration.ofSeconds(10);

    /** So long without a complaint, and one step back up. */
    private static final Duration RECOVERY = Duration.ofMinutes(10);

    private static final Duration LONGEST_RECOVERY = Duration.ofHours(2);

    private final Pace pace;
    /** When each message leaves the window; those in flight are counted apart. */
    private final PriorityQueue<Instant> minute = new PriorityQueue<>();

    private final Deque<Piece> day = new ArrayDeque<>();
    private Instant seen = Instant.MIN;
    private int inFlight;
    private long recipients;
    private int fewerConnections;
    private int fewerMessages;
    private Duration recovery = RECOVERY;
    private Optional<Instant> stepAt = Optional.empty();

    /** Recipients of ten minutes and when the last of them leaves the window. */
    private record Piece(Instant from, Instant free, long recipients) {}

    public Pacer(Pace pace) {
        this.pace = pace;
    }

    /** The one for other limits. What is in flight ends there; what was sent has to be remembered anew. */
    public synchronized Pacer under(Pace other) {
        Pacer next = new Pacer(other);
        next.inFlight = inFlight;
        return next;
    }

    /** Takes over what was sent before a restart. */
    public synchronized void remember(List<AccountStates.Spent> spent, Instant now) {
        for (AccountStates.Spent message : spent) {
            Instant at = message.at().isAfter(now) ? now : message.at();
            if (pace.messagesPerMinute().isPresent()
                    && at.plus(MINUTE).plus(REPLY).isAfter(now)) {
                minute.add(at.plus(MINUTE).plus(REPLY));
            }
            addToDay(at, message.recipients());
        }
    }

    /** The wall clock was set: what was counted is as long ago as before. */
    public synchronized void clockSet(Duration by) {
        if (!by.isNegative()) { // set back: see forget
            List<Instant> waiting = List.copyOf(minute);
            minute.clear();
            waiting.forEach(free -> minute.add(free.plus(by)));
        }
        List<Piece> pieces = List.copyOf(day);
        day.clear();
        pieces.forEach(
                piece -> day.add(new Piece(piece.from().plus(by), piece.free().plus(by), piece.recipients())));
        stepAt = stepAt.map(at -> at.plus(by));
    }

    /** Whether fewer messages begin than the pace allows, because the provider has complained. */
    public synchronized boolean below(Instant now) {
        recover(now);
        return fewerMessages > 0;
    }

    /** How many connections may be open. */
    public synchronized int connections(int otherwise, Instant now) {
        recover(now);
        int most = pace.connections().orElse(otherwise);
        return Math.max(1, most - fewerConnections);
    }

    /** How many messages may begin now. */
    public synchronized int room(Instant now) {
        forget(now);
        return pace.messagesPerMinute().isPresent()
                ? Math.max(0, perMinute(now) - minute.size() - inFlight)
                : Integer.MAX_VALUE;
    }

    /**
     * When a message may begin; not after {@code now}: now. Where only messages still on their way fill the window, it is a
     * moment to ask again.
     */
    public synchronized Instant next(Instant now) {
        if (room(now) > 0) {
            return now;
        }
        int tooMany = minute.size() + inFlight - perMinute(now);
        if (minute.isEmpty()) {
            return now.plus(MINUTE);
        }
        if (tooMany == 0) {
            return minute.peek();
        }
        return minute.stream()
                .sorted()
                .skip(Math.min(tooMany, minute.size() - 1))
                .findFirst()
                .orElse(now);
    }

    /**
     * A message to {@code count} recipients begins.
     *
     * @return empty when it may; else when to ask again, and nothing was counted
     */
    public synchronized Optional<Instant> begin(int count, Instant now) {
        if (room(now) <= 0) {
            return Optional.of(next(now));
        }
        OptionalInt most = pace.recipientsPerDay();
        // a message of more recipients than a day has goes alone, and the provider says what it thinks
        if (most.isPresent() && recipients > 0 && recipients + count > most.getAsInt()) {
            return Optional.of(freeFor(count, most.getAsInt(), now));
        }
        inFlight++;
        addToDay(now, count);
        return Optional.empty();
    }

    /** A message that began was answered, or will not be any more. */
    public synchronized void ended(Instant now) {
        inFlight--;
        if (pace.messagesPerMinute().isPresent()) {
            minute.add(now.plus(MINUTE));
        }
    }

    /** A message that began was never offered: it counts for nothing in the minute. Its recipients are few enough to forget. */
    public synchronized void cancelled() {
        inFlight--;
    }

    /**
     * The provider says that too many connections send at once.
     *
     * @param otherwise how many there are where the pace names no limit
     */
    public synchronized void crowded(int otherwise, Instant now) {
        int most = pace.connections().orElse(otherwise);
        fewerConnections = Math.min(fewerConnections + 1, most - 1);
        complained(now);
    }

    /** The provider says that it is too much. */
    public synchronized void slowed(Instant now) {
        pace.messagesPerMinute().ifPresent(most -> {
            int step = Math.max(1, most / 4);
            fewerMessages = Math.min(fewerMessages + step, most - 1);
        });
        complained(now);
    }

    private void complained(Instant now) {
        boolean again = stepAt.isPresent();
        recovery = again ? shorter(recovery.multipliedBy(2), LONGEST_RECOVERY) : RECOVERY;
        stepAt = Optional.of(now.plus(recovery));
    }

    private void recover(Instant now) {
        while (stepAt.isPresent() && !stepAt.get().isAfter(now)) {
            fewerConnections = Math.max(0, fewerConnections - 1);
            fewerMessages = Math.max(
                    0, fewerMessages - Math.max(1, pace.messagesPerMinute().orElse(0) / 10));
            boolean recovered = fewerConnections == 0 && fewerMessages == 0;
            stepAt = recovered ? Optional.empty() : Optional.of(stepAt.get().plus(recovery));
        }
    }

    private int perMinute(Instant now) {
        recover(now);
        return Math.max(1, pace.messagesPerMinute().orElse(Integer.MAX_VALUE) - fewerMessages);
    }

    private Instant freeFor(int count, int most, Instant now) {
        long left = recipients;
        for (Piece piece : day) {
            left -= piece.recipients();
            if (left + count <= most || left == 0) {
                return piece.free();
            }
        }
        return now.plus(PIECE);
    }

    private void addToDay(Instant at, int count) {
        if (pace.recipientsPerDay().isEmpty()) {
            return;
        }
        Piece last = day.peekLast();
        if (last != null && Duration.between(last.from(), at).compareTo(PIECE) < 0) {
            day.removeLast();
            day.addLast(new Piece(last.from(), at.plus(DAY).plus(MINUTE), last.recipients() + count));
        } else {
            day.addLast(new Piece(at, at.plus(DAY).plus(MINUTE), count));
        }
        recipients += count;
    }

    private void forget(Instant now) {
        if (now.isBefore(seen)) { // a clock that was set back must not keep a message in its window for hours
            List<Instant> waiting = List.copyOf(minute);
            minute.clear();
            waiting.forEach(free -> minute.add(earlier(free, now.plus(MINUTE).plus(REPLY))));
        }
        seen = now;
        while (!minute.isEmpty() && !minute.peek().isAfter(now)) {
            minute.remove();
        }
        while (!day.isEmpty() && !day.peekFirst().free().isAfter(now)) {
            recipients -= day.removeFirst().recipients();
        }
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
