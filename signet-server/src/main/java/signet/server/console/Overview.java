package signet.server.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import signet.server.api.Reply;

/** The first page: does mail work? */
final class Overview {
    /** Reasons for which the button that looks again is shown: by itself, or once somebody has mended something, it goes on. */
    private static final Set<String> RESUMED = Set.of("account-paused", "account-parked");

    View show(Visit visit) {
        Reply accounts = visit.get("/v1/accounts");
        Reply queue = visit.get("/v1/queue");
        Reply calendar = visit.get("/v1/calendar");
        Reply ready = visit.get("/health/ready");
        for (Reply reply : List.of(accounts, queue, calendar)) {
            if (!reply.ok()) {
                return View.failed(reply);
            }
        }
        List<Map<String, Object>> shown = accounts(accounts.value(), queue.value());
        long standing = shown.stream()
                .filter(one -> !Boolean.TRUE.equals(one.get("works")))
                .count();
        long missing = shown.stream()
                .filter(one -> Boolean.TRUE.equals(one.get("works")) && Boolean.TRUE.equals(one.get("missing")))
                .count();
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("accounts", shown);
        model.put("verdict", verdict(shown.size(), standing, missing, ready.ok()));
        model.put("works", standing == 0 && missing == 0 && ready.ok());
        model.put("refusal", ready.value().getOrDefault("reason", Optional.empty()));
        model.put("queue", queue.value());
        model.put("counts", optional(queue.value().get("states")));
        List<?> expiries = list(calendar.value().get("expiries")).stream()
                .filter(one -> one instanceof Map<?, ?> expiry && !Boolean.TRUE.equals(expiry.get("follows")))
                .toList();
        model.put("expiry", expiries.isEmpty() ? Optional.empty() : Optional.of(expiries.getFirst()));
        return visit.htmx() ? View.fragment("overview", "#live", model) : View.page("overview", model);
    }

    private static String verdict(int accounts, long standing, long missing, boolean ready) {
        if (!ready) {
            return "No mail is accepted at this moment.";
        }
        if (accounts == 0) {
            return "No account is set up yet.";
        }
        if (standing == 0 && missing > 0) {
            return accounts == 1
                    ? "Mail goes out, but a test message did not come back."
                    : "Mail goes out, but test messages of " + missing + " of " + accounts
                            + " accounts did not come back.";
        }
        if (standing == 0) {
            return accounts == 1 ? "Mail works." : "Mail of all " + accounts + " accounts works.";
        }
        return accounts == 1
                ? "Mail does not go out."
                : "Mail of " + standing + " of " + accounts + " accounts does not go out.";
    }

    /** Those that stand still first. */
    private static List<Map<String, Object>> accounts(Map<String, Object> accounts, Map<String, Object> queue) {
        Map<Object, Map<?, ?>> queued = new LinkedHashMap<>();
        for (Object one : list(queue.get("accounts"))) {
            if (one instanceof Map<?, ?> account && account.get("account") != null) {
                queued.put(account.get("account"), account);
            }
        }
        List<Map<String, Object>> still = new ArrayList<>();
        List<Map<String, Object>> working = new ArrayList<>();
        for (Object one : list(accounts.get("accounts"))) {
            if (one instanceof Map<?, ?> account) {
                Map<String, Object> line = line(account, queued.getOrDefault(account.get("name"), Map.of()));
                (Boolean.TRUE.equals(line.get("works")) ? working : still).add(line);
            }
        }
        still.addAll(working);
        return still;
    }

    private static Map<String, Object> line(Map<?, ?> account, Map<?, ?> queued) {
        Optional<Map<?, ?>> waiting = optional(account.get("waiting"));
        Optional<Map<?, ?>> canary = optional(account.get("canary"));
        boolean missing = canary.filter(one -> number(one.get("missed")) > 0).isPresent();
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("name", text(account.get("name")));
        line.put("address", account.get("address"));
        line.put("works", waiting.isEmpty());
        line.put("queued", number(queued.get("queued")));
        line.put("sentence", waiting.map(Overview::why).orElseGet(() -> sentence(queued, missing)));
        line.put("said", waiting.flatMap(Overview::said));
        line.put(
                "until",
                waiting.flatMap(why -> why.get("until") instanceof Optional<?> until ? until : Optional.empty()));
        line.put("canary", canary.map(one -> brief(text(one.get("text")))));
        line.put("canaryAt", canary.flatMap(one -> one.get("at") instanceof Optional<?> at ? at : Optional.empty()));
        line.put("missing", missing);
        line.put("resume", waiting.map(why -> text(why.get("reason"))).filter(RESUMED::contains));
        return line;
    }

    /** The row says whose it is, so what it means and how to mend it is enough where that is known. */
    private static String why(Map<?, ?> waiting) {
        return waiting.get("advice") instanceof Optional<?> known && known.isPresent()
                ? text(known.get())
                : brief(text(waiting.get("text")));
    }

    /** The provider's own words, where the sentence is ours. */
    private static Optional<String> said(Map<?, ?> waiting) {
        boolean ours = waiting.get("advice") instanceof Optional<?> known && known.isPresent();
        return optional(waiting.get("incident"))
                .filter(incident -> ours)
                .map(incident -> brief(text(incident.get("reason"))));
    }

    /** Without what a provider adds to its sentence for its own support; the page of a message has all of it. */
    static String brief(String reason) {
        return reason.replaceFirst("(?s)( \\[Reason| Trace ID:| \\(error ).*", "");
    }

    private static String sentence(Map<?, ?> queued, boolean missing) {
        long count = number(queued.get("queued"));
        String works = missing ? "It is sent; " : "Works; ";
        if (count == 0) {
            return works + "nothing waits.";
        }
        long minutes =
                (queued.get("oldestSeconds") instanceof Optional<?> oldest ? number(oldest.orElse(null)) : 0) / 60;
        return works
                + (count == 1 ? "1 message waits" : count + " messages wait")
                + (minutes > 0 ? ", the oldest since " + minutes + " min." : ".");
    }

    /** Goes on after a pause, or looks at once whether what parked the account is over. */
    View resume(Visit visit) {
        String name = visit.variable("name");
        Reply reply = visit.post("/v1/accounts/" + name + "/resume", Map.of());
        if (!reply.ok()) {
            return View.refused("/console/", reply.detail());
        }
        return View.redirect(
                "/console/",
                Boolean.TRUE.equals(reply.value().get("changed"))
                        ? "The account " + name + " goes on."
                        : "The account " + name + " is looked at now; this page shows what comes of it.");
    }

    View pause(Visit visit) {
        String name = visit.variable("name");
        Reply reply = visit.post("/v1/accounts/" + name + "/pause", Map.of());
        return reply.ok()
                ? View.redirect("/console/", "The account " + name + " is paused. What it is given waits.")
                : View.refused("/console/", reply.detail());
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static Optional<Map<?, ?>> optional(@Nullable Object value) {
        return value instanceof Optional<?> optional && optional.orElse(null) instanceof Map<?, ?> map
                ? Optional.of(map)
                : Optional.empty();
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    private static long number(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }
}
