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
 */
record Page(String method, String path, Optional<Role> role, Handler handler) {
    Page(String method, String path, Role role, Handler handler) {
        this(method, path, Optional.of(role), handler);
    }

    /** A page for everybody, logged in or not. */
    static Page open(String method, String path, Handler handler) {
        return new Page(method, path, Optional.empty(), handler);
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
