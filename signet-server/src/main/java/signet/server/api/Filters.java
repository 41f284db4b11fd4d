package signet.server.api;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import signet.server.queue.Filter;
import signet.server.queue.Held;

/** Filters as queries and bodies have them. */
final class Filters {
    static final String[] PARAMETERS = {"state", "held", "account", "recipient", "q", "since", "cursor", "limit"};

    private static final List<String> STATES =
            List.of("queued", "delivered", "failed", "expired", "cancelled", "bounced", "partly");
    private static final int LONGEST = 320;

    private Filters() {}

    static Filter of(Query query) {
        Optional<String> state = query.text("state");
        state.filter(s -> !STATES.contains(s)).ifPresent(s -> {
            throw ProblemException.parameter("state", "is one of " + String.join(", ", STATES));
        });
        Optional<Held> held = query.text("held")
                .map(word -> Held.of(word)
                        .orElseThrow(() -> ProblemException.parameter("held", "is one of " + heldWords())));
        return new Filter(
                state,
                held,
                query.text("account"),
                shortEnough(query, "recipient"),
                shortEnough(query, "q"),
                query.time("since"));
    }

    private static Optional<String> shortEnough(Query query, String name) {
        Optional<String> text = query.text(name);
        text.filter(t -> t.length() > LONGEST).ifPresent(t -> {
            throw ProblemException.parameter(name, "has more than " + LONGEST + " characters");
        });
        return text;
    }

    /** The member {@code filter} of a body. */
    static Filter of(Members members) {
        Optional<String> state = members.text("state");
        if (state.isPresent() && !STATES.contains(state.get())) {
            members.complain("state", "is one of " + String.join(", ", STATES));
        }
        Optional<String> word = members.text("held");
        Optional<Held> held = word.flatMap(Held::of);
        if (word.isPresent() && held.isEmpty()) {
            members.complain("held", "is one of " + heldWords());
        }
        Filter filter = new Filter(
                state,
                held,
                members.text("account"),
                members.text("recipient"),
                members.text("q"),
                members.time("since"));
        members.noOthers();
        return filter;
    }

    private static String heldWords() {
        return String.join(", ", Arrays.stream(Held.values()).map(Held::word).toList());
    }

    static Filter with(Filter filter, String account) {
        return new Filter(
                filter.state(), filter.held(), Optional.of(account), filter.recipient(), filter.text(), filter.since());
    }

    /** The same filter for each account the caller may see; itself where there is no restriction. */
    static List<Filter> seenBy(Caller caller, Filter filter) {
        if (!caller.restricted()) {
            return List.of(filter);
        }
        return caller.accounts().stream()
                .filter(name -> filter.account().map(name::equals).orElse(true))
                .map(name -> with(filter, name))
                .toList();
    }
}
