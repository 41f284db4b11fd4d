package signet.realservers;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The packaged {@code signet simulate} as a child process. */
final class Provider implements Closeable {
    private final Daemon daemon;
    private final String description;
    private final HttpClient http = HttpClient.newHttpClient();

    private Provider(Daemon daemon, String description) {
        this.daemon = daemon;
        this.description = description;
    }

    static Provider start(Path signet, Path folder) throws IOException {
        return start(signet, folder, List.of());
    }

    /** @param scenario a scenario file; what it leaves out keeps its default */
    static Provider start(Path signet, Path folder, Path scenario) throws IOException {
        return start(signet, folder, List.of("--config", scenario.toString()));
    }

    private static Provider start(Path signet, Path folder, List<String> more) throws IOException {
        Files.createDirectories(folder);
        Path out = folder.resolve("simulate.json");
        List<String> words = new ArrayList<>(List.of(signet.toString(), "simulate"));
        words.addAll(List.of("--dir", folder.resolve("sim").toString()));
        words.addAll(more);
        Daemon daemon = Daemon.start(words, Map.of(), folder, out);
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!Files.readString(out).contains("runs until Ctrl-C")) {
            if (System.nanoTime() - end > 0) {
                daemon.close();
                throw new IllegalStateException("the simulator did not start: " + Files.readString(out));
            }
            Pause.of(Duration.ofMillis(50));
        }
        return new Provider(daemon, Files.readString(out));
    }

    /** The credential {@code app} of its application, for {@code signet.yaml}. */
    String credentials() {
        return """
                credentials:
                  app:
                    method: client-secret-microsoft-oauth2
                    tenant-id: %s
                    client-id: %s
                    client-secret: "literal:%s"
                    authority: %s
                    trust: file:%s
                """.formatted(
                value("tenantId"), value("clientId"), value("clientSecret"), value("authority"), value("caFile"));
    }

    /** A text of the JSON document it printed. */
    String value(String name) {
        return find("\"" + name + "\":\\s*\"([^\"]*)\"");
    }

    /** A number of the JSON document it printed. */
    String number(String name) {
        return find("\"" + name + "\":\\s*(\\d+)");
    }

    private String find(String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(description);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + pattern + " in " + description);
        }
        return matcher.group(1);
    }

    ProcessHandle process() {
        return daemon.process();
    }

    String get(String path) {
        return ask(HttpRequest.newBuilder(uri(path)).GET());
    }

    void post(String path, String json) {
        ask(HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    void delete(String path) {
        ask(HttpRequest.newBuilder(uri(path)).DELETE());
    }

    /** Lets a mailbox send as so many further addresses at its domain, numbered from 1. */
    void maySendAs(String mailbox, String prefix, int count) {
        String domain = mailbox.substring(mailbox.indexOf('@'));
        String names = IntStream.rangeClosed(1, count)
                .mapToObj(i -> "\"" + prefix + i + domain + "\"")
                .collect(Collectors.joining(", "));
        post("/mailboxes/" + mailbox, "{\"send-as\": [" + names + "]}");
    }

    /** How often something was accepted for each recipient. */
    Map<String, Integer> deliveries() {
        Map<String, Integer> times = new HashMap<>();
        Matcher to = Pattern.compile("\"to\":\\s*\\[([^\\]]*)]").matcher(get("/submissions"));
        while (to.find()) {
            Matcher address = Pattern.compile("\"([^\"]+)\"").matcher(to.group(1));
            while (address.find()) {
                times.merge(address.group(1), 1, Integer::sum);
            }
        }
        return times;
    }

    private URI uri(String path) {
        return URI.create(value("controlUrl") + path);
    }

    private String ask(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer =
                    http.send(request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException("the simulator answered " + answer.statusCode() + ": " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the simulator was asked", e);
        }
    }

    @Override
    public void close() {
        daemon.close();
    }
}
