package signet.server.delivery;

import java.util.Map;
import java.util.stream.Collectors;
import signet.server.queue.Attempt;

/** Sentences for incidents. */
final class Words {
    private static final int LONGEST = 2_000;

    private Words() {}

    /** The provider's own words with what its support asks for, unless they are in them already. */
    static String reason(Attempt attempt) {
        String words = attempt.causes().isEmpty()
                ? attempt.explanation()
                : attempt.causes().getLast();
        String facts = attempt.facts().entrySet().stream()
                .filter(fact -> !words.contains(fact.getValue()))
                .sorted(Map.Entry.comparingByKey())
                .map(fact -> fact.getKey() + " " + fact.getValue())
                .collect(Collectors.joining(", "));
        String reason = facts.isEmpty() ? words : words + " (" + facts + ")";
        return reason.length() > LONGEST ? reason.substring(0, LONGEST) : reason;
    }
}
