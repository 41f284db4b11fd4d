package signet.server.console;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import signet.server.account.Role;
import signet.server.api.PathPattern;

/**
 * Something that can be opened or done in the console.
 *
 * @param method {@code GET} (answers HEAD too) or {@code POST}
 * @param path   such as {@code /console/queue/{id}}; fixed segments win over variables
 * @param role   the least that is needed; empty = nobody has to be logged in
 * @param stage  how far the login must have come
 */
record Page(String method, String path, Optional<Role> role, Stage stage, Handler handler) {
    /** How far somebody's login has come. */
    enum Stage {
        /** Nobody in particular. */
        OPEN,
        /** The password was right; a code of the second factor is awaited. */
        CODE,
        /** Logged in, but everybody needs a second factor, and this person has none yet. */
        ENROLMENT,
        /** Logged in. */
        WHOLE
    }

    Page(String method, String path, Role role, Handler handler) {
        this(method, path, Optional.of(role), Stage.WHOLE, handler);
    }

    /** A page for everybody, logged in or not. */
    static Page open(String method, String path, Handler handler) {
        return new Page(method, path, Optional.empty(), Stage.OPEN, handler);
    }

    /** A page for everybody whose login has come so far. */
    static Page from(Stage stage, String method, String path, Handler handler) {
        return new Page(method, path, Optional.of(Role.VIEWER), stage, handler);
    }

    /** Does what a page is for. */
    @FunctionalInterface
    interface Handler {
        /** @throws Refusal when there is nothing to show but an error page */
        View handle(Visit visit) throws IOException;
    }

    /** The values of the path's variables; empty when the path is another one. */
    Optional<Map<String, String>> match(String asked) {
        return new PathPattern(path).match(asked);
    }

    /** How many segments of the path are fixed. */
    int fixed() {
        return new PathPattern(path).fixed();
    }
}
