package signet.server.console;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import signet.oauth.Secret;
import signet.server.account.LinkSecret;
import signet.server.account.Users;
import signet.server.account.Users.Link;
import signet.server.account.Users.User;
import signet.server.event.Event;

/** One-time links: whoever has one chooses name and password. */
final class StartPages {
    private final ConsoleServices services;
    private final Users users;
    private final LoginPages login;
    private final Sessions sessions;
    private final Hashing hashing;

    StartPages(ConsoleServices services, LoginPages login, Sessions sessions, Hashing hashing) {
        this.services = services;
        this.users = services.users();
        this.login = login;
        this.sessions = sessions;
        this.hashing = hashing;
    }

    private byte[] digest(Visit visit) {
        return LinkSecret.digest(visit.variable("secret")).orElseThrow(StartPages::over);
    }

    private Link link(Visit visit) throws IOException {
        return users.link(digest(visit), services.clock().instant()).orElseThrow(StartPages::over);
    }

    private static Refusal over() {
        return new Refusal(
                404,
                "This link leads nowhere",
                "It was used already, or its time is over. On the server signet console-link makes a new one; so does an"
                        + " administrator on the page Users.");
    }

    View form(Visit visit) throws IOException {
        return View.page("start", model(link(visit), Form.EMPTY, Map.of()));
    }

    private Map<String, Object> model(Link link, Form form, Map<String, Object> faults) throws IOException {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("role", link.role().word());
        model.put("fixed", link.name());
        model.put(
                "known",
                link.name().isPresent() && users.find(link.name().get()).isPresent());
        model.put("name", form.text("name"));
        model.put("forgets", link.forgetsFactor());
        model.put("faults", faults);
        model.put("least", PasswordRules.LEAST);
        model.put("recommended", PasswordRules.RECOMMENDED);
        return model;
    }

    View begin(Visit visit) throws IOException {
        Link link = link(visit);
        String name = link.name().orElse(visit.form().text("name").orElse(""));
        Secret password = PasswordRules.normal(visit.form().exact("password").orElse(""));
        Map<String, Object> faults = new LinkedHashMap<>();
        if (!name.matches("[a-z0-9][a-z0-9._-]{0,62}")) {
            faults.put("name", "Lower-case letters, digits, dots, hyphens and underscores, at most 63.");
        } else if (link.name().isEmpty() && users.find(name).isPresent()) {
            faults.put("name", "There is such a user already. Take another name.");
        }
        PasswordRules.fault(password, name).ifPresent(fault -> faults.put("password", fault));
        if (!password.equals(PasswordRules.normal(visit.form().exact("repeated").orElse("")))) {
            faults.put("repeated", "This is another password than the one above.");
        }
        if (!faults.isEmpty()) {
            return View.wrong("start", model(link, visit.form(), faults));
        }
        Optional<User> user = users.redeem(
                digest(visit), name, hashing.of(password), services.clock().instant());
        if (user.isEmpty()) {
            throw over();
        }
        String change = "chose a password as " + user.get().role().word()
                + (link.forgetsFactor() ? "; the second factor is forgotten" : "");
        services.events().append(Event.userChanged(name, change, "one-time link"));
        sessions.end(session -> session.user().equals(name));
        return login.passed(visit, user.get(), "/console/");
    }
}
