package signet.server.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.util.JSONObjectUtils;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import signet.doctor.Catalogue;
import signet.oauth.Secret;
import signet.server.event.Event;
import signet.server.event.EventKind;
import signet.server.event.Recorded;

@Timeout(60)
class AlertWebhookTest {
    /** What the receiver saw. */
    private record Post(String id, String timestamp, String signature, String body) {}

    /** What it says: headers as name and value. */
    private record Say(int status, Map<String, String> headers, boolean endless) {}

    @TempDir
    Path folder;

    private final List<Post> posts = new CopyOnWriteArrayList<>();
    private final Deque<Say> answers = new ConcurrentLinkedDeque<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private Desk desk;
    private HttpServer receiver;
    private AlertTargets targets = AlertTargets.NOBODY;
    private AlertWebhook webhook;
    private Follower follower;

    @BeforeEach
    void open() throws IOException {
        desk = new Desk(folder);
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.setExecutor(threads);
        receiver.createContext("/", this::handle);
        receiver.start();
        targets = to("/hook?key=canary", Optional.empty());
        restart();
    }

    @AfterEach
    void close() throws IOException {
        webhook.close();
        receiver.stop(0);
        threads.shutdownNow();
        desk.close();
    }

    private AlertTargets to(String path, Optional<Secret> secret) {
        String url = "http://127.0.0.1:" + receiver.getAddress().getPort() + path;
        return new AlertTargets(Optional.empty(), Optional.of(Secret.of(url)), secret, Duration.ofDays(60));
    }

    private void restart() throws IOException {
        AlertQueue queue = new AlertQueue(new StateFile(folder.resolve("place")), desk.events());
        AlertTexts texts = new AlertTexts(
                Catalogue.load(), desk.store.store().view(), desk.store.store().accountStates(), desk.accounts);
        webhook = new AlertWebhook(() -> targets, queue, texts, desk.time);
        Alerts alerts = new Alerts(() -> targets, texts, List.of(new Alerts.Way(queue, () -> {})));
        follower = new Follower(desk.events(), List.of(alerts), desk.time);
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        var head = exchange.getRequestHeaders();
        posts.add(new Post(
                Optional.ofNullable(head.getFirst("webhook-id")).orElse(""),
                Optional.ofNullable(head.getFirst("webhook-timestamp")).orElse(""),
                Optional.ofNullable(head.getFirst("webhook-signature")).orElse(""),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        Say say = answers.isEmpty() ? new Say(204, Map.of(), false) : answers.remove();
        say.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        exchange.sendResponseHeaders(say.status(), say.endless() ? 0 : -1);
        try (exchange) {
            byte[] piece = new byte[8192];
            while (say.endless()) {
                exchange.getResponseBody().write(piece); // until the other side has had enough
            }
        }
    }

    @Test
    void anIncidentIsPostedOnceAndItsEndToo() throws Exception {
        var incident = desk.park("reports");
        look();
        look();
        assertEquals(1, posts.size());
        Map<String, Object> payload = JSONObjectUtils.parse(posts.getFirst().body());
        assertEquals("incident.opened", payload.get("type"));
        assertEquals("2026-11-26T12:00:00Z", payload.get("timestamp"));
        Map<String, Object> data = JSONObjectUtils.getJSONObject(payload, "data");
        assertEquals(incident.id(), data.get("incident"));
        assertEquals("aadsts-7000222", data.get("code"));
        assertTrue(String.valueOf(data.get("text")).contains("Fix: Create a new secret"), data.toString());
        assertEquals("", posts.getFirst().signature(), "no secret, no signature");

        desk.store.store().accountStates().close(incident.id());
        restart();
        look();
        assertEquals(2, posts.size());
        assertFalse(posts.get(0).id().equals(posts.get(1).id()));
    }

    @Test
    void withASecretItIsSignedAsStandardWebhooksSays() throws Exception {
        // the example of the specification's libraries
        Secret secret = Secret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        assertEquals(
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                Webhook.signature(
                        secret,
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        "1614265330",
                        "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8)));
        targets = to("/", Optional.of(secret));
        desk.park("reports");
        look();
        Post post = posts.getFirst();
        assertEquals(
                Webhook.signature(
                        secret, post.id(), post.timestamp(), post.body().getBytes(StandardCharsets.UTF_8)),
                post.signature());
        assertEquals(Long.toString(desk.time.instant().getEpochSecond()), post.timestamp());
    }

    @Test
    @Tag("F65")
    void aPostThatFailsIsRepeatedWithTheSameIdLaterAndLater() throws Exception {
        fail(5);
        desk.park("reports");
        List<Long> waits = new java.util.ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Duration wait = look();
            waits.add(wait.toSeconds());
            desk.time.pass(wait.minusMillis(1));
            look();
            assertEquals(i + 1, posts.size(), "not before its time");
            desk.time.pass(Duration.ofMillis(1));
        }
        look();
        assertEquals(List.of(5L, 300L, 1_800L, 7_200L, 18_000L), waits);
        assertEquals(6, posts.size());
        assertEquals(1, posts.stream().map(Post::id).distinct().count());
        assertEquals(6, posts.stream().map(Post::timestamp).distinct().count());
        desk.time.pass(Duration.ofDays(1));
        look();
        assertEquals(6, posts.size());
    }

    @Test
    @Tag("F65")
    void afterARestartItGoesOnWithTheSameId() throws Exception {
        fail(1);
        desk.park("reports");
        look();
        webhook.close();
        restart();
        look();
        assertEquals(2, posts.size());
        assertEquals(posts.get(0).id(), posts.get(1).id());
        webhook.close();
        restart();
        look();
        assertEquals(2, posts.size());
    }

    @Test
    void newsShortenALongWait() throws Exception {
        fail(4);
        desk.park("reports");
        for (int i = 0; i < 4; i++) {
            desk.time.pass(look());
        }
        fail(1);
        assertEquals(Duration.ofHours(5), look());
        desk.park("portal");
        follower.runOnce();
        assertEquals(Duration.ofMinutes(5), look());
    }

    @Test
    @Tag("F65")
    void noRedirectIsFollowed() throws Exception {
        answers.add(new Say(302, Map.of("Location", "/elsewhere"), false));
        answers.add(new Say(307, Map.of("Location", "/elsewhere"), false));
        desk.park("reports");
        desk.time.pass(look());
        look();
        assertEquals(2, posts.size());
    }

    @Test
    @Tag("F65")
    void anEndlessAnswerIsNotRead() throws Exception {
        answers.add(new Say(200, Map.of(), true));
        answers.add(new Say(500, Map.of(), true));
        desk.park("reports");
        look();
        desk.park("portal");
        assertEquals(Duration.ofSeconds(5), look());
        assertEquals(2, posts.size());
    }

    @ParameterizedTest
    @Tag("F67")
    @CsvSource({"429, 3600, 3600", "503, 10, 10", "429, 1, 5", "429, 999999999, 86400", "500, 3600, 5", "429, soon, 5"})
    void whatTheReceiverWishesIsHonoured(int status, String wish, long seconds) throws Exception {
        answers.add(new Say(status, Map.of("Retry-After", wish), false));
        desk.park("reports");
        assertEquals(Duration.ofSeconds(seconds), look());
    }

    @Test
    @Tag("F67")
    void goneMeansNoMoreUntilTheUrlChanges() throws Exception {
        answers.add(new Say(410, Map.of(), false));
        desk.park("reports");
        look();
        look();
        desk.park("portal");
        look();
        assertEquals(1, posts.size());
        targets = to("/new", Optional.empty());
        desk.events().append(Event.of(EventKind.RELOAD_REFUSED, Map.of("reason", "x")));
        look();
        assertEquals(2, posts.size());
    }

    @Test
    @Tag("F66")
    void whatNobodyTookForThreeDaysIsGivenUpAndTheNextOneGoesOn() throws Exception {
        fail(100);
        desk.park("reports");
        for (int i = 0; i < 12; i++) {
            desk.time.pass(look());
        }
        answers.clear();
        int before = posts.size();
        desk.park("portal");
        look();
        assertEquals(before + 1, posts.size());
        assertTrue(posts.getLast().body().contains("account 'portal' is parked"));
    }

    @Test
    @Tag("F37")
    void unsoundStorageIsPostedAlthoughNothingCanBeStoredAndNotASecondTimeAfterwards() throws Exception {
        desk.store.health().latch("fsync: input/output error");
        StorageWatch storage =
                new StorageWatch(desk.store.store().upkeep(), desk.store.health(), desk.time, webhook::atOnce);
        storage.runOnce();
        look();
        look();
        List<String> types = new java.util.ArrayList<>();
        for (Post post : posts) {
            types.add(String.valueOf(JSONObjectUtils.parse(post.body()).get("type")));
        }
        assertEquals(List.of("storage.unhealthy", "storage.healthy"), types);
    }

    @ParameterizedTest
    @ValueSource(strings = {"not a url", "ftp://127.0.0.1/", "http://127.0.0.1:1/canary-of-the-url"})
    void aUrlThatIsNoneOrThatNobodyAnswersIsTriedAgainAndNeverShown(String url) throws Exception {
        targets =
                new AlertTargets(Optional.empty(), Optional.of(Secret.of(url)), Optional.empty(), Duration.ofDays(60));
        desk.park("reports");
        assertEquals(Duration.ofSeconds(5), look());
        assertFalse(targets.toString().contains("canary"), targets.toString());
    }

    /** This machine answers at 0.0.0.0 too, under a name that is not its own. */
    @Test
    @Tag("B72")
    void whereTheNameLeadsIsLookedAtBeforeAnythingIsPosted() {
        Recorded parked = new Recorded(1, desk.time.instant(), Event.of(EventKind.PARKED, Map.of()));
        Alert alert = new Alert(parked, "key", "subject", "text", Map.of());
        String url = "http://0.0.0.0:" + receiver.getAddress().getPort() + "/";
        try (Webhook direct = new Webhook()) {
            Webhook.Answer answer = direct.post(Secret.of(url), Optional.empty(), alert, desk.time.instant());
            assertTrue(answer.toString().contains("where no alert may go"), answer.toString());
        }
        assertTrue(posts.isEmpty(), posts.toString());
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            answers.add(new Say(i % 2 == 0 ? 500 : 404, Map.of(), false));
        }
    }

    private Duration look() throws IOException {
        follower.runOnce();
        return webhook.runOnce();
    }
}
