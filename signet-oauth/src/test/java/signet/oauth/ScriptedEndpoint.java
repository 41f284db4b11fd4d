package signet.oauth;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A token endpoint on loopback that answers what a test tells it, however odd. The last answer stays. */
final class ScriptedEndpoint implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Deque<Script> scripts = new ArrayDeque<>();
    private final List<Form> forms = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final List<Map<String, List<String>>> headers = new CopyOnWriteArrayList<>();

    /** One answer; may take as long as it likes. */
    interface Script {
        void answer(HttpExchange exchange) throws IOException;
    }

    /** A decoded request. */
    record Form(Map<String, String> parameters) {
        /** The parameter, which must be there. */
        String get(String name) {
            return Optional.ofNullable(parameters.get(name)).orElseThrow(() -> new AssertionError("no " + name));
        }
    }

    ScriptedEndpoint(Script... answers) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 2_000);
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
        scripts.addAll(List.of(answers));
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    static Script json(int status, String body) {
        return text(status, "application/json", body);
    }

    static Script text(int status, String type, String body, String... header) {
        return exchange -> {
            byte[] octets = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            for (int i = 0; i < header.length; i += 2) {
                exchange.getResponseHeaders().set(header[i], header[i + 1]);
            }
            exchange.sendResponseHeaders(status, octets.length == 0 ? -1 : octets.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(octets);
            }
        };
    }

    static Script token(String value) {
        return json(200, "{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\"" + value + "\"}");
    }

    static Script refusal(int status, String error, String description) {
        return json(status, "{\"error\":\"" + error + "\",\"error_description\":\"" + description + "\"}");
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/tenant/oauth2/v2.0/token");
    }

    TokenEndpoint endpoint() {
        return new TokenEndpoint(url(), true);
    }

    /** Decoded forms, in order. */
    List<Form> forms() {
        return forms;
    }

    /** Raw request bodies, in order. */
    List<String> bodies() {
        return bodies;
    }

    List<Map<String, List<String>>> headers() {
        return headers;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Script script;
        synchronized (scripts) {
            bodies.add(body);
            forms.add(decoded(body));
            headers.add(Map.copyOf(exchange.getRequestHeaders()));
            script = scripts.size() > 1 ? scripts.remove() : scripts.element();
        }
        try (exchange) {
            script.answer(exchange);
        }
    }

    private static Form decoded(String body) {
        Map<String, String> form = new LinkedHashMap<>();
        for (String pair : body.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                form.put(
                        URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return new Form(form);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
