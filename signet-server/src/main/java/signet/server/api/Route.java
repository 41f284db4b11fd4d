package signet.server.api;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * One thing that can be asked.
 *
 * @param path as in {@code openapi.json}: {@code /v1/messages/{id}}
 */
record Route(String method, String path, Access access, Handler handler) {
    /** Does what a route is for. */
    @FunctionalInterface
    interface Handler {
        /** @throws ProblemException when it is not done */
        Answer handle(Call call) throws IOException;
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
