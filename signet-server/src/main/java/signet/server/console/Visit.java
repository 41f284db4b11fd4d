package signet.server.console;

import java.util.Map;
import java.util.Optional;
import signet.server.account.Role;
import signet.server.api.Caller;
import signet.server.api.Desk;
import signet.server.api.Peer;
import signet.server.api.Reply;

/** A request on its way to a page. */
final class Visit {
    private final Request request;
    private final Optional<Guest> guest;
    private final Optional<Session> half;
    private final Desk desk;

    /**
     * What was asked.
     *
     * @param path      as it was asked for, decoded
     * @param variables of the path
     * @param query     of the address
     * @param form      of a POST; empty otherwise
     * @param htmx      whether htmx asks, which wants a part of the page
     */
    record Request(
            String path, Map<String, String> variables, Form query, Form form, boolean htmx, Peer peer, Place place) {}

    /**
     * Where both ends are.
     *
     * @param origin  {@code https://host} as the browser sees us
     * @param browser as it calls itself, shortened
     */
    record Place(String origin, String browser) {}

    /**
     * Who is logged in, by which session.
     *
     * @param enrolling whether a second factor has to be set up before anything else
     */
    record Guest(String name, Role role, Session session, boolean enrolling) {}

    /** @param half the session of somebody whose code is still to come */
    Visit(Request request, Optional<Guest> guest, Optional<Session> half, Desk desk) {
        this.request = request;
        this.guest = guest;
        this.half = half;
        this.desk = desk;
    }

    /** Empty on pages that are open to everybody. */
    Optional<Guest> guest() {
        return guest;
    }

    /** The session of somebody whose password was right and whose code is still to come. */
    Optional<Session> half() {
        return half;
    }

    private Guest known() {
        return guest.orElseThrow(() -> new IllegalStateException("this page is open to everybody"));
    }

    /** Name of who is logged in. */
    String user() {
        return known().name();
    }

    Role role() {
        return known().role();
    }

    Session session() {
        return known().session();
    }

    /** Whether a second factor has to be set up before anything else. */
    boolean enrolling() {
        return known().enrolling();
    }

    Peer peer() {
        return request.peer();
    }

    /** {@code https://host:port} as the browser sees this server. */
    String origin() {
        return request.place().origin();
    }

    /** As it calls itself; said by the client, so good for showing only. */
    String browser() {
        return request.place().browser();
    }

    String path() {
        return request.path();
    }

    /** A variable of the path. */
    String variable(String name) {
        return Optional.ofNullable(request.variables().get(name))
                .orElseThrow(() -> new IllegalStateException("the page has no {" + name + "}"));
    }

    /** Parameters of the address. */
    Form query() {
        return request.query();
    }

    /** Fields of the form that was sent. */
    Form form() {
        return request.form();
    }

    /** Whether htmx asks for a part of the page. */
    boolean htmx() {
        return request.htmx();
    }

    Reply get(String path) {
        return ask("GET", path, Map.of(), Optional.empty());
    }

    /** @param query empty values are left out */
    Reply get(String path, Map<String, String> query) {
        return ask("GET", path, query, Optional.empty());
    }

    Reply post(String path, Map<String, Object> body) {
        return ask("POST", path, Map.of(), Optional.of(body));
    }

    Reply put(String path, Map<String, Object> body) {
        return ask("PUT", path, Map.of(), Optional.of(body));
    }

    Reply delete(String path) {
        return ask("DELETE", path, Map.of(), Optional.empty());
    }

    /**
     * Asks the API as whoever is logged in.
     *
     * @param path of the API, {@code /v1/…}, variables in it not percent-encoded
     */
    Reply ask(String method, String path, Map<String, String> query, Optional<Map<String, Object>> body) {
        Guest asking = known();
        return desk.ask(
                Caller.user(asking.name(), asking.role().scopes()),
                request.peer(),
                new Desk.Question(method, path, query, body));
    }
}
