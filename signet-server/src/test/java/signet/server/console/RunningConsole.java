package signet.server.console;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import signet.server.Server;
import signet.server.account.PasswordHash;
import signet.server.event.Recorded;
import signet.server.settings.SettingsSource;

/** A whole server with its console, and browsers for it. */
final class RunningConsole implements AutoCloseable {
    static final String PASSWORD = "four grey herons at noon";

    final Server server;
    final Path folder;
    private final HttpClient client = HttpClient.newHttpClient();

    private RunningConsole(Path folder, Server server) {
        this.folder = folder;
        this.server = server;
    }

    /** @param settings what signet.yaml says besides {@code server.port} */
    static RunningConsole in(Path folder, String server, String settings) throws IOException {
        return in(folder, server, settings, InstantSource.system());
    }

    /** @param clock of everything in it */
    static RunningConsole in(Path folder, String server, String settings, InstantSource clock) throws IOException {
        Path file = folder.resolve("signet.yaml");
        Files.writeString(file, "server:\n  port: " + freePort() + "\n" + server + settings);
        SecureRandom random = new SecureRandom();
        SettingsSource source = new SettingsSource(
                Optional.of(file),
                folder,
                name -> Optional.empty(),
                clock,
                password -> PasswordHash.of(password, random).line());
        return new RunningConsole(
                folder,
                Server.start(new Server.Plan(
                                source,
                                Optional.of(folder.resolve("data")),
                                clock,
                                "0.0-test",
                                Duration.ofSeconds(5),
                                () -> 0)
                        .passing()));
    }

    private static int freePort() throws IOException {
        try (java.net.ServerSocket any = new java.net.ServerSocket(0)) {
            return any.getLocalPort();
        }
    }

    static RunningConsole in(Path folder) throws IOException {
        return in(folder, "", "");
    }

    int port() {
        return server.apiPort();
    }

    /** The path of the first administrator's link. */
    String firstLink() {
        return URI.create(server.consoleLink().orElseThrow().reveal()).getPath();
    }

    Browser browser() {
        return new Browser();
    }

    /** Somebody who is logged in as administrator. */
    Browser administrator() throws IOException, InterruptedException {
        Browser browser = browser();
        browser.get(firstLink());
        Reply entered = browser.post(firstLink(), Map.of("name", "ada", "password", PASSWORD, "repeated", PASSWORD));
        if (entered.status() != 303) {
            throw new IOException("not entered: " + entered.status() + " " + entered.body());
        }
        return browser;
    }

    /** Another user, by an administrator's link. */
    Browser user(Browser administrator, String name, String role) throws IOException, InterruptedException {
        administrator.get("/console/users");
        administrator.post("/console/users/link", Map.of("role", role));
        Matcher link = Pattern.compile("/console/start/[A-Za-z0-9_-]{43}")
                .matcher(administrator.get("/console/users").body());
        if (!link.find()) {
            throw new IOException("no link is shown");
        }
        Browser browser = browser();
        browser.get(link.group());
        browser.post(link.group(), Map.of("name", name, "password", PASSWORD, "repeated", PASSWORD));
        return browser;
    }

    /** The page, once it is as asked. */
    @SuppressWarnings("try") // the subscription ends with the block; nothing else is asked of it
    Reply await(Browser browser, String path, Predicate<String> condition) throws IOException, InterruptedException {
        Semaphore news = new Semaphore(0);
        try (var following = server.events().subscribe(news::release)) {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            Reply page = browser.get(path);
            while (!condition.test(page.body())) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError(path + ": " + page.status() + " " + page.body());
                }
                news.tryAcquire(1, TimeUnit.SECONDS);
                page = browser.get(path);
            }
            return page;
        }
    }

    String operatorToken() throws IOException {
        return Files.readString(folder.resolve("data/operator.token")).strip();
    }

    /** What happened, as {@code kind facts}. */
    List<String> events() throws IOException {
        return server.events().after(0, 1_000).stream()
                .map(Recorded::event)
                .map(event -> event.kind().word() + " " + event.facts())
                .toList();
    }

    /** Speaks for itself: every octet of the request is the test's. */
    String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    /** What came back. */
    record Reply(int status, Map<String, List<String>> headers, String body) {
        Optional<String> header(String name) {
            return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), List.of()).stream()
                    .findFirst();
        }

        List<String> all(String name) {
            return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), List.of());
        }

        /** The token of the page's forms. */
        Optional<String> token() {
            Matcher field = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"").matcher(body);
            return field.find() ? Optional.of(field.group(1)) : Optional.empty();
        }
    }

    /** Keeps cookies and the token of the last page, and follows nothing by itself. */
    final class Browser {
        final Map<String, String> cookies = new LinkedHashMap<>();
        private String token = "";

        Reply get(String path, String... headers) throws IOException, InterruptedException {
            return send(request(path, headers).GET());
        }

        /** Sends a form, with the token of the last page. */
        Reply post(String path, Map<String, String> fields, String... headers)
                throws IOException, InterruptedException {
            Map<String, String> all = new LinkedHashMap<>(fields);
            all.putIfAbsent("csrf", token);
            String body = all.entrySet().stream()
                    .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                    .collect(Collectors.joining("&"));
            return send(request(path, headers).header("Content-Type", Form.TYPE).POST(BodyPublishers.ofString(body)));
        }

        Reply send(String method, String path, String type, String body) throws IOException, InterruptedException {
            return send(request(path).header("Content-Type", type).method(method, BodyPublishers.ofString(body)));
        }

        Reply login(String name, String password) throws IOException, InterruptedException {
            get("/console/login");
            return post("/console/login", Map.of("name", name, "password", password));
        }

        String token() {
            return token;
        }

        private HttpRequest.Builder request(String path, String... headers) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                    .timeout(Duration.ofSeconds(30));
            if (!cookies.isEmpty()) {
                request.header(
                        "Cookie",
                        cookies.entrySet().stream()
                                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                                .collect(Collectors.joining("; ")));
            }
            for (int i = 0; i < headers.length; i += 2) {
                request.header(headers[i], headers[i + 1]);
            }
            return request;
        }

        private Reply send(HttpRequest.Builder request) throws IOException, InterruptedException {
            HttpResponse<String> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            Reply reply = new Reply(response.statusCode(), response.headers().map(), response.body());
            for (String line : reply.all("set-cookie")) {
                String[] pair = line.split(";", 2)[0].split("=", 2);
                if (line.contains("Max-Age=0")) {
                    cookies.remove(pair[0]);
                } else {
                    cookies.put(pair[0], pair[1]);
                }
            }
            reply.token().ifPresent(fresh -> token = fresh);
            return reply;
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
