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
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

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
        Authority.write(folder.resolve("signet.yaml"), settings);
        Daemon daemon = launch(signet, folder, environment);
        try {
            daemon.awaitListening(smtp, Duration.ofSeconds(60));
            daemon.awaitListening(api, Duration.ofSeconds(60));
        } catch (IllegalStateException e) {
            daemon.close();
            throw new IllegalStateException(e.getMessage() + ". Its words:\n" + said(folder), e);
        }
        return new SignetServer(daemon, folder.resolve("data"), api);
    }

    private static String said(Path folder) {
        try {
            List<String> lines = Files.readAllLines(folder.resolve("serve.log"));
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it with the {@code signet.yaml} that is there, and waits for nothing. */
    static Daemon launch(Path signet, Path folder, Map<String, String> environment) {
        return Daemon.start(
                List.of(
                        signet.toString(),
                        "serve",
                        "-f",
                        folder.resolve("signet.yaml").toString(),
                        "--data",
                        folder.resolve("data").toString()),
                environment,
                folder,
                folder.resolve("serve.log"));
    }

    ProcessHandle process() {
        return daemon.process();
    }

    /** The operator's token, as the server wrote it. */
    String token() {
        try {
            return Files.readString(data.resolve("operator.token")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A request with the operator's token; anything but 2xx is an error. */
    String post(String path, String body, String type) {
        return ask(
                path, request -> request.header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** As {@link #post}. */
    String fetch(String path) {
        return ask(path, HttpRequest.Builder::GET);
    }

    /** Sends a signal by name, as {@code kill} knows it. */
    void signal(String name) {
        Command.of("kill", "-" + name, Long.toString(process().pid())).run().orFail();
    }

    /** SIGKILL, and waits until it is gone. */
    void kill() {
        daemon.kill();
    }

    private String ask(String path, UnaryOperator<HttpRequest.Builder> method) {
        try {
            HttpRequest request = method.apply(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api + path))
                            .header("Authorization", "Bearer " + token())
                            .timeout(Duration.ofSeconds(30)))
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
