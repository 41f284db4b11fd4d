package signet.server.canary;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import signet.server.canary.CanaryState.Missed;
import signet.server.canary.CanaryState.Reason;
import signet.server.canary.CanaryState.Returned;
import signet.server.queue.EntryId;

/** What is known of one account's canaries. For one thread. */
final class Canary {
    /** Marks that are still looked for, of so many and not older than that. */
    private static final int MOST_LOST = 100;

    private static final Duration LOST_FOR = Duration.ofDays(7);

    private final String account;
    private Optional<Instant> sent = Optional.empty();
    private Optional<Returned> returned = Optional.empty();
    private Optional<Missed> missed = Optional.empty();
    private Optional<String> unsent = Optional.empty();
    private Optional<Flight> flight = Optional.empty();
    private final List<Lost> lost = new ArrayList<>();
    private Instant next = Instant.MIN;
    private Change change = Change.NONE;

    /** What has happened to one, and what that asks for. */
    enum Change {
        NONE,
        /** It is shown. */
        SHOWN,
        /** It is noted, and shown. */
        NOTED;

        Change and(Change other) {
            return compareTo(other) < 0 ? other : this;
        }
    }

    Canary(String account) {
        this.account = account;
    }

    String account() {
        return account;
    }

    Optional<Instant> sent() {
        return sent;
    }

    Optional<Returned> returned() {
        return returned;
    }

    Optional<Missed> missed() {
        return missed;
    }

    Optional<Flight> flight() {
        return flight;
    }

    List<Lost> lost() {
        return List.copyOf(lost);
    }

    Instant next() {
        return next;
    }

    void next(Instant at) {
        next = at;
        changed(Change.SHOWN);
    }

    // --- whether others have to know

    private void changed(Change what) {
        change = change.and(what);
    }

    /** Since {@link #kept}. */
    Change change() {
        return change;
    }

    /** It has been noted and shown. */
    void kept() {
        change = Change.NONE;
    }

    /** The wall clock was set: everything is as long ago, and as far away, as before. */
    void clockSet(Duration by) {
        sent = sent.map(at -> at.plus(by));
        flight = flight.map(one -> one.clockSet(by));
        next = next.equals(Instant.MIN) ? next : next.plus(by);
    }

    // --- what was noted before a restart

    void remember(Optional<Instant> lastSent, Optional<Returned> lastReturned, Optional<Missed> stillMissed) {
        sent = lastSent;
        returned = lastReturned;
        missed = stillMissed;
    }

    void rememberLost(Lost one) {
        lost.add(one);
    }

    // --- the life of one

    void begin(Flight begun) {
        sent = Optional.of(begun.sent());
        flight = Optional.of(begun);
        changed(Change.NOTED);
    }

    void queued(EntryId id) {
        flight = flight.map(begun -> begun.queued(id));
        changed(Change.NOTED);
    }

    /** It is followed on; of that nothing is noted. */
    void fly(Flight on) {
        flight = Optional.of(on);
    }

    /** It ended without a verdict. */
    void drop() {
        flight = Optional.empty();
        changed(Change.NOTED);
    }

    void unsent(String why) {
        flight = Optional.empty();
        unsent = Optional.of(why);
        changed(Change.NOTED);
    }

    void returned(Returned back) {
        flight = Optional.empty();
        returned = Optional.of(back);
        missed = Optional.empty();
        unsent = Optional.empty();
        changed(Change.NOTED);
    }

    void missed(Flight given, Reason reason, String detail, String code) {
        flight = Optional.empty();
        unsent = Optional.empty();
        missed = Optional.of(
                new Missed(missed.map(Missed::since).orElse(given.sent()), inARow() + 1, reason, detail, code));
        changed(Change.NOTED);
    }

    /** How many are missing. */
    int inARow() {
        return missed.map(Missed::inARow).orElse(0);
    }

    // --- messages that may still come

    void giveUp(Lost one, Instant now) {
        lost.add(one);
        lost.removeIf(old -> old.entry().isEmpty() && old.sent().plus(LOST_FOR).isBefore(now));
        while (lost.size() > MOST_LOST) {
            lost.removeFirst();
        }
        changed(Change.NOTED);
    }

    void replaceLost(Lost one, Lost by) {
        lost.replaceAll(each -> each.equals(one) ? by : each);
        changed(Change.NOTED);
    }

    /** Gives those that were given up and have come. */
    List<Lost> found(Set<String> marks) {
        List<Lost> late =
                lost.stream().filter(one -> marks.contains(one.mark())).toList();
        if (lost.removeAll(late)) {
            changed(Change.NOTED);
        }
        return late;
    }

    Set<String> lostMarks() {
        return lost.stream().map(Lost::mark).collect(Collectors.toSet());
    }

    Optional<Boolean> ok() {
        if (unsent.isPresent() || missed.isPresent()) {
            return Optional.of(false);
        }
        return returned.map(back -> true);
    }

    CanaryState state(Duration every) {
        return new CanaryState(account, every, ok(), sent, returned, missed, unsent, flight.isPresent(), next);
    }
}
