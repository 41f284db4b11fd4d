package signet.server.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import signet.server.account.Role;

/** Writes what a page gave. Templates and files are read at the first visit, so that a server without visitors starts fast. */
final class Printer {
    private static final String HTML = "text/html;charset=utf-8";
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private final ConsoleServices services;
    private volatile @org.jspecify.annotations.Nullable Workshop workshop;

    Printer(ConsoleServices services) {
        this.services = services;
    }

    /** What takes time to build. */
    private record Workshop(Renderer renderer, Assets assets) {}

    /** A request, what is known of it so far, and where its answer goes. For one thread. */
    static final class Order {
        private final HttpServletRequest request;
        private final HttpServletResponse response;
        private final boolean secure;
        private Optional<Visit.Guest> guest = Optional.empty();
        private Optional<Session> half = Optional.empty();
        private String token = "";

        /** @param secure whether the browser speaks TLS */
        Order(HttpServletRequest request, HttpServletResponse response, boolean secure) {
            this.request = request;
            this.response = response;
            this.secure = secure;
        }

        HttpServletRequest request() {
            return request;
        }

        HttpServletResponse response() {
            return response;
        }

        boolean secure() {
            return secure;
        }

        Cookies cookies() {
            return new Cookies(secure);
        }

        boolean htmx() {
            return "true".equals(request.getHeader("HX-Request")) && request.getHeader("HX-Boosted") == null;
        }

        Optional<Visit.Guest> guest() {
            return guest;
        }

        void guest(Visit.Guest known) {
            guest = Optional.of(known);
            token = known.session().token();
        }

        Optional<Session> half() {
            return half;
        }

        void half(Session known) {
            half = Optional.of(known);
        }

        /** How far the login has come. */
        Page.Stage stage() {
            return guest.map(known -> known.enrolling() ? Page.Stage.ENROLMENT : Page.Stage.WHOLE)
                    .orElse(half.isPresent() ? Page.Stage.CODE : Page.Stage.OPEN);
        }

        /** Against forged requests, for the forms of the page. */
        String token() {
            return token;
        }

        void token(String ofVisitor) {
            token = ofVisitor;
        }
    }

    private Workshop workshop() throws IOException {
        Workshop built = workshop;
        if (built == null) {
            synchronized (this) {
                built = workshop;
                if (built == null) {
                    built = new Workshop(new Renderer(), new Assets());
                    workshop = built;
                }
            }
        }
        return built;
    }

    /** What every answer has, whatever it is. */
    void headers(Order order) {
        HttpServletResponse response = order.response();
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        // 'no-referrer' would make browsers send "Origin: null" with our own forms
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader("Cache-Control", "no-store");
        if (order.secure()) {
            response.setHeader("Strict-Transport-Security", "max-age=31536000");
        }
    }

    /** Writes one of the files browsers keep; false when the path is none of them. */
    boolean asset(Order order) throws IOException {
        String path = order.request().getServletPath();
        if (!path.startsWith(Assets.FOLDER)) {
            return false;
        }
        Optional<Assets.Asset> found = workshop().assets().at(path);
        if (found.isEmpty()) {
            return false;
        }
        HttpServletResponse response = order.response();
        String accepted = Optional.ofNullable(order.request().getHeader("Accept-Encoding"))
                .orElse("");
        boolean zip = accepted.contains("gzip") && !accepted.contains("gzip;q=0");
        response.setHeader("Cache-Control", "public, max-age=31536000, immutable");
        response.setHeader("Vary", "Accept-Encoding");
        if (zip) {
            response.setHeader("Content-Encoding", "gzip");
        }
        write(
                order,
                200,
                found.get().type(),
                zip ? found.get().zipped() : found.get().octets());
        return true;
    }

    void print(Order order, View view) throws IOException {
        HttpServletResponse response = order.response();
        switch (view) {
            case View.Whole page -> {
                String html = workshop().renderer().whole(page.template(), page.model(), common(order), plain());
                write(order, page.status(), HTML, html.getBytes(StandardCharsets.UTF_8));
            }
            case View.Part part -> {
                String html = workshop()
                        .renderer()
                        .part(part.template(), part.selector(), part.model(), common(order), plain());
                write(order, 200, HTML, html.getBytes(StandardCharsets.UTF_8));
            }
            case View.Elsewhere to -> {
                to.notice()
                        .ifPresent(notice ->
                                order.guest().ifPresent(g -> g.session().notice(notice)));
                redirect(order, to.path());
            }
            case View.Entered entered -> {
                order.cookies()
                        .set(response, order.cookies().session(), entered.id().reveal());
                order.cookies().clear(response, order.cookies().visitor());
                redirect(order, entered.path());
            }
            case View.Left left -> {
                order.cookies().clear(response, order.cookies().session());
                response.setHeader("Clear-Site-Data", "\"cache\", \"storage\"");
                redirect(order, left.path());
            }
            case View.Drawing drawing ->
                write(order, 200, "image/svg+xml", drawing.svg().getBytes(StandardCharsets.UTF_8));
            case View.Octets octets -> {
                response.setStatus(octets.reply().status());
                octets.reply().headers().forEach(response::setHeader);
                response.setContentType(octets.reply().type());
                if (!order.request().getMethod().equals("HEAD")) {
                    octets.reply().writeTo(response.getOutputStream());
                }
            }
        }
    }

    private Plain plain() {
        return new Plain(services.clock().instant());
    }

    private Map<String, Object> common(Order order) throws IOException {
        Map<String, Object> common = new LinkedHashMap<>();
        String[] segments = order.request().getServletPath().split("/", -1);
        common.put("assets", workshop().assets().paths());
        common.put("version", services.version());
        common.put("csrf", order.token());
        common.put("section", segments.length > 2 ? segments[2] : "");
        common.put("user", order.guest().map(Printer::shown));
        common.put(
                "notice",
                order.htmx()
                        ? Optional.empty()
                        : order.guest()
                                .flatMap(known -> known.session().takeNotice())
                                .map(notice -> Map.of("text", notice.text(), "good", notice.good())));
        return common;
    }

    private static Map<String, Object> shown(Visit.Guest guest) {
        return Map.of(
                "name", guest.name(),
                "role", guest.role().word(),
                "enrolling", guest.enrolling(),
                "operator", guest.role().includes(Role.OPERATOR),
                "administrator", guest.role().includes(Role.ADMINISTRATOR));
    }

    /** htmx follows a redirect by itself and would put the whole page into a part of it; so it is told to go there. */
    private static void redirect(Order order, String path) {
        if (order.htmx()) {
            order.response().setStatus(200);
            order.response().setHeader("HX-Redirect", path);
        } else {
            order.response().setStatus(303);
            order.response().setHeader("Location", path);
        }
    }

    private static void write(Order order, int status, String type, byte[] octets) throws IOException {
        HttpServletResponse response = order.response();
        response.setStatus(status);
        response.setContentType(type);
        response.setContentLength(octets.length);
        if (!order.request().getMethod().equals("HEAD")) {
            response.getOutputStream().write(octets);
        }
    }
}
