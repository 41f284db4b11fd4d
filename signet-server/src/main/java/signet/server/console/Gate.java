package signet.server.console;

import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.web.filter.OncePerRequestFilter;
import signet.server.account.LinkSecret;
import signet.server.account.Users.User;
import signet.server.api.ApiOptions;
import signet.server.api.Desk;

/** The one way into the console: checks, then the page, then what it gave. Nothing gets past it to the API. */
final class Gate extends OncePerRequestFilter {
    private static final System.Logger LOG = System.getLogger(Gate.class.getName());
    private static final String LOGIN = "/console/login";
    private static final View DEFECT =
            View.error(500, "A defect of Signet", "This should not have happened. The server's log says more.");

    private final ApiOptions options;
    private final ConsoleServices services;
    private final Desk desk;
    private final Approach approach;
    private final Sessions sessions;
    private final Tokens tokens;
    private final Pages pages;
    private final Printer printer;

    Gate(ApiOptions options, ConsoleServices services, Desk desk) {
        this.options = options;
        this.services = services;
        this.desk = desk;
        this.approach = new Approach(options);
        this.sessions = new Sessions(services.clock());
        this.tokens = new Tokens(sessions);
        this.pages = new Pages(Pages.of(services, sessions));
        this.printer = new Printer(services);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain others)
            throws IOException {
        Printer.Order order = new Printer.Order(request, response, approach.secure(request));
        printer.headers(order);
        if (!printer.asset(order)) {
            finished(order, outcome(order));
        }
    }

    private void finished(Printer.Order order, View view) throws IOException {
        try {
            printer.print(order, view);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a defect of Signet itself, at " + shown(order.request()), e);
            printer.print(order, DEFECT);
        }
    }

    /** Whatever goes wrong becomes a page here. */
    private View outcome(Printer.Order order) {
        try {
            return visited(order);
        } catch (Refusal e) {
            return e.view();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "failed: " + shown(order.request()), e);
            return View.error(
                    503,
                    "Not at this moment",
                    "What was asked for could not be read or stored. The server's log says more.");
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a defect of Signet itself, at " + shown(order.request()), e);
            return DEFECT;
        }
    }

    /** A one-time link is as good as a password: it stays out of the log. */
    private static String shown(HttpServletRequest request) {
        String path = request.getServletPath();
        return request.getMethod() + " " + (path.startsWith(LinkSecret.PATH) ? LinkSecret.PATH + "…" : path);
    }

    private View visited(Printer.Order order) throws IOException {
        HttpServletRequest request = order.request();
        approach.name(request);
        approach.transport(request);
        boolean post = request.getMethod().equals("POST");
        if (!post && !List.of("GET", "HEAD").contains(request.getMethod())) {
            order.response().setHeader("Allow", "GET, HEAD, POST");
            throw new Refusal(405, "Not possible", "The console answers to GET and POST.");
        }
        if (post) {
            approach.samePlace(request);
        }
        recognise(order);
        List<Pages.Match> here = pages.at(request.getServletPath());
        Optional<Pages.Match> match = Pages.by(request.getMethod(), here);
        Page.Stage needed = match.map(found -> found.page().stage()).orElse(Page.Stage.WHOLE);
        if (order.stage().compareTo(needed) < 0) {
            return View.redirect(
                    switch (order.stage()) {
                        case OPEN, WHOLE -> login(request);
                        case CODE -> LoginPages.CODE;
                        case ENROLMENT -> SecondFactorPages.PATH;
                    });
        }
        if (match.isEmpty()) {
            throw here.isEmpty() ? notFound() : new Refusal(405, "Not possible", "This page is not asked this way.");
        }
        Page page = match.get().page();
        boolean allowed = order.guest()
                .flatMap(guest -> page.role().map(guest.role()::includes))
                .orElse(page.stage().compareTo(Page.Stage.CODE) <= 0); // before a login is whole there is no role
        if (!allowed) {
            throw forbidden(page);
        }
        return answered(order, match.get());
    }

    private View answered(Printer.Order order, Pages.Match match) throws IOException {
        HttpServletRequest request = order.request();
        boolean post = request.getMethod().equals("POST");
        Form form = post ? form(request) : Form.EMPTY;
        if (order.guest().isEmpty()) {
            order.token(
                    match.page().stage() == Page.Stage.CODE
                            ? order.half().map(Session::token).orElseThrow()
                            : tokens.ofVisitor(request, order.response(), order.cookies()));
        }
        if (post && !Tokens.same(order.token(), form.exact(Tokens.FIELD).orElse(""))) {
            throw new Refusal(
                    403,
                    "The form is too old",
                    "The form was made before you logged in, or in another session. Go back, reload the page and send it again.");
        }
        return match.page().handler().handle(new Visit(visited(order, match, form), order.guest(), order.half(), desk));
    }

    private Visit.Request visited(Printer.Order order, Pages.Match match, Form form) {
        HttpServletRequest request = order.request();
        return new Visit.Request(
                request.getServletPath(),
                match.variables(),
                Optional.ofNullable(request.getQueryString()).map(Form::parse).orElse(Form.EMPTY),
                form,
                order.htmx(),
                approach.peer(request),
                new Visit.Place(approach.origin(request), browser(request)));
    }

    private static String browser(HttpServletRequest request) {
        String name = Optional.ofNullable(request.getHeader("User-Agent")).orElse("");
        String shown = name.replaceAll("[^ -~]", "");
        return shown.length() > 200 ? shown.substring(0, 200) + "…" : shown;
    }

    private Form form(HttpServletRequest request) throws IOException {
        String type = Optional.ofNullable(request.getContentType()).orElse("");
        String plain = type.toLowerCase(Locale.ROOT)
                .replaceFirst(";\\s*charset=\"?utf-8\"?\\s*$", "")
                .strip();
        if (!plain.equals(Form.TYPE)) {
            throw new Refusal(415, "Not a form", "A page takes forms only (" + Form.TYPE + ").");
        }
        return Form.read(request.getInputStream(), options.patience());
    }

    /** Who is logged in, or on the way, if the session is alive and the user still who began it. */
    private void recognise(Printer.Order order) throws IOException {
        HttpServletRequest request = order.request();
        Optional<Session> known =
                Cookies.value(request, order.cookies().session()).flatMap(sessions::find);
        if (known.isEmpty()) {
            return;
        }
        Session session = known.get();
        Optional<User> user = services.users().find(session.user()).filter(session::of);
        if (user.isEmpty()) {
            sessions.end(session);
        } else if (session.half()) {
            order.half(session);
        } else {
            boolean poll = request.getMethod().equals("GET") && request.getHeader("HX-Request") != null;
            if (!poll) { // a page that refreshes itself keeps nobody logged in
                sessions.touch(session);
            }
            boolean enrolling =
                    services.factorRequired() && user.get().factorSince().isEmpty();
            order.guest(new Visit.Guest(user.get().name(), user.get().role(), session, enrolling));
        }
    }

    private static String login(HttpServletRequest request) {
        String path = request.getServletPath();
        if (!request.getMethod().equals("GET") || path.isEmpty() || path.equals("/console/")) {
            return LOGIN;
        }
        String query =
                Optional.ofNullable(request.getQueryString()).map(q -> "?" + q).orElse("");
        return LOGIN + "?next=" + URLEncoder.encode(path + query, StandardCharsets.UTF_8);
    }

    private static Refusal notFound() {
        return new Refusal(404, "Nothing here", "There is no such page. The navigation leads to all there are.");
    }

    private static Refusal forbidden(Page page) {
        String least = page.role().map(role -> role.word()).orElse("");
        return new Refusal(
                403, "Not with your role", "This needs the role " + least + ". An administrator can give it.");
    }
}
