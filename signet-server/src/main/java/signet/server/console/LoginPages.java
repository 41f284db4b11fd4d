package signet.server.console;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import signet.oauth.Secret;
import signet.server.account.Users;
import signet.server.account.Users.User;
import signet.server.event.Event;
import signet.server.event.EventKind;

/** Logging in and out. */
final class LoginPages {
    private static final System.Logger LOG = System.getLogger(LoginPages.class.getName());
    static final String WRONG = "User name or password is wrong.";

    private final ConsoleServices services;
    private final Users users;
    private final Sessions sessions;
    private final Hashing hashing;
    private final Throttle throttle;

    LoginPages(ConsoleServices services, Sessions sessions, Hashing hashing, Throttle throttle) {
        this.services = services;
        this.users = services.users();
        this.sessions = sessions;
        this.hashing = hashing;
        this.throttle = throttle;
    }

    View form(Visit visit) throws IOException {
        if (visit.guest().isPresent()) {
            return View.redirect("/console/");
        }
        return View.page("login", model(visit.query(), Optional.empty()));
    }

    private Map<String, Object> model(Form from, Optional<String> problem) throws IOException {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("next", from.text("next"));
        model.put("name", from.text("name"));
        model.put("problem", problem);
        model.put("nobody", users.none());
        return model;
    }

    View enter(Visit visit) throws IOException {
        String address = visit.peer().address();
        String name = visit.form().text("name").orElse("").toLowerCase(Locale.ROOT);
        Secret password = PasswordRules.normal(visit.form().exact("password").orElse(""));
        // the limit is looked at before anything that takes time, and for names that do not exist too
        Optional<Duration> wait = throttle.admit(address, shortened(name));
        if (wait.isPresent()) {
            throw new Refusal(
                    429,
                    "Too many tries",
                    "Too many passwords were wrong. Wait " + (wait.get().toSeconds() + 1)
                            + " s, then try again. Whoever forgot the password gets a new one by signet console-link"
                            + " on the server.");
        }
        Optional<User> user = users.find(name);
        boolean fits = hashing.fits(
                user.map(User::hash), PasswordRules.bearable(password) ? password : Secret.of("longer than any"));
        if (!fits || user.isEmpty()) {
            return refused(visit, user, address);
        }
        throttle.succeeded(address, name);
        visit.guest().ifPresent(guest -> sessions.end(guest.session()));
        return entered(visit, upgraded(user.get(), password), next(visit.form()));
    }

    private static String shortened(String name) {
        return name.length() > 63 ? name.substring(0, 63) : name;
    }

    private View refused(Visit visit, Optional<User> user, String address) throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        user.ifPresent(known -> facts.put("user", known.name())); // what else was typed may be a password
        facts.put("peer", address);
        services.events().append(Event.of(EventKind.LOGIN_REFUSED, facts));
        LockSupport.parkNanos(throttle.delay(address).toNanos());
        return new View.Whole("login", 401, model(visit.form(), Optional.of(WRONG)));
    }

    /** Hashes of former, weaker parameters are replaced while the password is at hand. */
    private User upgraded(User user, Secret password) throws IOException {
        if (user.hash().current()) {
            return user;
        }
        try {
            users.rehashed(user.name(), hashing.of(password));
        } catch (Refusal e) {
            LOG.log(Level.DEBUG, "the hash is replaced at the next login: {0}", e.getMessage());
        }
        return user;
    }

    /** Logs in whoever proved who they are. */
    View entered(Visit visit, User user, String path) throws IOException {
        return entered(visit, user, path, Optional.empty());
    }

    View entered(Visit visit, User user, String path, Optional<View.Notice> notice) throws IOException {
        Instant now = services.clock().instant();
        users.loggedIn(user.name(), now);
        services.events()
                .append(Event.of(
                        EventKind.LOGGED_IN,
                        Event.facts("user", user.name(), "peer", visit.peer().address())));
        Session.Origin origin = new Session.Origin(visit.peer().address(), visit.browser());
        Secret id = sessions.begin(user.name(), user.passwordSince(), origin);
        notice.ifPresent(words -> sessions.find(id.reveal()).ifPresent(session -> session.notice(words)));
        return new View.Entered(id, path, notice);
    }

    /** Only to a page of ours. */
    private static String next(Form form) {
        return form.text("next")
                .filter(path -> path.matches("/console/[!-~&&[^\\\\]]*") && !path.contains("//"))
                .orElse("/console/");
    }

    View leave(Visit visit) {
        sessions.end(visit.session());
        return new View.Left("/console/login");
    }
}
