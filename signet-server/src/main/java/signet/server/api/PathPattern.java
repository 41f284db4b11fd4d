package signet.server.api;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A path with variables, such as {@code /v1/messages/{id}}; a variable stands for one whole segment. */
public final class PathPattern {
    private final List<String> segments;

    public PathPattern(String path) {
        this.segments = segments(path);
    }

    /** The values of the variables; empty when the path is another one. */
    public Optional<Map<String, String>> match(String asked) {
        List<String> theirs = segments(asked);
        if (segments.size() != theirs.size()) {
            return Optional.empty();
        }
        Map<String, String> variables = new LinkedHashMap<>();
        for (int i = 0; i < segments.size(); i++) {
            String our = segments.get(i);
            if (our.startsWith("{")) {
                variables.put(our.substring(1, our.length() - 1), theirs.get(i));
            } else if (!our.equals(theirs.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(variables);
    }

    /** How many segments are fixed: {@code /v1/messages/retry} goes before {@code /v1/messages/{id}}. */
    public int fixed() {
        return (int) segments.stream().filter(s -> !s.startsWith("{")).count();
    }

    private static List<String> segments(String path) {
        return Arrays.asList(path.split("/", -1));
    }
}
