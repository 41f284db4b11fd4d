package signet.server.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.server.api.Reply;

/** One message of the queue, and what can be done with it. */
final class EntryPage {
    private static final int RECIPIENTS = 200;
    private static final int ATTEMPTS = 20;
    /** Of these attempts the transcript is shown: each may have 16 KiB. */
    private static final int TRANSCRIPTS = 2;

    View show(Visit visit) {
        Reply entry = visit.get(api(visit, ""));
        if (!entry.ok()) {
            return View.failed(entry);
        }
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("entry", entry.value());
        model.put("recipients", recipients(entry.value()));
        model.put("path", path(visit));
        model.put("poll", poll(visit, entry.value()));
        model.put("news", visit.query().text("seen").filter(seen -> !seen.equals(count(entry.value()))));
        if (visit.htmx()) {
            return View.fragment("entry", "#live", model);
        }
        boolean all = visit.query().checked("all");
        List<Map<String, Object>> attempts = attempts(entry.value(), all);
        model.put("attempts", attempts);
        model.put(
                "more",
                !all
                        && attempts.size() > 0
                        && attempts.size() < list(entry.value(), "attempts").size());
        return View.page("entry", model);
    }

    private static String path(Visit visit) {
        return QueuePage.PATH + "/" + visit.variable("id");
    }

    private static String api(Visit visit, String more) {
        return "/v1/messages/" + visit.variable("id") + more;
    }

    private static String count(Map<String, Object> entry) {
        return String.valueOf(entry.getOrDefault("attemptCount", 0));
    }

    /** While something may still happen by itself. */
    private static Optional<String> poll(Visit visit, Map<String, Object> entry) {
        String seen = visit.query().text("seen").orElse(count(entry));
        return "queued".equals(entry.get("state"))
                ? Optional.of(path(visit) + "?seen=" + seen.replaceAll("\\D", ""))
                : Optional.empty();
    }

    private static List<?> list(Map<String, Object> entry, String name) {
        return entry.get(name) instanceof List<?> list ? list : List.of();
    }

    /** Those that are not delivered first; how many are left out. */
    private static Map<String, Object> recipients(Map<String, Object> entry) {
        List<Object> delivered = new ArrayList<>();
        List<Object> shown = new ArrayList<>();
        for (Object one : list(entry, "recipients")) {
            boolean done = one instanceof Map<?, ?> recipient && "delivered".equals(recipient.get("state"));
            (done ? delivered : shown).add(one);
        }
        shown.addAll(delivered);
        int more = Math.max(0, shown.size() - RECIPIENTS);
        return Map.of("shown", shown.subList(0, shown.size() - more), "more", more, "count", shown.size());
    }

    /** The newest first, each with its number; only the newest ones with a transcript. */
    private static List<Map<String, Object>> attempts(Map<String, Object> entry, boolean all) {
        List<?> kept = list(entry, "attempts");
        List<Map<String, Object>> attempts = new ArrayList<>();
        int most = all ? kept.size() : Math.min(ATTEMPTS, kept.size());
        for (int i = 0; i < most; i++) {
            Map<String, Object> attempt = new LinkedHashMap<>();
            if (kept.get(kept.size() - 1 - i) instanceof Map<?, ?> members) {
                members.forEach((name, value) -> attempt.put(String.valueOf(name), value));
            }
            attempt.put("newest", i == 0);
            if (!all && i >= TRANSCRIPTS) {
                attempt.remove("transcript");
            }
            attempts.add(attempt);
        }
        return attempts;
    }

    View retry(Visit visit) {
        return verb(visit, "retry", "It is tried now.");
    }

    View hold(Visit visit) {
        return verb(visit, "hold", "It is held until somebody releases it.");
    }

    View release(Visit visit) {
        return verb(visit, "release", "It is released and goes out in its turn.");
    }

    View cancel(Visit visit) {
        return verb(visit, "cancel", "It is cancelled; its recipients will not get it.");
    }

    private static View verb(Visit visit, String verb, String done) {
        Reply reply = visit.post(api(visit, "/" + verb), Map.of());
        if (!reply.ok()) {
            return reply.status() == 404 ? View.failed(reply) : View.refused(path(visit), reply.detail());
        }
        return Boolean.TRUE.equals(reply.value().get("changed"))
                ? View.redirect(path(visit), done)
                : View.refused(
                        path(visit),
                        "Nothing was changed: it is so already, is being sent this moment, or its content is no longer kept.");
    }

    /** Sends the same content to other recipients, as a new message. */
    View resend(Visit visit) {
        List<String> to = visit.form().text("to").stream()
                .flatMap(written -> Arrays.stream(written.split("[\\s,;]+")))
                .filter(address -> !address.isEmpty())
                .toList();
        Reply reply = visit.post(api(visit, "/resend"), Map.of("to", to));
        if (!reply.ok()) {
            return reply.status() == 404 ? View.failed(reply) : View.refused(path(visit), reply.detail());
        }
        return View.redirect(
                QueuePage.PATH + "/" + reply.value().get("id"), "This is the new message with the same content.");
    }

    View preview(Visit visit) {
        Reply preview = visit.get(api(visit, "/preview"));
        if (!preview.ok()) {
            return View.failed(preview);
        }
        Map<String, Object> model = Map.of("preview", preview.value(), "path", path(visit));
        return visit.htmx() ? View.fragment("preview", "#preview", model) : View.page("preview", model);
    }

    View content(Visit visit) {
        return View.file(visit.get(api(visit, "/content")));
    }
}
