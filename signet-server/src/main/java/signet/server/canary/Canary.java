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
    }

    void fly(Flight changed) {
        flight = Optional.of(changed);
    }

    /** It ended without a verdict. */
    void drop() {
        flight = Optional.empty();
    }

    void unsent(String why) {
        flight = Optional.empty();
        unsent = Optional.of(why);
    }

    void returned(Returned back) {
        flight = Optional.empty();
        returned = Optional.of(back);
        missed = Optional.empty();
        unsent = Optional.empty();
    }

    Missed missed(Flight given, Reason reason, String detail, String code) {
        flight = Optional.empty();
        unsent = Optional.empty();
        Missed now = new Missed(
                missed.map(Missed::since).orElse(given.sent()),
                missed.map(Missed::inARow).orElse(0) + 1,
                reason,
                detail,
                code);
        missed = Optional.of(now);
        return now;
    }

    // --- messages that may still come

    void giveUp(Lost one, Instant now) {
        lost.add(one);
        lost.removeIf(old -> old.entry().isEmpty() && old.sent().plus(LOST_FOR).isBefore(now));
        while (lost.size() > MOST_LOST) {
            lost.removeFirst();
        }
    }

    void replaceLost(Lost one, Lost changed) {
        lost.replaceAll(each -> each.equals(one) ? changed : each);
    }

    /** Gives those that were given up and have come. */
    List<Lost> found(Set<String> marks) {
        List<Lost> late =
                lost.stream().filter(one -> marks.contains(one.mark())).toList();
        lost.removeAll(late);
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
