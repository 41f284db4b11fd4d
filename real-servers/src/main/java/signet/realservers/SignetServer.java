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
import java.util.Map;
import java.util.List;

/** The packaged {@code signet serve} as a child process. */
final class SignetServer implements Closeable {
    private final Daemon daemon;
    private final Path data;
    private final int api;
    private final HttpClient http = HttpClient.newHttpClient();

    private SignetServer(Daemon daemon, Path data, int api) {
        this.daemon = daemon;
        this.data = data;
        this.api = api;
    }

    /**
     * Starts it and waits until it accepts mail and answers its API.
     *
     * @param settings the {@code signet.yaml}, whose server port is {@code api} and whose first listener is at {@code smtp}
     */
    static SignetServer start(
            Path signet, Path folder, String settings, int smtp, int api, Map<String, String> environment) {
        Path yaml = folder.resolve("signet.yaml");
        Path data = folder.resolve("data");
        Authority.write(yaml, settings);
        Daemon daemon = Daemon.start(
                List.of(signet.toString(), "serve", "-f", yaml.toString(), "--data", data.toString()),
                environment,
                folder,
                folder.resolve("serve.log"));
        daemon.awaitListening(smtp, Duration.ofSeconds(60));
        daemon.awaitListening(api, Duration.ofSeconds(60));
        return new SignetServer(daemon, data, api);
    }

    ProcessHandle process() {
        return daemon.process();
    }

    /** A request with the operator's token; anything but 2xx is an error. */
    String post(String path, String body, String type) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api + path))
                    .header("Authorization", "Bearer " + Files.readString(data.resolve("operator.token")).strip())
                    .header("Content-Type", type)
                    .timeout(Duration.ofSeconds(30))
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException(path + " answered " + answer.statusCode() + ": " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + path + " was asked for", e);
        }
    }

    @Override
    public void close() {
        daemon.close();
    }
}
