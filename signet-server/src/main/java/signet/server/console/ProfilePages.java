package signet.server.console;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.oauth.Secret;
import signet.server.account.SecondFactors.Factor;
import signet.server.account.Users;
import signet.server.account.Users.User;
import signet.server.event.Event;

/** A person's own password and sessions. */
final class ProfilePages {
    static final String PATH = "/console/profile";

    private final ConsoleServices services;
    private final Users users;
    private final LoginPages login;
    private final Sessions sessions;
    private final Passwords passwords;

    ProfilePages(ConsoleServices services, LoginPages login, Sessions sessions, Passwords passwords) {
        this.services = services;
        this.users = services.users();
        this.login = login;
        this.sessions = sessions;
        this.passwords = passwords;
    }

    View show(Visit visit) throws IOException {
        return View.page("profile", model(visit, Map.of()));
    }

    /** The page again, with what is wrong in one of its forms, by field. */
    View wrong(Visit visit, Map<String, Object> faults) throws IOException {
        return View.wrong("profile", model(visit, faults));
    }

    private Map<String, Object> model(Visit visit, Map<String, Object> faults) throws IOException {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("sessions", shown(sessions.of(visit.user()), visit.session()));
        model.put("factor", services.factors().find(visit.user()).map(ProfilePages::shown));
        model.put("factorRequired", services.factorRequired());
        model.put("faults", faults);
        model.put("least", PasswordRules.LEAST);
        model.put("recommended", PasswordRules.RECOMMENDED);
        return model;
    }

    private static Map<String, Object> shown(Factor factor) {
        return Map.of("since", factor.since(), "left", factor.left());
    }

    static List<Map<String, Object>> shown(List<Session> sessions, Session own) {
        return sessions.stream()
                .map(session -> Map.<String, Object>of(
                        "handle", session.handle(),
                        "peer", session.peer(),
                        "browser", session.browser(),
                        "began", session.began(),
                        "seen", session.seen(),
                        "own", session == own))
                .toList();
    }

    View password(Visit visit) throws IOException {
        String address = visit.peer().address();
        User user = users.find(visit.user()).orElseThrow(() -> new IOException("the user is gone"));
        Secret old = PasswordRules.normal(visit.form().exact("old").orElse(""));
        Secret next = PasswordRules.normal(visit.form().exact("password").orElse(""));
        Map<String, Object> faults = new LinkedHashMap<>();
        passwords.admit(address, user.name());
        if (passwords.right(Optional.of(user), old)) {
            passwords.succeeded(address, user.name());
        } else {
            faults.put("old", "This is not your password.");
        }
        PasswordRules.fault(next, user.name()).ifPresent(fault -> faults.put("password", fault));
        if (!next.equals(PasswordRules.normal(visit.form().exact("repeated").orElse("")))) {
            faults.put("repeated", "This is another password than the one above.");
        }
        if (!faults.isEmpty()) {
            return wrong(visit, faults);
        }
        users.password(user.name(), passwords.hash(next), services.clock().instant());
        services.events().append(Event.userChanged(user.name(), "password", "user " + user.name()));
        sessions.end(session -> session.user().equals(user.name()));
        User after = users.find(user.name()).orElseThrow(() -> new IOException("the user is gone"));
        View.Notice done = new View.Notice("Your password is changed, and all of your other sessions are ended.", true);
        return login.entered(visit, after, new LoginPages.Way(PATH, Optional.of(done)));
    }

    /** Ends one of the own sessions. */
    View end(Visit visit) {
        String handle = visit.variable("handle");
        boolean own = visit.session().handle().equals(handle);
        sessions.end(session ->
                session.user().equals(visit.user()) && session.handle().equals(handle));
        return own ? new View.Left("/console/login") : View.redirect(PATH, "The session is ended.");
    }
}
