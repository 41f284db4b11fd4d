package signet.server;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a successor is rehearsed, and when it takes the place. Pure.
 *
 * @param due      whether it should be in use now
 * @param rehearse when it is to be rehearsed next
 */
record Timetable(boolean due, Instant rehearse) {
    /** So long before the end the successor takes over: a declared end is a day, somewhere on earth. */
    static final Duration MARGIN = Duration.ofDays(1);

    private static final Duration DAILY = Duration.ofDays(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration WHILE_DUE = Duration.ofMinutes(10);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /**
     * What is known of a credential.
     *
     * @param ends    when what is in use ends; absent when nobody knows
     * @param refused since when the login host refuses what is in use, or it cannot be used
     * @param last    the last rehearsal of this successor
     */
    record Known(Optional<Instant> ends, Optional<Instant> refused, Optional<RehearsalRecord.Last> last) {}

    /** @param warning how long before the end rehearsals begin; without a known end they never cease */
    static Timetable of(Known known, Duration warning, Instant now) {
        // what is in the future was seen before the clock was set back: that must keep nobody waiting
        Optional<RehearsalRecord.Last> before =
                known.last().filter(last -> !last.at().isAfter(now));
        Optional<Instant> from = known.ends().map(end -> end.minus(MARGIN));
        Optional<Instant> due = known.refused()
                .map(since -> since.isAfter(now) ? now : since)
                .map(since -> from.filter(start -> start.isBefore(since)).orElse(since))
                .or(() -> from)
                .filter(start -> !start.isAfter(now));
        if (due.isPresent()) {
            Instant since = due.get();
            Instant next = before.filter(last -> !last.at().isBefore(since))
                    .map(last -> last.at().plus(unclear(last) ? MINUTE : WHILE_DUE))
                    .orElse(now);
            return new Timetable(true, next);
        }
        Instant begin = known.ends().map(end -> end.minus(warning)).orElse(Instant.MIN);
        Instant next =
                before.map(last -> last.at().plus(unclear(last) ? HOUR : DAILY)).orElse(now);
        Instant rehearse = next.isBefore(begin) ? begin : next;
        return new Timetable(false, from.filter(rehearse::isAfter).orElse(rehearse));
    }

    private static boolean unclear(RehearsalRecord.Last last) {
        return last.outcome() == Rehearsal.Outcome.UNCLEAR;
    }
}
