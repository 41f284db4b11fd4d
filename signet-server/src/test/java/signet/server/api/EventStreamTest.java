package signet.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signet.oauth.Secret;
import signet.server.account.ApiTokens.Scope;
import signet.server.account.ApiTokens.Token;

class EventStreamTest {
    private RunningApi server = unset();

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // set before each test
    private static <T> T unset() {
        return null;
    }

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = RunningApi.in(folder);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    /** A client that follows; {@code END} once the stream ends. */
    private final class Follower implements AutoCloseable {
        static final String END = "END";
        final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        private final InputStream body;

        Follower(String token, String path, Optional<String> lastEvent) throws Exception {
            HttpRequest.Builder request = server.request(path).header("Authorization", "Bearer " + token);
            lastEvent.ifPresent(id -> request.header("Last-Event-ID", id));
            HttpResponse<InputStream> response =
                    HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            assertEquals(200, response.statusCode());
            assertTrue(response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream"));
            body = response.body();
            Thread.ofVirtual().start(this::read);
        }

        private void read() {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    lines.add(line);
                }
                lines.add(END);
            } catch (IOException e) {
                lines.add(END); // closed under us, by the test or the server
            }
        }

        String next(String beginning) throws InterruptedException {
            while (true) {
                String line = lines.poll(10, TimeUnit.SECONDS);
                assertTrue(line != null, "nothing came that begins with " + beginning);
                if (line.startsWith(beginning)) {
                    return line.substring(beginning.length());
                }
            }
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }

    @Test
    void whatHappensIsToldAndABrokenConnectionMissesNothing() throws Exception {
        String token = server.operator();
        String number;
        try (Follower follower = new Follower(token, "/v1/events", Optional.empty())) {
            follower.next("retry: ");
            String id = server.submit("portal", "ann@example.org");
            number = follower.next("id: ");
            assertEquals("message.accepted", follower.next("event: "));
            String data = follower.next("data: ");
            assertTrue(data.contains("\"message\":\"" + id + "\"") && data.contains("\"number\":" + number), data);
        }
        String second = server.submit("portal", "bob@example.org");
        try (Follower follower = new Follower(token, "/v1/events", Optional.of(number))) {
            assertTrue(follower.next("data: ").contains(second), "it goes on after the last one seen");
        }
    }

    @Test
    void aRestrictedTokenHearsOnlyOfItsAccounts() throws Exception {
        String token = server.token(Set.of(Scope.READ), "helpdesk");
        try (Follower follower = new Follower(token, "/v1/events?after=0", Optional.empty())) {
            server.submit("portal", "ann@example.org");
            String own = server.submit("helpdesk", "ann@example.org");
            String data = follower.next("data: ");
            assertTrue(data.contains(own), data);
        }
        assertEquals(404, server.get("/v1/events?account=portal", token).status());
    }

    @Test
    void aRevokedTokenHearsNothingMore() throws Exception {
        Secret secret = TokenSecret.make(new java.security.SecureRandom());
        Token token = server.create(secret, Set.of(Scope.READ), List.of(), Optional.empty());
        try (Follower follower = new Follower(secret.reveal(), "/v1/events", Optional.empty())) {
            follower.next("retry: ");
            assertEquals(
                    204,
                    server.delete("/v1/tokens/" + token.id(), server.operator()).status());
            follower.next(Follower.END);
        }
    }

    @Test
    void closingTheServerEndsTheStreams() throws Exception {
        try (Follower follower = new Follower(server.operator(), "/v1/events", Optional.empty())) {
            follower.next("retry: ");
            long began = System.nanoTime();
            server.api.close();
            follower.next(Follower.END);
            assertFalse(System.nanoTime() - began > TimeUnit.SECONDS.toNanos(5), "at once");
        }
    }
}
