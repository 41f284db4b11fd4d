package signet.server.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.server.api.Reply;

/** A verb on everything that fits a filter: first the question with how many there are, then the doing, in portions. */
final class ApplyPage {
    private static final String PATH = "/console/queue/apply";
    private static final int PORTION = 5_000;
    private static final List<String> VERBS = List.of("retry", "hold", "release", "cancel");

    /** The question. */
    View ask(Visit visit) {
        return asked(visit, visit.query());
    }

    private static View asked(Visit visit, Form form) {
        String verb = verb(form);
        Filtering filter = Filtering.of(form);
        Optional<String> cursor = form.text("cursor");
        Reply reply = visit.post("/v1/messages/" + verb, body(filter, cursor, true));
        if (!reply.ok()) {
            return View.failed(reply);
        }
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("verb", verb);
        model.put("filter", filter.fields());
        model.put("words", filter.words());
        model.put("cursor", cursor);
        model.put("count", reply.value());
        model.put("more", more(reply).map(next -> filter.at(PATH, Map.of("verb", verb, "cursor", next))));
        model.put("back", filter.at(QueuePage.PATH, Map.of()));
        return View.page("apply", model);
    }

    private static String verb(Form form) {
        return form.text("verb")
                .filter(VERBS::contains)
                .orElseThrow(() -> new Refusal(
                        400,
                        "Bad request",
                        "Choose one of " + String.join(", ", VERBS) + " on the page of the queue."));
    }

    private static Map<String, Object> body(Filtering filter, Optional<String> cursor, boolean dryRun) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("filter", filter.body());
        body.put("dryRun", dryRun);
        body.put("limit", PORTION);
        cursor.ifPresent(from -> body.put("cursor", from));
        return body;
    }

    private static Optional<String> more(Reply reply) {
        return reply.value().get("next") instanceof Optional<?> next ? next.map(String::valueOf) : Optional.empty();
    }

    /** The doing; where there are more, the question follows for those. */
    View apply(Visit visit) {
        String verb = verb(visit.form());
        Filtering filter = Filtering.of(visit.form());
        Reply reply =
                visit.post("/v1/messages/" + verb, body(filter, visit.form().text("cursor"), false));
        if (!reply.ok()) {
            return View.failed(reply);
        }
        String done = count(reply.value().get("changed"))
                + done(verb)
                + (Long.valueOf(0).equals(reply.value().get("unchanged"))
                        ? "."
                        : "; " + reply.value().get("unchanged") + " needed no change.");
        return more(reply)
                .map(next -> View.redirect(
                        filter.at(PATH, Map.of("verb", verb, "cursor", next)),
                        done + " There are older ones that fit."))
                .orElseGet(() -> View.redirect(filter.at(QueuePage.PATH, Map.of()), done));
    }

    private static String count(@org.jspecify.annotations.Nullable Object number) {
        return Long.valueOf(1).equals(number) ? "1 message " : number + " messages ";
    }

    private static String done(String verb) {
        return switch (verb) {
            case "retry" -> "due now";
            case "hold" -> "held";
            case "release" -> "released";
            default -> "cancelled";
        };
    }
}
