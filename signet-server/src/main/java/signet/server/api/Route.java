package signet.server.api;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
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
        List<String> ours = segments(path);
        List<String> theirs = segments(asked);
        if (ours.size() != theirs.size()) {
            return Optional.empty();
        }
        Map<String, String> variables = new LinkedHashMap<>();
        for (int i = 0; i < ours.size(); i++) {
            String our = ours.get(i);
            if (our.startsWith("{")) {
                variables.put(our.substring(1, our.length() - 1), theirs.get(i));
            } else if (!our.equals(theirs.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(variables);
    }

    /** How many segments are fixed: {@code /v1/messages/retry} goes before {@code /v1/messages/{id}}. */
    int fixed() {
        return (int) segments(path).stream().filter(s -> !s.startsWith("{")).count();
    }

    private static List<String> segments(String path) {
        return Arrays.asList(path.split("/", -1));
    }
}
