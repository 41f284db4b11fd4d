package signet.simulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;
import signet.simulator.http.HttpAnswer;
import signet.simulator.http.HttpRequest;
import signet.simulator.http.Json;

/** What the control API answers, by method and path. */
final class Routes {
    private final List<Route> routes = new ArrayList<>();

    /** Does what was asked. {@link IllegalArgumentException} becomes 400, {@link NoSuchElementException} 404. */
    interface Action {
        /** The answer's body: JSON of this value, or the answer itself. */
        Object perform(Call call);
    }

    private record Route(String method, List<String> pattern, Action action) {}

    /** A request with the variable parts of its path. */
    record Call(HttpRequest request, Map<String, String> variables) {
        String variable(String name) {
            return Optional.ofNullable(variables.get(name)).orElseThrow();
        }

        /** The body read as a JSON object; an empty body is an empty object. */
        Fields json() {
            String text = request.text().strip();
            try {
                return new Fields("request", text.isEmpty() ? Map.of() : JsonUtil.parseJson(text));
            } catch (JoseException e) {
                throw new IllegalArgumentException("the body is no JSON object: " + e.getMessage(), e);
            }
        }
    }

    /**
     * Adds a route.
     *
     * @param path segments separated by {@code /}; {@code {name}} takes any one
     */
    Routes on(String method, String path, Action action) {
        routes.add(new Route(method, List.of(path.substring(1).split("/")), action));
        return this;
    }

    HttpAnswer answer(HttpRequest request) {
        // a web page that resolves its own name to 127.0.0.1 could otherwise drive the simulator
        String host = request.field("host").orElse("").replaceAll(":\\d+$", "");
        if (!host.equals("localhost") && !host.equals("127.0.0.1")) {
            return problem(403, "this API is asked as localhost or 127.0.0.1 only");
        }
        boolean pathKnown = false;
        for (Route route : routes) {
            Optional<Map<String, String>> variables = match(route.pattern(), request.segments());
            if (variables.isPresent() && route.method().equals(request.method())) {
                return performed(route.action(), new Call(request, variables.get()));
            }
            pathKnown |= variables.isPresent();
        }
        return pathKnown
                ? problem(405, request.method() + " is not for " + request.path())
                : problem(404, "there is no " + request.path() + "; see GET /state");
    }

    private static Optional<Map<String, String>> match(List<String> pattern, List<String> path) {
        if (pattern.size() != path.size()) {
            return Optional.empty();
        }
        Map<String, String> variables = new LinkedHashMap<>();
        for (int i = 0; i < pattern.size(); i++) {
            String expected = pattern.get(i);
            if (expected.startsWith("{")) {
                variables.put(expected.substring(1, expected.length() - 1), path.get(i));
            } else if (!expected.equals(path.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(variables);
    }

    private static HttpAnswer performed(Action action, Call call) {
        try {
            Object result = action.perform(call);
            return result instanceof HttpAnswer answer ? answer : HttpAnswer.json(200, Json.page(result));
        } catch (IllegalArgumentException e) {
            return problem(400, String.valueOf(e.getMessage()));
        } catch (NoSuchElementException e) {
            return problem(404, String.valueOf(e.getMessage()));
        }
    }

    private static HttpAnswer problem(int status, String text) {
        return HttpAnswer.json(status, Json.page(Map.of("error", text)));
    }

    /** An answer with a message's octets. */
    static HttpAnswer message(byte[] octets) {
        return HttpAnswer.of(200, "message/rfc822", "").withBody(octets);
    }
}
