package signet.server.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.server.api.Reply;

/** The email queue: counts, filters, and the newest messages that fit. */
final class QueuePage {
    static final String PATH = "/console/queue";

    private static final List<String> STATES =
            List.of("queued", "failed", "expired", "partly", "bounced", "cancelled", "delivered");

    View list(Visit visit) {
        Filtering filter = Filtering.of(visit.query());
        Optional<String> cursor = visit.query().text("cursor");
        Map<String, String> asked = filter.query();
        cursor.ifPresent(given -> asked.put("cursor", given));
        Reply messages = visit.get("/v1/messages", asked);
        Reply shape = visit.get("/v1/queue");
        if (!shape.ok()) {
            return View.failed(shape);
        }
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("filter", filter.fields());
        model.put("filtered", !filter.none());
        model.put("states", STATES);
        model.put("tabs", tabs(filter, shape.value()));
        model.put("accounts", names(shape.value()));
        model.put("messages", messages.ok() ? messages.value().getOrDefault("messages", List.of()) : List.of());
        model.put("problem", Optional.of(messages.detail()).filter(detail -> !detail.isEmpty()));
        model.put("next", next(filter, messages));
        model.put("searchedTo", messages.value().getOrDefault("searchedTo", Optional.empty()));
        model.put("newest", cursor.map(given -> filter.at(PATH, Map.of())));
        model.put("poll", poll(filter, cursor, messages));
        if (visit.htmx()) {
            return View.fragment("queue", "#live", model);
        }
        return messages.ok() ? View.page("queue", model) : new View.Whole("queue", messages.status(), model);
    }

    /** Where the page gets news from itself; a search and a later page stay as they are. */
    private static Optional<String> poll(Filtering filter, Optional<String> cursor, Reply messages) {
        boolean live = cursor.isEmpty() && filter.get("q").isEmpty() && messages.ok();
        return live ? Optional.of(filter.at(PATH, Map.of())) : Optional.empty();
    }

    private static Optional<String> next(Filtering filter, Reply messages) {
        return messages.value().getOrDefault("next", Optional.empty()) instanceof Optional<?> next
                ? next.map(cursor -> filter.at(PATH, Map.of("cursor", String.valueOf(cursor))))
                : Optional.empty();
    }

    /** A link for each state with how many there are. */
    private static List<Map<String, Object>> tabs(Filtering filter, Map<String, Object> shape) {
        long countedTo = number(shape.get("countedTo"));
        Map<?, ?> counts =
                shape.get("states") instanceof Optional<?> states && states.orElse(null) instanceof Map<?, ?> map
                        ? map
                        : Map.of();
        boolean any = filter.get("state").isEmpty() && filter.get("held").isEmpty();
        List<Map<String, Object>> tabs = new ArrayList<>();
        tabs.add(tab("all", Map.of(), "", any));
        for (String state : STATES) {
            long count = state.equals("queued") ? number(shape.get("queued")) : number(counts.get(state));
            String shown = count >= countedTo && !state.equals("queued") ? countedTo + "+" : Long.toString(count);
            boolean here = filter.get("state").equals(Optional.of(state))
                    && filter.get("held").isEmpty();
            tabs.add(tab(state, Map.of("state", state), shown, here));
        }
        return tabs;
    }

    private static Map<String, Object> tab(String name, Map<String, String> filter, String count, boolean here) {
        return Map.of("name", name, "href", new Filtering(filter).at(PATH, Map.of()), "count", count, "here", here);
    }

    private static long number(@org.jspecify.annotations.Nullable Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }

    /** For the suggestions of the account field. */
    private static List<Object> names(Map<String, Object> shape) {
        List<Object> names = new ArrayList<>();
        if (shape.get("accounts") instanceof List<?> accounts) {
            accounts.stream().limit(100).forEach(one -> {
                if (one instanceof Map<?, ?> account && account.get("account") instanceof String name) {
                    names.add(name);
                }
            });
        }
        return names;
    }
}
