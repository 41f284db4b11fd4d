package signet.server.console;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.oauth.Secret;
import signet.server.account.Users;
import signet.server.account.Users.User;
import signet.server.event.Event;
import signet.server.event.EventKind;

/** A person's own password and sessions. */
final class ProfilePages {
    private final ConsoleServices services;
    private final Users users;
    private final LoginPages login;
    private final Sessions sessions;
    private final Hashing hashing;
    private final Throttle throttle;

    ProfilePages(ConsoleServices services, LoginPages login, Sessions sessions, Hashing hashing, Throttle throttle) {
        this.services = services;
        this.users = services.users();
        this.login = login;
        this.sessions = sessions;
        this.hashing = hashing;
        this.throttle = throttle;
    }

    View show(Visit visit) {
        return View.page("profile", model(visit, Map.of()));
    }

    private Map<String, Object> model(Visit visit, Map<String, Object> faults) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("sessions", shown(sessions.of(visit.user()), visit.session()));
        model.put("faults", faults);
        model.put("least", PasswordRules.LEAST);
        model.put("recommended", PasswordRules.RECOMMENDED);
        return model;
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
        if (throttle.admit(address, user.name()).isPresent()) {
            throw new Refusal(429, "Too many tries", "Too many passwords were wrong. Wait a minute, then try again.");
        }
        if (PasswordRules.bearable(old) && hashing.fits(Optional.of(user.hash()), old)) {
            throttle.succeeded(address, user.name());
        } else {
            faults.put("old", "This is not your password.");
        }
        PasswordRules.fault(next, user.name()).ifPresent(fault -> faults.put("password", fault));
        if (!next.equals(PasswordRules.normal(visit.form().exact("repeated").orElse("")))) {
            faults.put("repeated", "This is another password than the one above.");
        }
        if (!faults.isEmpty()) {
            return View.wrong("profile", model(visit, faults));
        }
        users.password(user.name(), hashing.of(next), services.clock().instant());
        services.events()
                .append(Event.of(
                        EventKind.USER_CHANGED,
                        Event.facts("user", user.name(), "change", "password", "by", "user " + user.name())));
        sessions.end(session -> session.user().equals(user.name()));
        User after = users.find(user.name()).orElseThrow(() -> new IOException("the user is gone"));
        return login.entered(
                visit,
                after,
                "/console/profile",
                Optional.of(
                        new View.Notice("Your password is changed, and all of your other sessions are ended.", true)));
    }

    /** Ends one of the own sessions. */
    View end(Visit visit) {
        String handle = visit.variable("handle");
        boolean own = visit.session().handle().equals(handle);
        sessions.end(session ->
                session.user().equals(visit.user()) && session.handle().equals(handle));
        return own ? new View.Left("/console/login") : View.redirect("/console/profile", "The session is ended.");
    }
}
