package signet.server.delivery;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import signet.server.queue.Attempt;

/** Sentences for incidents. */
final class Words {
    private static final int LONGEST = 2_000;

    private Words() {}

    /**
     * What tells an operator most: what the provider answered; where it did not, what Signet says of it, since the last cause is then
     * Java's word for it.
     *
     * @param causes outermost first
     */
    static Optional<String> said(boolean answered, List<String> causes) {
        return causes.isEmpty() ? Optional.empty() : Optional.of(answered ? causes.getLast() : causes.getFirst());
    }

    /** The provider's own words with what its support asks for, unless they are in them already. */
    static String reason(Attempt attempt) {
        String words = said(attempt.reply().isPresent(), attempt.causes()).orElse(attempt.explanation());
        String facts = attempt.facts().entrySet().stream()
                .filter(fact -> !words.contains(fact.getValue()))
                .sorted(Map.Entry.comparingByKey())
                .map(fact -> fact.getKey() + " " + fact.getValue())
                .collect(Collectors.joining(", "));
        String reason = facts.isEmpty() ? words : words + " (" + facts + ")";
        return reason.length() > LONGEST ? reason.substring(0, LONGEST) : reason;
    }
}
