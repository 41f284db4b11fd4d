package signet.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import signet.server.account.ApiTokens.Scope;
import signet.server.account.Expiry;
import signet.server.account.Role;
import signet.server.account.Totp;
import signet.server.api.RunningApi.Reply;
import tools.jackson.databind.json.JsonMapper;

/** {@code openapi.json} says what the running application does, and nothing else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiTest {
    private final JsonMapper mapper = new JsonMapper();
    private RunningApi server = unset();
    private Map<?, ?> document = Map.of();
    private Schemas schemas = new Schemas(Map.of());

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // set before the tests
    private static <T> T unset() {
        return null;
    }

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        server = RunningApi.in(folder);
        document = parsed(server.get("/v1/openapi.json", server.operator()));
        schemas = new Schemas(document);
    }

    @AfterAll
    void stop() throws Exception {
        server.close();
    }

    private Map<?, ?> parsed(Reply reply) {
        return mapper.readValue(reply.body(), Map.class);
    }

    private static Map<?, ?> map(Map<?, ?> of, String... path) {
        Map<?, ?> at = of;
        for (String name : path) {
            at = (Map<?, ?>) Objects.requireNonNull(at.get(name), name);
        }
        return at;
    }

    private Map<?, ?> operation(Route route) {
        return map(document, "paths", route.path(), route.method().toLowerCase(Locale.ROOT));
    }

    @Test
    void everyRouteIsDescribedAndNothingElse() {
        Set<String> described = new TreeSet<>();
        map(document, "paths")
                .forEach((path, item) -> ((Map<?, ?>) item)
                        .keySet()
                        .forEach(method -> described.add(method.toString().toUpperCase(Locale.ROOT) + " " + path)));
        Set<String> answered = server.routes().stream()
                .map(route -> route.method() + " " + route.path())
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(answered, described);
    }

    @Test
    void everyRouteNamesItsScope() {
        for (Route route : server.routes()) {
            Object security = operation(route).get("security");
            String scope = route.access().scope().map(Shapes::word).orElse("");
            Object expected = switch (route.access()) {
                case OPEN -> List.of();
                case TOKEN -> List.of(Map.of("token", List.of()));
                case LOOPBACK_OR_READ -> List.of(Map.of(), Map.of("token", List.of(scope)));
                case SEND, READ, OPERATE, ADMIN -> List.of(Map.of("token", List.of(scope)));
            };
            assertEquals(expected, security, route.path());
        }
    }

    @Test
    void everyPathVariableAndReferenceExists() {
        for (Route route : server.routes()) {
            Object parameters = Optional.<Object>ofNullable(operation(route).get("parameters"))
                    .orElse(List.of());
            for (String segment : route.path().split("/", -1)) {
                if (segment.startsWith("{")) {
                    String name = segment.substring(1, segment.length() - 1);
                    assertTrue(
                            ((List<?>) parameters).stream().anyMatch(p -> name.equals(((Map<?, ?>) p).get("name"))),
                            route.path());
                }
            }
        }
        String text = mapper.writeValueAsString(document);
        Set<String> used = new TreeSet<>();
        java.util.regex.Pattern.compile("#/components/schemas/([A-Za-z]+)")
                .matcher(text)
                .results()
                .forEach(found -> used.add(found.group(1)));
        assertEquals(
                new TreeSet<>(map(document, "components", "schemas").keySet()),
                used,
                "every schema is used, and every used one is there");
    }

    /** A request of a route that succeeds. */
    private record Example(String method, String path, String asked, Object body) {}

    private List<Example> examples() throws Exception {
        String id = server.submit("portal", "ann@example.org");
        server.submit("helpdesk", "ann@example.org");
        server.json("POST", "/v1/accounts/helpdesk/pause", server.operator(), Map.of());
        String token = server.json(
                        "POST", "/v1/tokens", server.operator(), Map.of("name", "a", "scopes", List.of("read")))
                .text("id");
        server.consoleUser("ada", Role.ADMINISTRATOR);
        server.consoleUser("otto", Role.VIEWER);
        server.store.store().secondFactors().put("otto", Totp.secret(new SecureRandom()), 1, List.of(), Instant.now());
        String begun = server.json("POST", "/v1/accounts/portal/tests", server.operator(), Map.of())
                .text("id");
        Map<String, Object> secret = Map.of("method", "basic", "password", "x");
        Map<String, Object> account = Map.of("address", "a@b.example", "credential", "fresh", "smtp", Map.of());
        Map<String, Object> none = Map.of();
        List<Example> examples = new ArrayList<>();
        examples.add(new Example("POST", "/v1/messages", "", RunningApi.message("portal", "ann@example.org")));
        examples.add(new Example("GET", "/v1/messages", "?limit=1", none));
        examples.add(new Example("GET", "/v1/messages/{id}", id, none));
        examples.add(new Example("GET", "/v1/messages/{id}/content", id, none));
        examples.add(new Example("GET", "/v1/messages/{id}/preview", id, none));
        for (String verb : List.of("hold", "release", "retry", "cancel")) {
            examples.add(new Example("POST", "/v1/messages/{id}/" + verb, id, none));
            examples.add(new Example(
                    "POST",
                    "/v1/messages/" + verb,
                    "",
                    Map.of("filter", Map.of("state", "expired"), "dryRun", true, "limit", 10)));
        }
        examples.add(new Example("POST", "/v1/messages/{id}/resend", id, Map.of("to", List.of("bob@example.org"))));
        examples.add(new Example("GET", "/v1/queue", "", none));
        server.expiries = List.of(new Expiry("by-cert", Instant.now(), Expiry.Kind.CERTIFICATE));
        examples.add(new Example("GET", "/v1/calendar", "", none));
        examples.add(new Example("GET", "/v1/calendar.ics", "", none));
        examples.add(new Example("PUT", "/v1/credentials/{name}", "fresh", secret));
        examples.add(new Example("GET", "/v1/credentials", "", none));
        examples.add(new Example("GET", "/v1/credentials/{name}", "fresh", none));
        examples.add(new Example("PUT", "/v1/accounts/{name}", "fresh", account));
        server.canaries = Map.of("helpdesk", CanaryShapeTest.MISSED);
        examples.add(new Example("GET", "/v1/accounts", "", none));
        examples.add(new Example("GET", "/v1/accounts/{name}", "helpdesk", none));
        examples.add(new Example("POST", "/v1/credentials/{name}/pair", "fresh", Map.of("keySize", 2048)));
        examples.add(new Example(
                "PUT",
                "/v1/credentials/{name}/next",
                "fresh",
                Map.of("client-secret", "x", "secret-expires", "2099-01-01")));
        examples.add(new Example("GET", "/v1/credentials/{name}/certificate", "fresh", none));
        examples.add(new Example("POST", "/v1/credentials/{name}/rehearse", "fresh", none));
        examples.add(new Example("GET", "/v1/credentials/{name}", "fresh", none));
        examples.add(new Example("POST", "/v1/credentials/{name}/replace", "fresh", none));
        examples.add(new Example("POST", "/v1/credentials/{name}/pair", "fresh", none));
        examples.add(new Example("DELETE", "/v1/credentials/{name}/next", "fresh", none));
        examples.add(new Example("DELETE", "/v1/accounts/{name}", "fresh", none));
        examples.add(new Example("DELETE", "/v1/credentials/{name}", "fresh", none));
        examples.add(new Example("POST", "/v1/accounts/{name}/test", "portal", none));
        examples.add(new Example("POST", "/v1/accounts/{name}/pause", "portal", none));
        examples.add(new Example("POST", "/v1/accounts/{name}/resume", "portal", none));
        examples.add(new Example("GET", "/v1/accounts/{name}/budget", "portal", none));
        Map<String, Object> draft = Map.of("account", account, "credential", secret);
        examples.add(new Example("POST", "/v1/test", "", draft));
        examples.add(new Example("POST", "/v1/check", "", draft));
        examples.add(new Example("POST", "/v1/tests", "", draft));
        examples.add(new Example("POST", "/v1/accounts/{name}/tests", "portal", none));
        examples.add(new Example("GET", "/v1/tests/{id}", begun, none));
        examples.add(new Example("POST", "/v1/explain", "", Map.of("text", "535 5.7.139 Authentication unsuccessful")));
        examples.add(new Example("POST", "/v1/reload", "", none));
        examples.add(new Example("GET", "/v1/tokens", "", none));
        examples.add(new Example(
                "POST",
                "/v1/tokens",
                "",
                Map.of("name", "b", "scopes", List.of("read"), "expires", "2099-01-01T00:00:00Z")));
        examples.add(new Example("DELETE", "/v1/tokens/{id}", token, none));
        examples.add(new Example("GET", "/v1/console-users", "", none));
        examples.add(new Example("PUT", "/v1/console-users/{name}", "otto", Map.of("role", "operator")));
        examples.add(new Example("DELETE", "/v1/console-users/{name}/second-factor", "otto", none));
        examples.add(new Example("DELETE", "/v1/console-users/{name}", "otto", none));
        examples.add(new Example("POST", "/v1/console-links", "", Map.of("role", "viewer", "name", "vera")));
        examples.add(new Example("GET", "/v1/support-bundle", "?attempts=5", none));
        examples.add(new Example("GET", "/v1/openapi.json", "", none));
        examples.add(new Example("GET", "/health/live", "", none));
        examples.add(new Example("GET", "/health/ready", "", none));
        examples.add(new Example("GET", "/metrics", "", none));
        return examples;
    }

    @Test
    void everyAnswerLooksAsDescribed() throws Exception {
        List<String> wrong = new ArrayList<>();
        Map<String, Boolean> asked = new LinkedHashMap<>();
        server.routes().forEach(route -> asked.put(route.method() + " " + route.path(), false));
        asked.remove("GET /v1/events"); // a stream: EventStreamTest reads it
        String token = server.token(Set.of(Scope.values()));
        for (Example example : examples()) {
            asked.put(example.method() + " " + example.path(), true);
            String path = example.path().contains("{")
                    ? example.path().replaceAll("\\{[a-z]+}", example.asked())
                    : example.path() + example.asked();
            Reply reply = example.method().equals("GET")
                    ? server.get(path, token)
                    : server.json(example.method(), path, token, example.body());
            wrong.addAll(complaints(example, reply));
            wrong.addAll(requestComplaints(example));
        }
        assertEquals(List.of(), wrong);
        assertEquals(
                Set.of(),
                asked.entrySet().stream()
                        .filter(e -> !e.getValue())
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet()));
    }

    private List<String> complaints(Example example, Reply reply) {
        String at = example.method() + " " + example.path();
        Map<?, ?> responses =
                map(document, "paths", example.path(), example.method().toLowerCase(Locale.ROOT), "responses");
        if (!(responses.get(String.valueOf(reply.status())) instanceof Map<?, ?> response)) {
            return List.of(at + ": " + reply.status() + " is not described: " + reply.text());
        }
        String type = reply.header("Content-Type").orElse("").replaceAll(";.*", "");
        if (!(response.get("content") instanceof Map<?, ?> content)) {
            return reply.body().length == 0 ? List.of() : List.of(at + ": a body is not described");
        }
        if (!(content.get(type) instanceof Map<?, ?> media)) {
            return List.of(at + ": " + type + " is not described");
        }
        Map<?, ?> schema = map(media, "schema");
        if (!type.equals("application/json") || at.endsWith("openapi.json")) {
            return List.of();
        }
        return schemas.complaints(schema, parsed(reply), at);
    }

    private List<String> requestComplaints(Example example) {
        Map<?, ?> operation =
                map(document, "paths", example.path(), example.method().toLowerCase(Locale.ROOT));
        if (!(operation.get("requestBody") instanceof Map<?, ?> body)) {
            return List.of();
        }
        Object sent = mapper.readValue(new Json(1).text(example.body()).getBytes(StandardCharsets.UTF_8), Object.class);
        return schemas.complaints(
                map(body, "content", "application/json", "schema"), sent, "request of " + example.path());
    }

    @Test
    void aProblemLooksAsDescribed() throws Exception {
        Map<?, ?> problem = map(document, "components", "schemas", "Problem");
        List<Reply> replies = List.of(
                server.get("/v1/messages?limit=0", server.operator()),
                server.get("/v1/messages", "sgn_none"),
                server.json("POST", "/v1/messages", server.operator(), Map.of("x", 1)),
                server.json("PUT", "/v1/credentials/x", server.operator(), Map.of("x", 1)));
        for (Reply reply : replies) {
            assertTrue(reply.status() >= 400, reply.text());
            assertEquals(
                    "application/problem+json", reply.header("Content-Type").orElse(""));
            assertEquals(List.of(), schemas.complaints(problem, parsed(reply), "problem"));
            assertEquals(reply.status(), parsed(reply).get("status"));
        }
    }
}
