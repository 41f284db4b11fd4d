package signet.server.canary;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import signet.server.queue.EntryId;

/**
 * A canary on its way.
 *
 * @param mark     in its header
 * @param sent     when it was put into the queue
 * @param entry    its entry; absent until it is there
 * @param accepted when the provider was seen to have accepted it
 * @param nextLook when somebody looks again: at its entry, and once it is accepted into the mailbox
 * @param looks    so far
 */
record Flight(
        String mark, Instant sent, Optional<EntryId> entry, Optional<Instant> accepted, Instant nextLook, int looks) {
    private static final Duration FRESH_FOR = Duration.ofSeconds(15);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(15);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    static Flight begun(String mark, Instant sent) {
        return new Flight(mark, sent, Optional.empty(), Optional.empty(), sent, 0);
    }

    /** Sent a moment ago: its acceptance is near, and counts in the time it takes. */
    boolean fresh(Instant now) {
        return accepted.isEmpty() && now.isBefore(sent.plus(FRESH_FOR));
    }

    Flight queued(EntryId id) {
        return new Flight(mark, sent, Optional.of(id), accepted, nextLook, looks);
    }

    Flight accepted(Instant at) {
        return new Flight(mark, sent, entry, Optional.of(at), at, looks);
    }

    /** Nothing has changed: it is asked about again at {@code at}. */
    Flight again(Instant at) {
        return new Flight(mark, sent, entry, accepted, at, looks);
    }

    /** The wall clock was set: it is as long under way as before. */
    Flight clockSet(Duration by) {
        return new Flight(mark, sent.plus(by), entry, accepted.map(at -> at.plus(by)), nextLook.plus(by), looks);
    }

    /** It was not found: the next look is later, but not after {@code end}. */
    Flight looked(Instant now, Instant end) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(looks, 2));
        Instant next = now.plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
        boolean last = now.isBefore(end) && next.isAfter(end);
        return new Flight(mark, sent, entry, accepted, last ? end : next, looks + 1);
    }
}
