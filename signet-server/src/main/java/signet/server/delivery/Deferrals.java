package signet.server.delivery;

import java.io.IOException;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import signet.server.account.AccountStates;
import signet.server.account.AccountStates.Deferral;
import signet.server.account.Outcome;
import signet.server.account.Outcome.Scope;
import signet.server.account.Outcome.Verdict;
import signet.server.account.Triage;
import signet.server.queue.RecipientState;

/**
 * Since when each account hears nothing but "later" for a reason of its own that no limit explains, such as Exchange Online's
 * {@code 430 4.2.0} to an application without rights on the mailbox. One message that is accepted ends it. It is stored, so that a
 * restart does not begin it anew. Thread-safe.
 */
final class Deferrals {
    private static final Logger LOG = System.getLogger("signet.delivery");
    /** When nothing was tried for so long, nobody knows whether it would have been deferred. */
    private static final Duration SILENCE = Duration.ofHours(1);
    /** That it goes on is stored so often: a hundred messages that are deferred together are one write. */
    private static final Duration NOTED = Duration.ofMinutes(5);

    private final Triage triage;
    private final AccountStates states;
    private final Map<String, Span> spans = new HashMap<>();

    /** @param noted the last that is stored */
    private record Span(Instant first, Instant last, Instant noted) {}

    Deferrals(Triage triage, AccountStates states) {
        this.triage = triage;
        this.states = states;
    }

    /** Takes up what an earlier run stored. */
    void remember() throws IOException {
        Map<String, Deferral> stored = states.deferrals();
        synchronized (spans) {
            stored.forEach((account, one) -> spans.putIfAbsent(account, new Span(one.since(), one.last(), one.last())));
        }
    }

    /** @return since when, where this was one more "later" of that kind */
    Optional<Instant> heard(String account, Judge.Judged judged, Instant now) {
        Outcome outcome = judged.outcome();
        boolean accepted =
                judged.settlement().results().stream().anyMatch(result -> result.state() == RecipientState.DELIVERED);
        if (accepted) {
            accepted(account);
            return Optional.empty();
        }
        boolean deferred = outcome.verdict() == Verdict.WAIT
                && outcome.scope() == Scope.ACCOUNT
                && !triage.passesByItself(outcome);
        return deferred
                ? Optional.of(deferred(account, SILENCE.plus(outcome.after().orElse(Duration.ZERO)), now))
                : Optional.empty();
    }

    private void accepted(String account) {
        boolean over;
        synchronized (spans) {
            over = spans.remove(account) != null;
        }
        if (over) {
            store(account, Optional.empty());
        }
    }

    private Instant deferred(String account, Duration silence, Instant now) {
        Span span;
        boolean news;
        synchronized (spans) {
            Optional<Span> before = Optional.ofNullable(spans.get(account))
                    .filter(old -> !old.last().plus(silence).isBefore(now));
            news = before.map(old -> !old.noted().plus(NOTED).isAfter(now)).orElse(true);
            Instant noted = news ? now : before.map(Span::noted).orElse(now);
            span = new Span(before.map(Span::first).orElse(now), now, noted);
            spans.put(account, span);
        }
        if (news) {
            store(account, Optional.of(new Deferral(span.first(), span.last())));
        }
        return span.first();
    }

    private void store(String account, Optional<Deferral> deferral) {
        try {
            states.deferred(account, deferral);
        } catch (IOException e) {
            LOG.log(
                    Logger.Level.WARNING,
                    "Since when the mail of {0} is deferred could not be stored ({1}); after a restart it counts from what was",
                    account,
                    e.getMessage());
        }
    }

    /** The wall clock was set. */
    void clockSet(Duration by) {
        synchronized (spans) {
            spans.replaceAll((account, span) -> new Span(
                    span.first().plus(by), span.last().plus(by), span.noted().plus(by)));
        }
    }
}
