package signet.oauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static signet.oauth.ScriptedEndpoint.json;
import static signet.oauth.ScriptedEndpoint.refusal;
import static signet.oauth.ScriptedEndpoint.text;
import static signet.oauth.ScriptedEndpoint.token;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import signet.oauth.ScriptedEndpoint.Script;
import signet.oauth.TokenFault.Kind;

/** One cache, one request however many callers, refresh ahead, and one replacement of a refused token. */
class TokenSourceTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private final ManualClock clock = new ManualClock(NOW);
    private final TokenSources sources = new TokenSources(clock, new Random(1));
    private final TokenTransport transport = TokenTransport.create(Trust.context(), Optional.empty());

    private TokenSource source(ScriptedEndpoint endpoint) {
        return source(endpoint, "secret");
    }

    private TokenSource source(ScriptedEndpoint endpoint, String secret) {
        return sources.source(
                new Credential.ClientSecret(
                        endpoint.endpoint(), "client", Secret.of(secret), "scope/.default", Optional.empty()),
                transport);
    }

    private static Script lasting(String value, long seconds) {
        return json(
                200, "{\"token_type\":\"Bearer\",\"expires_in\":" + seconds + ",\"access_token\":\"" + value + "\"}");
    }

    private static String value(AccessToken token) {
        return token.value().reveal();
    }

    // ---- one request for all

    @Test
    void aThousandCallersMakeOneRequest() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1_000);
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint(afterAll(waiting, token("shared")), token("another"))) {
            for (Future<AccessToken> caller : callers(source(endpoint), waiting)) {
                assertEquals("shared", value(caller.get(30, TimeUnit.SECONDS)));
            }
            assertEquals(1, endpoint.forms().size());
        }
    }

    @Test
    void aThousandCallersShareOneFailure() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1_000);
        Script refused = refusal(401, "invalid_client", "AADSTS7000215: Invalid client secret provided.");
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint(afterAll(waiting, refused), token("another"))) {
            for (Future<AccessToken> caller : callers(source(endpoint), waiting)) {
                ExecutionException thrown =
                        assertThrows(ExecutionException.class, () -> caller.get(30, TimeUnit.SECONDS));
                TokenException reason = assertInstanceOf(TokenException.class, thrown.getCause());
                assertEquals(List.of(7000215), reason.fault().codes());
            }
            assertEquals(1, endpoint.forms().size());
        }
    }

    /** A thousand threads; each counts itself in just before it asks. */
    private static List<Future<AccessToken>> callers(TokenSource source, CountDownLatch waiting) {
        ExecutorService pool = Executors.newCachedThreadPool();
        List<Future<AccessToken>> callers = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            callers.add(pool.submit(() -> {
                waiting.countDown();
                return source.token();
            }));
        }
        pool.shutdown();
        return callers;
    }

    private static Script afterAll(CountDownLatch waiting, Script then) {
        return exchange -> {
            try {
                waiting.await();
            } catch (InterruptedException closed) {
                throw new IOException(closed);
            }
            then.answer(exchange);
        };
    }

    @Test
    void callersOfTheSameCredentialShareAndAReplacedSecretDoesNot() throws Exception {
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint(token("one"), token("two"))) {
            AccessToken first = source(endpoint).token();
            assertSame(first, source(endpoint).token());
            assertNotSame(first, source(endpoint, "new secret").token());
            assertEquals(2, endpoint.forms().size());
        }
    }

    @Test
    void anInterruptedAskerDoesNotFailTheOthers() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        Script silent = exchange -> {
            asked.countDown();
            try {
                over.await();
            } catch (InterruptedException closed) {
                throw new IOException(closed);
            }
        };
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint(silent, token("second-try"))) {
            ExecutorService pool = Executors.newCachedThreadPool();
            Future<AccessToken> first = pool.submit(() -> source(endpoint).token());
            asked.await();
            Thread[] waiter = new Thread[1];
            CountDownLatch started = new CountDownLatch(1);
            Future<AccessToken> second = pool.submit(() -> {
                waiter[0] = Thread.currentThread();
                started.countDown();
                return source(endpoint).token();
            });
            started.await();
            while (waiter[0].getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            first.cancel(true);
            assertEquals("second-try", value(second.get(30, TimeUnit.SECONDS)));
            over.countDown();
            pool.shutdownNow();
        }
    }

    // ---- refresh

    @Test
    void theTokenIsRefreshedAheadOfItsEndByWhoeverNotices() throws Exception {
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint(token("old"), token("new"))) {
            TokenSource source = source(endpoint);
            AccessToken old = source.token();
            Duration margin = Duration.between(old.refreshAt(), old.expiresAt());
            assertTrue(margin.compareTo(Duration.ofMinutes(10)) >= 0, "never later than ten minutes before the end");
            assertTrue(margin.compareTo(Duration.ofMinutes(13)) <= 0, margin.toString());
            clock.advance(Duration.ofMinutes(46));
            assertEquals("old", value(source.token()));
            clock.advance(Duration.ofMinutes(4));
            assertEquals("new", value(source.token()));
        }
    }

    @Test
    void othersKeepTheOldTokenWhileOneRefreshes() throws Exception {
        CountDownLatch refreshing = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        Script slow = exchange -> {
            refreshing.countDown();
            try {
                answer.await();
            } catch (InterruptedException closed) {
                throw new IOException(closed);
            }
            token("new").answer(exchange);
        };
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint(token("old"), slow)) {
            TokenSource source = source(endpoint);
            source.token();
            clock.advance(Duration.ofMinutes(50));
            ExecutorService pool = Executors.newSingleThreadExecutor();
            Future<AccessToken> noticing = pool.submit(source::token);
            refreshing.await();
            assertEquals("old", value(source.token()));
            answer.countDown();
            assertEquals("new", value(noticing.get(30, TimeUnit.SECONDS)));
            assertEquals("new", value(source.token()));
            pool.shutdownNow();
        }
    }

    @Test
    void f3AFailedRefreshLeavesTheOldTokenInUseUntilItsLastMinute() throws Exception {
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint(lasting("old", 3600), text(503, "text/html", "<html>"))) {
            TokenSource source = source(endpoint);
            source.token();
            clock.advance(Duration.ofMinutes(50));
            assertEquals("old", value(source.token()));
            assertEquals(2, endpoint.forms().size());
            assertEquals("old", value(source.token()));
            assertEquals(2, endpoint.forms().size(), "not hammered");
            clock.advance(Duration.ofMinutes(8).plusSeconds(59));
            assertEquals("old", value(source.token()));
            clock.advance(Duration.ofSeconds(1));
            TokenFault fault = assertThrows(TokenException.class, source::token).fault();
            assertEquals(Kind.UNAVAILABLE, fault.kind());
        }
    }

    @ParameterizedTest
    @CsvSource({"3600, 3540", "300, 270", "60, 54"})
    void noTokenIsHandedOutInItsLastMinuteOrTenth(long life, long usable) throws Exception {
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint(lasting("old", life), text(503, "text/html", ""))) {
            TokenSource source = source(endpoint);
            source.token();
            clock.advance(Duration.ofSeconds(usable - 1));
            assertEquals("old", value(source.token()));
            clock.advance(Duration.ofSeconds(1));
            assertThrows(TokenException.class, source::token);
        }
    }

    @Test
    void refreshInIsObeyed() throws Exception {
        String body =
                "{\"token_type\":\"Bearer\",\"expires_in\":86400,\"refresh_in\":\"43200\",\"access_token\":\"old\"}";
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint(json(200, body), token("new"))) {
            TokenSource source = source(endpoint);
            Duration until = Duration.between(NOW, source.token().refreshAt());
            assertTrue(until.toHours() == 11 || until.toHours() == 12, until.toString());
            clock.advance(Duration.ofHours(12));
            assertEquals("new", value(source.token()));
        }
    }

    // ---- failure

    @Test
    void f5TroubleIsAskedAgainAfterGrowingPauses() throws Exception {
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint(text(502, "text/html", "<html>bad gateway</html>"))) {
            TokenSource source = source(endpoint);
            List<Long> pauses = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                assertThrows(TokenException.class, source::token);
                Duration wait = assertThrows(TokenException.class, source::token)
                        .fault()
                        .retryAfter()
                        .orElseThrow();
                pauses.add(wait.toSeconds());
                assertEquals(i + 1, endpoint.forms().size());
                clock.advance(wait);
            }
            assertTrue(pauses.get(0) >= 1 && pauses.get(0) < 2, pauses.toString());
            assertTrue(pauses.get(3) >= 8 && pauses.get(3) <= 10, pauses.toString());
            assertTrue(pauses.get(8) >= 60 && pauses.get(8) <= 75, pauses.toString());
        }
    }

    @Test
    void f8ARefusalIsRememberedShortly() throws Exception {
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint(
                refusal(401, "invalid_client", "AADSTS7000222: The provided client secret keys are expired."),
                token("t"))) {
            TokenSource source = source(endpoint);
            assertThrows(TokenException.class, source::token);
            clock.advance(Duration.ofSeconds(9));
            assertThrows(TokenException.class, source::token);
            assertEquals(1, endpoint.forms().size());
            clock.advance(Duration.ofSeconds(1));
            assertEquals("t", value(source.token()));
        }
    }

    @Test
    void whoHasMendedSomethingIsAnsweredAnewButStormsNobody() throws Exception {
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint(
                refusal(401, "invalid_client", "AADSTS7000222: The provided client secret keys are expired."),
                text(503, "text/html", ""),
                token("t"))) {
            TokenSource source = source(endpoint);
            assertThrows(TokenException.class, source::token);
            for (int i = 0; i < 100; i++) {
                source.askAgain();
                assertThrows(TokenException.class, source::token);
            }
            assertEquals(1, endpoint.forms().size(), "a refusal of this second");
            clock.advance(Duration.ofSeconds(1));
            source.askAgain();
            assertEquals(
                    Kind.UNAVAILABLE,
                    assertThrows(TokenException.class, source::token).fault().kind());
            clock.advance(Duration.ofSeconds(1));
            source.askAgain();
            assertEquals("t", value(source.token()));
        }
    }

    @Test
    void aTimeThatTheEndpointAskedToWaitIsWaited() throws Exception {
        try (ScriptedEndpoint endpoint =
                new ScriptedEndpoint(text(429, "text/html", "", "Retry-After", "30"), token("t"))) {
            TokenSource source = source(endpoint);
            assertThrows(TokenException.class, source::token);
            clock.advance(Duration.ofSeconds(20));
            source.askAgain();
            assertThrows(TokenException.class, source::token);
            clock.advance(Duration.ofSeconds(10));
            assertEquals("t", value(source.token()));
        }
    }

    @Test
    void aClockSetBackDoesNotLockTheDoor() throws Exception {
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint(text(503, "text/html", ""), token("t"))) {
            TokenSource source = source(endpoint);
            assertThrows(TokenException.class, source::token);
            clock.advance(Duration.ofDays(-1));
            assertEquals("t", value(source.token()));
        }
    }

    // ---- replacement

    @Test
    void f11ARefusedTokenIsReplacedOnce() throws Exception {
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint(token("one"), token("two"), token("three"))) {
            TokenSource source = source(endpoint);
            AccessToken one = source.token();
            clock.advance(Duration.ofMinutes(5));
            AccessToken two = source.replace(one);
            assertEquals("two", value(two));
            assertSame(two, source.replace(one), "another connection with the same old token");
            assertSame(two, source.replace(two), "too young to be replaced again");
            assertSame(two, source.token());
            assertEquals(2, endpoint.forms().size());
            clock.advance(Duration.ofMinutes(1));
            assertEquals("three", value(source.replace(two)));
        }
    }

    @Test
    void aVeryYoungTokenIsGivenBack() throws Exception {
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint(token("one"), token("two"))) {
            TokenSource source = source(endpoint);
            AccessToken one = source.token();
            clock.advance(Duration.ofSeconds(29));
            assertSame(one, source.replace(one));
            assertEquals(1, endpoint.forms().size());
        }
    }

    @Test
    void anEndpointThatKeepsGivingTheSameTokenIsNotAskedForEver() throws Exception {
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint(token("same"))) {
            TokenSource source = source(endpoint);
            AccessToken same = source.token();
            for (int i = 0; i < 5; i++) {
                clock.advance(Duration.ofMinutes(1));
                same = source.replace(same);
            }
            assertEquals(2, endpoint.forms().size());
        }
    }

    @Test
    void aFailedReplacementTakesNothingFromTheOthers() throws Exception {
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint(token("one"), text(503, "text/html", ""))) {
            TokenSource source = source(endpoint);
            AccessToken one = source.token();
            clock.advance(Duration.ofMinutes(5));
            assertThrows(TokenException.class, () -> source.replace(one));
            assertThrows(TokenException.class, () -> source.replace(one));
            assertSame(one, source.token(), "the refusal may concern one mailbox only");
            assertEquals(2, endpoint.forms().size());
        }
    }

    @Test
    void concurrentReplacementsShareOneRequest() throws Exception {
        CountDownLatch waiting = new CountDownLatch(50);
        try (ScriptedEndpoint endpoint =
                new ScriptedEndpoint(token("one"), afterAll(waiting, token("two")), token("three"))) {
            TokenSource source = source(endpoint);
            AccessToken one = source.token();
            clock.advance(Duration.ofMinutes(5));
            ExecutorService pool = Executors.newCachedThreadPool();
            List<Future<AccessToken>> callers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                callers.add(pool.submit(() -> {
                    waiting.countDown();
                    return source.replace(one);
                }));
            }
            for (Future<AccessToken> caller : callers) {
                assertEquals("two", value(caller.get(30, TimeUnit.SECONDS)));
            }
            assertEquals(2, endpoint.forms().size());
            pool.shutdownNow();
        }
    }

    @Test
    void aPasswordHasNoTokens() {
        assertThrows(
                IllegalArgumentException.class,
                () -> sources.source(new Credential.Password(Secret.of("x")), transport));
        assertFalse(new Credential.Password(Secret.of("hunter2")).toString().contains("hunter2"));
    }
}
