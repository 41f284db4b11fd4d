package signet.server.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import signet.server.account.Outcome;
import signet.server.account.Outcome.Scope;
import signet.server.account.Outcome.Verdict;
import signet.server.account.Triage;
import signet.server.queue.RecipientState;

/**
 * Since when each account hears nothing but "later" for a reason of its own that no limit explains, such as Exchange Online's
 * {@code 430 4.2.0} to an application without rights on the mailbox. One message that is accepted ends it. A restart begins anew.
 * Thread-safe.
 */
final class Deferrals {
    /** When nothing was tried for so long, nobody knows whether it would have been deferred. */
    private static final Duration SILENCE = Duration.ofHours(1);

    private final Triage triage;
    private final Map<String, Span> spans = new HashMap<>();

    private record Span(Instant first, Instant last) {}

    Deferrals(Triage triage) {
        this.triage = triage;
    }

    synchronized void heard(String account, Judge.Judged judged, Instant now) {
        Outcome outcome = judged.outcome();
        boolean accepted =
                judged.settlement().results().stream().anyMatch(result -> result.state() == RecipientState.DELIVERED);
        if (accepted) {
            spans.remove(account);
        } else if (outcome.verdict() == Verdict.WAIT
                && outcome.scope() == Scope.ACCOUNT
                && !triage.passesByItself(outcome)) {
            Duration silence = SILENCE.plus(outcome.after().orElse(Duration.ZERO));
            spans.merge(
                    account,
                    new Span(now, now),
                    (old, fresh) -> old.last().plus(silence).isBefore(now) ? fresh : new Span(old.first(), now));
        }
    }

    /** The wall clock was set. */
    synchronized void clockSet(Duration by) {
        spans.replaceAll((account, span) ->
                new Span(span.first().plus(by), span.last().plus(by)));
    }

    /** Empty where the latest that was heard is something else. */
    synchronized Optional<Instant> since(String account) {
        return Optional.ofNullable(spans.get(account)).map(Span::first);
    }
}
