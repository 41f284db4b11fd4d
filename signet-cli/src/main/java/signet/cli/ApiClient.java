package signet.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.oauth.Secret;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Asks a running server over its HTTP API. What it refuses becomes a {@link Failure} in its own words. */
final class ApiClient {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String JSON = "application/json";

    private final HttpClient http;
    private final URI base;
    private final Secret token;
    private final JsonMapper mapper = new JsonMapper();

    ApiClient(HttpClient http, URI base, Secret token) {
        this.http = http;
        this.base = base;
        this.token = token;
    }

    URI server() {
        return base;
    }

    /** A query from names and values in turn; absent ones are left out. */
    static String query(Object... namesAndValues) {
        StringBuilder query = new StringBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            Object value = namesAndValues[i + 1];
            Optional<?> given = value instanceof Optional<?> optional ? optional : Optional.of(value);
            String name = (String) namesAndValues[i];
            given.ifPresent(v -> query.append(query.isEmpty() ? '?' : '&')
                    .append(name)
                    .append('=')
                    .append(URLEncoder.encode(v.toString(), StandardCharsets.UTF_8)));
        }
        return query.toString();
    }

    Answer get(String path) throws IOException {
        return answer(request(path).GET(), HttpResponse.BodyHandlers.ofByteArray());
    }

    Answer post(String path, Map<String, Object> body) throws IOException {
        return post(path, BodyPublishers.ofString(Json.line(body)), JSON);
    }

    /** Posts a file without reading it into memory; the key makes a repetition harmless. */
    Answer post(String path, Path file, String type, String idempotencyKey) throws IOException {
        HttpRequest.Builder request = request(path)
                .header("Content-Type", type)
                .header("Idempotency-Key", idempotencyKey)
                .POST(BodyPublishers.ofFile(file));
        return answer(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    private Answer post(String path, BodyPublisher body, String type) throws IOException {
        return answer(request(path).header("Content-Type", type).POST(body), HttpResponse.BodyHandlers.ofByteArray());
    }

    Answer delete(String path) throws IOException {
        return answer(request(path).DELETE(), HttpResponse.BodyHandlers.ofByteArray());
    }

    /** Writes what comes into a file that does not exist yet. */
    void download(String path, Path into) throws IOException {
        try (OutputStream out = Files.newOutputStream(into, StandardOpenOption.CREATE_NEW)) {
            download(path, out);
        }
    }

    /** Writes what comes, which is not known to be whole before this returns. */
    void download(String path, OutputStream into) throws IOException {
        HttpResponse<java.io.InputStream> response =
                send(request(path).GET(), HttpResponse.BodyHandlers.ofInputStream());
        try (var body = response.body()) {
            if (response.statusCode() != 200) {
                throw refused(response.statusCode(), body.readAllBytes());
            }
            body.transferTo(into);
        }
    }

    /** Whether somebody listens there. */
    boolean answers() throws IOException {
        try {
            http.send(
                    HttpRequest.newBuilder(URI.create(base + "/health/live"))
                            .timeout(Duration.ofSeconds(10))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
            return true;
        } catch (ConnectException | HttpConnectTimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.failed("interrupted while asking " + base);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token.reveal());
    }

    private Answer answer(HttpRequest.Builder request, HttpResponse.BodyHandler<byte[]> handler) throws IOException {
        HttpResponse<byte[]> response = send(request, handler);
        if (response.statusCode() >= 300) {
            throw refused(response.statusCode(), response.body());
        }
        return new Answer(response.body().length == 0 ? Map.of() : object(response.body()));
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler)
            throws IOException {
        try {
            return http.send(request.build(), handler);
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw Failure.failed(
                    "no server answers at " + base + "; start one with signet serve, or name it with --server");
        } catch (HttpTimeoutException e) {
            throw Failure.failed(
                    "the server at " + base + " did not answer within " + PATIENCE.toMinutes() + " minutes");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.failed("interrupted while asking " + base);
        }
    }

    private Failure refused(int status, byte[] body) {
        Answer problem;
        try {
            problem = new Answer(object(body));
        } catch (IOException e) {
            return Failure.failed(base + " answered " + status + " and is probably no Signet server");
        }
        StringBuilder text = new StringBuilder(problem.text("detail").orElse("the server refused: " + status));
        List<Answer> errors = problem.objects("errors");
        errors.stream().skip(1).forEach(error -> text.append("\n  ").append(place(error)));
        problem.objects("findings")
                .forEach(finding ->
                        text.append("\n  fix: ").append(finding.text("remedy").orElse("")));
        boolean usage = problem.word("type").endsWith("nothing-follows")
                || status == 401
                || status == 403
                || status == 404
                || status == 422
                || status == 400;
        return usage ? Failure.usage(text.toString()) : Failure.failed(text.toString());
    }

    private static String place(Answer error) {
        String where = error.text("pointer").or(() -> error.text("parameter")).orElse("");
        return where + ": " + error.text("detail").orElse("");
    }

    private Map<?, ?> object(byte[] body) throws IOException {
        try {
            return mapper.readValue(body, Map.class);
        } catch (JacksonException e) {
            throw new IOException("the server's answer is no JSON object", e);
        }
    }

    /** An object the server sent. */
    record Answer(Map<?, ?> members) {
        Optional<String> text(String name) {
            Optional<?> value = members.get(name) instanceof Optional<?> made // as json() has it for null
                    ? made
                    : Optional.ofNullable(members.get(name));
            return value.map(Object::toString);
        }

        /** A member that is always there. */
        String word(String name) {
            return text(name).orElse("");
        }

        boolean flag(String name) {
            return Boolean.TRUE.equals(members.get(name));
        }

        Optional<Answer> object(String name) {
            return members.get(name) instanceof Map<?, ?> map ? Optional.of(new Answer(map)) : Optional.empty();
        }

        List<Answer> objects(String name) {
            return members.get(name) instanceof List<?> list
                    ? list.stream()
                            .filter(Map.class::isInstance)
                            .map(item -> new Answer((Map<?, ?>) item))
                            .toList()
                    : List.of();
        }

        List<String> texts(String name) {
            return members.get(name) instanceof List<?> list
                    ? list.stream().map(String::valueOf).toList()
                    : List.of();
        }

        /** For {@link Json}, which knows no null. */
        Map<String, Object> json() {
            Map<String, Object> json = new LinkedHashMap<>();
            members.forEach((name, value) -> json.put(String.valueOf(name), plain(value)));
            return json;
        }

        private static Object plain(@org.jspecify.annotations.Nullable Object value) {
            return switch (value) {
                case null -> Optional.empty();
                case Map<?, ?> map -> new Answer(map).json();
                case List<?> list -> list.stream().map(Answer::plain).toList();
                default -> value;
            };
        }
    }
}
