package signet.server.console;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import signet.oauth.Secret;
import signet.server.account.Users;
import signet.server.account.Users.User;
import signet.server.event.Event;
import signet.server.event.EventKind;

/** Logging in and out: the password, then a code where the user has a second factor. */
final class LoginPages {
    static final String PATH = "/console/login";
    static final String CODE = PATH + "/code";
    static final String WRONG = "User name or password is wrong.";

    private static final System.Logger LOG = System.getLogger(LoginPages.class.getName());
    private static final String HOME = "/console/";
    private static final String NEXT = "next";
    private static final int FEW_CODES = 2;

    private final ConsoleServices services;
    private final Users users;
    private final Sessions sessions;
    private final Passwords passwords;
    private final Codes codes;

    LoginPages(ConsoleServices services, Sessions sessions, Passwords passwords, Codes codes) {
        this.services = services;
        this.users = services.users();
        this.sessions = sessions;
        this.passwords = passwords;
        this.codes = codes;
    }

    /** Where somebody goes from the login, and what is said there. */
    record Way(String path, Optional<View.Notice> notice) {}

    View form(Visit visit) throws IOException {
        if (visit.guest().isPresent()) {
            return View.redirect(HOME);
        }
        return View.page("login", model(visit.query(), Optional.empty()));
    }

    private Map<String, Object> model(Form from, Optional<String> problem) throws IOException {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put(NEXT, from.text(NEXT));
        model.put("name", from.text("name"));
        model.put("problem", problem);
        model.put("nobody", users.none());
        return model;
    }

    View enter(Visit visit) throws IOException {
        String address = visit.peer().address();
        String name = visit.form().text("name").orElse("").toLowerCase(Locale.ROOT);
        Secret password = PasswordRules.normal(visit.form().exact("password").orElse(""));
        passwords.admit(address, name);
        Optional<User> user = users.find(name);
        if (!passwords.right(user, password) || user.isEmpty()) {
            return refused(visit, user, address);
        }
        if (user.get().factorSince().isEmpty()) {
            passwords.succeeded(address, name); // with a factor only the second step is a success
        }
        return passed(visit, upgraded(user.get(), password), next(visit.form()));
    }

    private View refused(Visit visit, Optional<User> user, String address) throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        user.ifPresent(known -> facts.put("user", known.name())); // what else was typed may be a password
        facts.put("peer", address);
        services.events().append(Event.of(EventKind.LOGIN_REFUSED, facts));
        passwords.delay(address);
        return new View.Whole("login", 401, model(visit.form(), Optional.of(WRONG)));
    }

    /** Hashes of former, weaker parameters are replaced while the password is at hand. */
    private User upgraded(User user, Secret password) throws IOException {
        if (user.hash().current()) {
            return user;
        }
        try {
            users.rehashed(user.name(), passwords.hash(password));
        } catch (Refusal e) {
            LOG.log(Level.DEBUG, "the hash is replaced at the next login: {0}", e.getMessage());
        }
        return user;
    }

    /** Somebody's password is right, or was chosen just now: on to the second step, or in where there is none. */
    View passed(Visit visit, User user, String path) throws IOException {
        visit.guest().ifPresent(guest -> sessions.end(guest.session()));
        visit.half().ifPresent(sessions::end);
        if (user.factorSince().isEmpty()) {
            return entered(visit, user, new Way(path, Optional.empty()));
        }
        Secret id = sessions.beginHalf(user, origin(visit));
        sessions.find(id.reveal()).ifPresent(half -> half.keep(NEXT, path));
        return new View.Entered(id, CODE, Optional.empty());
    }

    /** Asks for a code. */
    View codeForm(Visit visit) {
        return visit.half()
                .<View>map(half -> View.page("login-code", Map.of("name", half.user(), "problem", Optional.empty())))
                .orElseGet(() -> View.redirect(HOME));
    }

    View code(Visit visit) throws IOException {
        if (visit.half().isEmpty()) {
            return View.redirect(HOME); // who is in needs no code
        }
        Session half = visit.half().get();
        String name = half.user();
        String typed = visit.form()
                .text("code")
                .or(() -> visit.form().text("recovery"))
                .orElse("");
        Optional<Codes.Kind> kind = codes.use(visit, name, typed);
        if (kind.isEmpty()) {
            return new View.Whole("login-code", 401, Map.of("name", name, "problem", Optional.of(Codes.WRONG)));
        }
        passwords.succeeded(visit.peer().address(), name);
        sessions.end(half);
        User user = users.find(name).orElseThrow(() -> new IOException("the user is gone"));
        Optional<View.Notice> notice = kind.get() == Codes.Kind.RECOVERY ? Optional.of(spent(name)) : Optional.empty();
        Way way = new Way(half.kept(NEXT, String.class).orElse(HOME), notice);
        return entered(visit, user, way, kind.map(Codes.Kind::word));
    }

    private View.Notice spent(String name) throws IOException {
        int left = codes.left(name);
        return new View.Notice(
                "That recovery code is used up; " + left + (left == 1 ? " is" : " are")
                        + " left. New ones are made on Profile, and a new secret if the phone is lost.",
                left > FEW_CODES);
    }

    /** Logs in whoever proved who they are by what they did just now. */
    View.Entered entered(Visit visit, User user, Way way) throws IOException {
        return entered(visit, user, way, Optional.empty());
    }

    private View.Entered entered(Visit visit, User user, Way way, Optional<String> factor) throws IOException {
        users.loggedIn(user.name(), services.clock().instant());
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("user", user.name());
        facts.put("peer", visit.peer().address());
        factor.ifPresent(word -> facts.put("factor", word));
        services.events().append(Event.of(EventKind.LOGGED_IN, facts));
        Secret id = sessions.begin(user, origin(visit));
        way.notice().ifPresent(words -> sessions.find(id.reveal()).ifPresent(session -> session.notice(words)));
        return new View.Entered(id, way.path(), way.notice());
    }

    private static Session.Origin origin(Visit visit) {
        return new Session.Origin(visit.peer().address(), visit.browser());
    }

    /** Only to a page of ours. */
    private static String next(Form form) {
        return form.text(NEXT)
                .filter(path -> path.matches("/console/[!-~&&[^\\\\]]*") && !path.contains("//"))
                .orElse(HOME);
    }

    View leave(Visit visit) {
        sessions.end(visit.session());
        return new View.Left(PATH);
    }
}
