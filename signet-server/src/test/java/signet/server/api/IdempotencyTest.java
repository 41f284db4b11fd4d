package signet.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static signet.server.api.RunningApi.message;
import static signet.server.api.RunningApi.with;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import signet.server.account.ApiTokens.Scope;
import signet.server.api.RunningApi.Reply;

@Tag("B67")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdempotencyTest extends WithServer {
    private Reply submit(String token, String key, Map<String, Object> message) throws Exception {
        String body = new Json(1).text(message);
        return server.text("POST", "/v1/messages", token, "application/json", body, "Idempotency-Key", key);
    }

    @Test
    void theSameRequestAgainGetsTheSameMessage() throws Exception {
        String token = server.operator();
        Reply first = submit(token, "same", message("portal", "ann@example.org"));
        Reply again = submit(token, "same", message("portal", "ann@example.org"));
        assertEquals(202, first.status(), first.text());
        assertTrue(first.header("Idempotency-Replayed").isEmpty());
        assertEquals(202, again.status(), again.text());
        assertEquals(first.text(), again.text());
        assertEquals("true", again.header("Idempotency-Replayed").orElse(""));
        assertEquals(first.header("Location"), again.header("Location"));
    }

    @Test
    void anotherBodyUnderTheSameKeyIsRefused() throws Exception {
        String token = server.operator();
        submit(token, "other", message("portal", "ann@example.org"));
        Reply other = submit(token, "other", with(message("portal", "ann@example.org"), "text", "Other."));
        assertEquals(422, other.status(), other.text());
        assertTrue(other.text("type").endsWith("/key-reused"), other.text());
    }

    @Test
    void aKeyBelongsToItsTokenAndAccount() throws Exception {
        String token = server.operator();
        Set<String> ids = new HashSet<>();
        ids.add(submit(token, "scoped", message("portal", "ann@example.org")).text("id"));
        ids.add(submit(token, "scoped", message("helpdesk", "ann@example.org")).text("id"));
        ids.add(submit(server.token(Set.of(Scope.SEND)), "scoped", message("portal", "ann@example.org"))
                .text("id"));
        assertEquals(3, ids.size(), "three messages");
    }

    @Test
    void ofFiftyAtOnceOneWinsAndNobodyGetsAnother() throws Exception {
        String token = server.operator();
        CountDownLatch go = new CountDownLatch(1);
        List<Reply> replies = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Reply>> futures = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                futures.add(threads.submit(() -> {
                    go.await();
                    return submit(token, "parallel", message("portal", "fifty@example.org"));
                }));
            }
            go.countDown();
            for (Future<Reply> future : futures) {
                replies.add(future.get());
            }
        }
        Set<String> ids = new HashSet<>();
        long created = 0;
        for (Reply reply : replies) {
            assertTrue(reply.status() == 202 || reply.status() == 409, reply.text());
            if (reply.status() == 202) {
                ids.add(reply.text("id"));
                created += reply.header("Idempotency-Replayed").isEmpty() ? 1 : 0;
            }
        }
        assertEquals(1, ids.size(), "one message");
        assertEquals(1, created, "one request made it");
        Reply after = submit(token, "parallel", message("portal", "fifty@example.org"));
        assertEquals(ids, Set.of(after.text("id")));
        Reply list = server.get("/v1/messages?recipient=fifty@example.org", token);
        assertEquals(1, ((List<?>) list.member("messages")).size());
    }

    @Test
    void aKeyThatIsNoneIsRefused() throws Exception {
        String token = server.operator();
        for (String key : List.of("k".repeat(256), "k".repeat(10_000), "a b")) {
            Reply reply = submit(token, key, message("portal", "ann@example.org"));
            assertEquals(400, reply.status(), reply.text());
        }
        assertEquals(
                202,
                submit(token, "k".repeat(255), message("portal", "ann@example.org"))
                        .status());
    }

    @Test
    void aFinishedMessageHasKeysToo() throws Exception {
        String token = server.operator();
        String raw = "From: portal@university.example\r\nTo: ann@example.org\r\n\r\nHello\r\n";
        String path = "/v1/messages?account=portal";
        Reply first = server.text("POST", path, token, "message/rfc822", raw, "Idempotency-Key", "raw");
        Reply again = server.text("POST", path, token, "message/rfc822", raw, "Idempotency-Key", "raw");
        Reply other = server.text(
                "POST", path + "&to=bob@example.org", token, "message/rfc822", raw, "Idempotency-Key", "raw");
        assertEquals(first.text(), again.text());
        assertEquals(422, other.status(), "other recipients are another request");
    }
}
