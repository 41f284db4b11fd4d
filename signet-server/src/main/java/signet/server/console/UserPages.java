package signet.server.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.server.api.Reply;

/** Who may use the console: for administrators. */
final class UserPages {
    private static final String USERS = "/console/users";
    private static final String LINK = "link";

    private final Sessions sessions;

    UserPages(Sessions sessions) {
        this.sessions = sessions;
    }

    View list(Visit visit) {
        return View.page("users", model(visit, Optional.empty()));
    }

    private Map<String, Object> model(Visit visit, Optional<Reply> refused) {
        Map<String, Object> model = new LinkedHashMap<>();
        List<Map<String, Object>> users = new ArrayList<>();
        if (visit.get("/v1/console-users").value().get("users") instanceof List<?> all) {
            for (Object one : all) {
                if (one instanceof Map<?, ?> user) {
                    Map<String, Object> shown = new LinkedHashMap<>();
                    user.forEach((name, value) -> shown.put(String.valueOf(name), value));
                    shown.put(
                            "sessions",
                            ProfilePages.shown(sessions.of(String.valueOf(user.get("name"))), visit.session()));
                    users.add(shown);
                }
            }
        }
        model.put("users", users);
        // shown once: a link is as good as a password
        model.put("link", visit.session().kept(LINK, String.class));
        visit.session().forget(LINK);
        model.put("problem", refused.map(Reply::detail));
        return model;
    }

    View link(Visit visit) {
        Map<String, Object> body = new LinkedHashMap<>();
        visit.form().text("name").ifPresent(name -> body.put("name", name));
        visit.form().text("role").ifPresent(role -> body.put("role", role));
        Reply made = visit.post("/v1/console-links", body);
        if (!made.ok()) {
            return View.wrong("users", model(visit, Optional.of(made)));
        }
        visit.session().keep(LINK, visit.origin() + made.value().get("path"));
        return View.redirect(USERS);
    }

    View role(Visit visit) {
        Reply changed = visit.put(
                "/v1/console-users/" + visit.variable("name"),
                Map.of("role", visit.form().text("role").orElse("")));
        return done(changed, "The role of " + visit.variable("name") + " is changed.");
    }

    View delete(Visit visit) {
        String name = visit.variable("name");
        Reply deleted = visit.delete("/v1/console-users/" + name);
        if (deleted.ok()) {
            sessions.end(session -> session.user().equals(name));
        }
        return done(deleted, name + " may no longer use the console.");
    }

    View factor(Visit visit) {
        String name = visit.variable("name");
        Reply removed = visit.delete("/v1/console-users/" + name + "/second-factor");
        return done(removed, name + " has no second factor any more.");
    }

    View end(Visit visit) {
        String name = visit.variable("name");
        sessions.end(session -> session.user().equals(name));
        return View.redirect(USERS, "All sessions of " + name + " are ended.");
    }

    private static View done(Reply reply, String text) {
        return reply.ok() ? View.redirect(USERS, text) : View.refused(USERS, reply.detail());
    }
}
