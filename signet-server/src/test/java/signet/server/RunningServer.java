package signet.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import signet.mail.Account;
import signet.mail.Authentication;
import signet.mail.Content;
import signet.mail.Endpoint;
import signet.mail.Envelope;
import signet.mail.Network;
import signet.mail.Protocol;
import signet.mail.SessionListener;
import signet.mail.TlsMode;
import signet.mail.smtp.BeforeDot;
import signet.mail.smtp.Delivery;
import signet.mail.smtp.SmtpSession;
import signet.oauth.Secret;
import signet.server.event.Event;
import signet.server.event.EventKind;
import signet.server.event.EventLog;
import signet.server.event.Recorded;

/** A server under test, spoken to from outside: by SMTP and HTTP. */
final class RunningServer implements AutoCloseable {
    private static final Pattern QUEUED = Pattern.compile("queued as ([a-z2-7]{26})");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Server server;
    private final String password;
    private final HttpClient http = HttpClient.newHttpClient();

    RunningServer(Server server, String password) {
        this.server = server;
        this.password = password;
    }

    int smtpPort() {
        return server.smtpPorts().getFirst();
    }

    /** The program's login for AUTH PLAIN. */
    String plain() {
        return Base64.getEncoder().encodeToString(("\0program\0" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** Hands over a message as a program would, and gives the id it is told. */
    String submit(String subject) throws IOException {
        return submit(smtpPort(), subject);
    }

    String submit(int port, String subject) throws IOException {
        return hand(port, password, subject);
    }

    /** The same to a server in another process. */
    static String hand(int port, String password, String subject) throws IOException {
        Account program = new Account(
                "program",
                "portal@contoso.example",
                new Authentication.Password("program", Secret.of(password)),
                Map.of(Protocol.SMTP, new Endpoint("127.0.0.1", port, TlsMode.NONE)),
                Network.standard());
        byte[] message = ("From: portal@contoso.example\r\nTo: help@contoso.example\r\nSubject: " + subject
                        + "\r\n\r\nHello\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        try (SmtpSession session = SmtpSession.open(program, SessionListener.NONE)) {
            Delivery delivery = session.send(
                    Envelope.of("portal@contoso.example", List.of("help@contoso.example")),
                    Content.of(message),
                    BeforeDot.NONE);
            String reply = delivery.dispositions()
                    .getFirst()
                    .reply()
                    .map(Object::toString)
                    .orElse("no reply");
            Matcher queued = QUEUED.matcher(reply);
            if (!queued.find()) {
                throw new AssertionError("not accepted: " + reply);
            }
            return queued.group(1);
        }
    }

    /** An answer of the API. */
    String get(String path) throws IOException {
        HttpResponse<String> answer = ask("GET", path, "");
        if (answer.statusCode() != 200) {
            throw new AssertionError(path + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    /** Asks the API as its operator. */
    HttpResponse<String> ask(String method, String path, String json) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.apiPort() + path))
                .header(
                        "Authorization",
                        "Bearer "
                                + Files.readString(server.data().resolve("operator.token"))
                                        .strip())
                .timeout(PATIENCE);
        if (json.isEmpty()) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(json));
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** The entry as the API shows it, once it is as asked. */
    String await(String id, Predicate<String> condition) throws IOException {
        return await(() -> get("/v1/messages/" + id), condition);
    }

    /** An answer of the API once it is as asked. */
    String shown(String path, Predicate<String> condition) throws IOException {
        return await(() -> get(path), condition);
    }

    /** The events of a kind once there are so many. */
    List<Event> await(EventKind kind, int count) throws IOException {
        return await(() -> events(kind), seen -> seen.size() >= count);
    }

    /** Something to look at. */
    private interface View<T> {
        T look() throws IOException;
    }

    private <T> T await(View<T> view, Predicate<T> condition) throws IOException {
        Semaphore news = new Semaphore(0);
        EventLog.Subscription following = server.events().subscribe(news::release);
        try {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            T seen = view.look();
            while (!condition.test(seen)) {
                if (System.nanoTime() - deadline > 0) {
                    throw new AssertionError("not within " + PATIENCE + ": " + seen);
                }
                if (news.tryAcquire(1, TimeUnit.SECONDS)) {
                    news.drainPermits();
                }
                seen = view.look();
            }
            return seen;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            following.close();
        }
    }

    /** Has {@code wake} called when something happens. */
    EventLog.Subscription following(Runnable wake) {
        return server.events().subscribe(wake);
    }

    List<Event> events(EventKind kind) throws IOException {
        return server.events().after(0, 100_000).stream()
                .map(Recorded::event)
                .filter(event -> event.kind() == kind)
                .toList();
    }

    Reloader.Result reload() throws IOException {
        return server.reload();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
