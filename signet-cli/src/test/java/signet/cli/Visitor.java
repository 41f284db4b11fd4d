package signet.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Somebody who speaks HTTP: a program with a token, or a person with cookies. Everything that comes back is reported. */
final class Visitor {
    private static final Pattern LINK = Pattern.compile("(?:href|hx-get)=\"(/console[^\"#]*)\"");
    private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");

    private final HttpClient client = HttpClient.newHttpClient();
    private final int port;
    private final BiConsumer<String, byte[]> report;
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private String csrf = "";

    /** @param report is told where something was seen, and what */
    Visitor(int port, BiConsumer<String, byte[]> report) {
        this.port = port;
        this.report = report;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Reply(int status, Map<String, java.util.List<String>> headers, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        String location() {
            return headers.getOrDefault("location", java.util.List.of("")).get(0);
        }
    }

    Reply program(String method, String path, String token, String type, String body) throws Exception {
        HttpRequest.Builder request =
                request(path).method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (!body.isEmpty()) {
            request.header("Content-Type", type);
        }
        return send(request, "API " + method + " " + path);
    }

    Reply json(String method, String path, String token, String body) throws Exception {
        return program(method, path, token, "application/json", body);
    }

    Reply get(String path) throws Exception {
        return send(request(path).GET(), "console GET " + path);
    }

    /** Sends a form with the token of the last page. */
    Reply post(String path, Map<String, String> fields) throws Exception {
        Map<String, String> all = new LinkedHashMap<>(fields);
        all.putIfAbsent("csrf", csrf);
        String body = all.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return send(
                request(path)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(body)),
                "console POST " + path);
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    String cookie() {
        return String.join("", cookies.values());
    }

    /** Opens every page that a link leads to. */
    Set<String> crawl(int most) throws Exception {
        Set<String> seen = new LinkedHashSet<>();
        Deque<String> next = new ArrayDeque<>(java.util.List.of("/console/"));
        while (!next.isEmpty() && seen.size() < most) {
            String path = next.remove();
            // of a page that differs by its query alone one is enough, but for the forms
            boolean form = path.contains("form=");
            String page = form ? path : path.replaceFirst("\\?.*", "");
            if (page.contains("/support-bundle/file") || !seen.add(page)) {
                continue;
            }
            Reply reply = get(path);
            if (reply.headers()
                    .getOrDefault("content-type", java.util.List.of(""))
                    .get(0)
                    .startsWith("text/html")) {
                Matcher link = LINK.matcher(reply.text());
                while (link.find()) {
                    next.add(link.group(1).replace("&amp;", "&"));
                }
            }
        }
        return seen;
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofMinutes(2));
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        return request;
    }

    private Reply send(HttpRequest.Builder request, String place) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        Map<String, java.util.List<String>> headers =
                new LinkedHashMap<>(response.headers().map());
        headers.getOrDefault("set-cookie", java.util.List.of()).forEach(line -> {
            String[] pair = line.split(";", 2)[0].split("=", 2);
            cookies.put(pair[0], pair[1]);
        });
        report.accept("Set-Cookie", String.valueOf(headers.get("set-cookie")).getBytes(StandardCharsets.UTF_8));
        Map<String, java.util.List<String>> others = new LinkedHashMap<>(headers);
        others.remove("set-cookie");
        report.accept(place + " headers", others.toString().getBytes(StandardCharsets.UTF_8));
        report.accept(place, response.body());
        Matcher field = CSRF.matcher(new String(response.body(), StandardCharsets.UTF_8));
        if (field.find()) {
            csrf = field.group(1);
        }
        return new Reply(response.statusCode(), headers, response.body());
    }
}
