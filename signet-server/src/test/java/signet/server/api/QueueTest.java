package signet.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signet.server.account.ApiTokens.Scope;
import signet.server.account.Expiry;
import signet.server.account.Incident;
import signet.server.account.Outcome;
import signet.server.account.Ownership;
import signet.server.api.RunningApi.Reply;
import signet.server.delivery.Rest;
import signet.server.event.EventKind;
import signet.server.queue.Attempt;
import signet.server.queue.Claim;
import signet.server.queue.EntryId;
import signet.server.queue.Held;
import signet.server.queue.RecipientState;
import signet.server.queue.Settlement;

/** What an operator sees and does. */
class QueueTest {
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

    private Map<?, ?> show(String id) throws Exception {
        Reply reply = server.get("/v1/messages/" + id, server.operator());
        assertEquals(200, reply.status(), reply.text());
        return reply.object();
    }

    private static Object reason(Map<?, ?> message) {
        return RunningApi.member((Map<?, ?>) RunningApi.member(message, "waiting"), "reason");
    }

    private Reply act(String id, String verb) throws Exception {
        return server.json("POST", "/v1/messages/" + id + "/" + verb, server.operator(), Map.of());
    }

    @Test
    void aMessageIsHeldReleasedCancelledAndTakenUpAgain() throws Exception {
        String id = server.submit("portal", "ann@example.org");
        assertEquals("due", reason(show(id)));
        Reply held = act(id, "hold");
        assertEquals(200, held.status(), held.text());
        assertEquals("operator", held.text("held"));
        assertEquals(true, held.member("changed"));
        assertEquals("held", reason(show(id)));
        assertEquals("token test", show(id).get("heldBy"));
        assertEquals(false, act(id, "hold").member("changed"), "it is held already");
        assertEquals("none", act(id, "release").text("held"));
        assertEquals("cancelled", act(id, "cancel").text("state"));
        assertTrue(show(id).get("waiting") == null, "it waits for nothing any more");
        assertEquals("queued", act(id, "retry").text("state"));
    }

    @Test
    void aVerbOnAFilterCountsFirst() throws Exception {
        server.submit("portal", "ann@example.org");
        server.submit("portal", "bob@example.org");
        server.submit("helpdesk", "ann@example.org");
        Map<String, Object> dry = Map.of("filter", Map.of("account", "portal"), "dryRun", true);
        Reply counted = server.json("POST", "/v1/messages/hold", server.operator(), dry);
        assertEquals(2L, counted.member("matched"), counted.text());
        assertEquals(2L, counted.member("changed"));
        assertEquals(0L, counted.member("unchanged"));
        assertEquals(true, counted.member("dryRun"));
        assertEquals(
                List.of(),
                server.get("/v1/messages?held=operator", server.operator()).member("messages"));
        Reply done = server.json(
                "POST", "/v1/messages/hold", server.operator(), Map.of("filter", Map.of("account", "portal")));
        assertEquals(2L, done.member("changed"));
        List<?> held = (List<?>)
                server.get("/v1/messages?held=operator", server.operator()).member("messages");
        assertEquals(2, held.size());
        Reply without = server.json("POST", "/v1/messages/cancel", server.operator(), Map.of());
        assertEquals(422, without.status(), "no filter is no filter for everything");
    }

    @Test
    void aVerbGoesOnInPortions() throws Exception {
        for (int i = 0; i < 5; i++) {
            server.submit("portal", "ann@example.org");
        }
        Map<String, Object> body = new java.util.LinkedHashMap<>(Map.of("filter", Map.of(), "limit", 2));
        long changed = 0;
        for (int portion : new int[] {2, 2, 1}) {
            Reply done = server.json("POST", "/v1/messages/hold", server.operator(), body);
            assertEquals((long) portion, done.member("changed"), done.text());
            changed += portion;
            if (changed < 5) {
                body.put("cursor", done.text("next"));
            } else {
                assertTrue(done.object().get("next") == null, done.text());
            }
        }
        body.put("filter", Map.of("account", "portal"));
        Reply other = server.json("POST", "/v1/messages/hold", server.operator(), body);
        assertEquals(400, other.status(), "a cursor belongs to its filter: " + other.text());
        String two = server.token(Set.of(Scope.OPERATE), "portal", "helpdesk");
        Reply both = server.json("POST", "/v1/messages/hold", two, Map.of("filter", Map.of(), "limit", 2));
        assertEquals(422, both.status(), both.text());
    }

    @Test
    void theShapeCountsEachState() throws Exception {
        String id = server.submit("portal", "ann@example.org");
        server.submit("helpdesk", "ann@example.org");
        act(id, "cancel");
        Map<?, ?> states =
                (Map<?, ?>) server.get("/v1/queue", server.operator()).member("states");
        assertEquals(1L, states.get("queued"));
        assertEquals(1L, states.get("cancelled"));
        assertEquals(0L, states.get("failed"));
        Reply restricted = server.get("/v1/queue", server.token(Set.of(Scope.READ), "portal"));
        assertTrue(restricted.object().get("states") == null, restricted.text());
    }

    @Test
    void aPreviewIsTextAndWhoLooksIsNoted() throws Exception {
        String id = server.submit("portal", "ann@example.org");
        Reply preview = server.get("/v1/messages/" + id + "/preview", server.operator());
        assertEquals(200, preview.status(), preview.text());
        assertEquals("All passed.", preview.text("text").strip());
        assertEquals("plain", preview.text("of"));
        assertTrue(preview.text("fields").contains("Exam results"), preview.text());
        server.get("/v1/messages/" + id + "/content", server.operator());
        assertEquals(
                List.of("preview", "content"),
                server.services.events().after(0, 100).stream()
                        .map(recorded -> recorded.event())
                        .filter(event -> event.kind() == EventKind.CONTENT_READ)
                        .peek(event -> {
                            assertEquals(Optional.of(id), event.entry());
                            assertEquals("token test", event.facts().get("by"));
                        })
                        .map(event -> event.facts().get("what"))
                        .toList());
        String foreign = server.token(Set.of(Scope.READ), "helpdesk");
        assertEquals(404, server.get("/v1/messages/" + id + "/preview", foreign).status());
    }

    @Test
    void theCalendarTellsWhatEndsNextFirst() throws Exception {
        Instant now = Instant.now();
        server.expiries = List.of(
                new Expiry("other", now.plus(Duration.ofDays(40)), Expiry.Kind.SECRET),
                new Expiry("by-cert", now.minus(Duration.ofHours(1)), Expiry.Kind.CERTIFICATE));
        List<?> all = (List<?>) server.get("/v1/calendar", server.operator()).member("expiries");
        Map<?, ?> first = (Map<?, ?>) all.getFirst();
        assertEquals("by-cert", first.get("credential"));
        assertEquals(-1L, first.get("days"));
        assertEquals(List.of("portal", "helpdesk"), sorted(first.get("accounts")));
        assertEquals(2, all.size());
        List<?> own = (List<?>) server.get("/v1/calendar", server.token(Set.of(Scope.READ), "portal"))
                .member("expiries");
        assertEquals(List.of("portal"), ((Map<?, ?>) own.getFirst()).get("accounts"));
        assertEquals(1, own.size(), "the other credential is none of its business");
    }

    private static List<String> sorted(@org.jspecify.annotations.Nullable Object names) {
        return ((List<?>) java.util.Objects.requireNonNull(names))
                .stream()
                        .map(String::valueOf)
                        .sorted(java.util.Comparator.reverseOrder())
                        .toList();
    }

    @Test
    void aRestrictedTokenChangesOnlyItsOwn() throws Exception {
        String foreign = server.submit("portal", "ann@example.org");
        server.submit("helpdesk", "ann@example.org");
        String token = server.token(Set.of(Scope.OPERATE), "helpdesk");
        Reply done = server.json("POST", "/v1/messages/cancel", token, Map.of("filter", Map.of()));
        assertEquals(1L, done.member("changed"), done.text());
        Reply other = server.json("POST", "/v1/messages/cancel", token, Map.of("filter", Map.of("account", "portal")));
        assertEquals(0L, other.member("matched"), other.text());
        assertEquals("queued", show(foreign).get("state"));
        assertEquals(
                404,
                server.json("POST", "/v1/messages/" + foreign + "/cancel", token, Map.of())
                        .status());
    }

    @Test
    void aMessageIsSentAgainToOthers() throws Exception {
        String id = server.submit("portal", "an@example.org");
        Reply again = server.json(
                "POST", "/v1/messages/" + id + "/resend", server.operator(), Map.of("to", List.of("ann@example.org")));
        assertEquals(202, again.status(), again.text());
        assertEquals("cancelled", show(id).get("state"));
        Map<?, ?> fresh = show(again.text("id"));
        assertEquals("queued", fresh.get("state"));
        assertTrue(fresh.toString().contains("ann@example.org"), fresh.toString());
        Reply wrong =
                server.json("POST", "/v1/messages/" + id + "/resend", server.operator(), Map.of("to", List.of("ann")));
        assertEquals(422, wrong.status(), wrong.text());
    }

    @Test
    void everyAttemptIsToldDownToTheProvidersWords() throws Exception {
        String id = server.submit("portal", "ann@example.org");
        Ownership own = server.store.own("portal");
        Claim claim = server.store
                .store()
                .claims()
                .claim(own, 1, Instant.now().plusSeconds(1))
                .getFirst();
        Attempt attempt = new Attempt(
                EntryId.at(Instant.now(), new java.security.SecureRandom()),
                Instant.now(),
                Duration.ofMillis(321),
                "smtp.office365.com:587",
                "authenticate",
                Optional.of("535 5.7.139 Authentication unsuccessful"),
                Optional.of("535"),
                Optional.of("5.7.139"),
                List.of("the server refused the login", "535 5.7.139 Authentication unsuccessful"),
                "smtp-auth-disabled",
                "SMTP AUTH is off for this mailbox. Switch it on.",
                Map.of("trace-id", "T-1", "correlation-id", "C-1", "timestamp", "2026-11-26 10:00:00Z"),
                Optional.of("S: 535 5.7.139"),
                true,
                false);
        server.store
                .store()
                .claims()
                .settle(
                        claim,
                        new Settlement(
                                attempt,
                                List.of(new Settlement.Result(
                                        "ann@example.org", RecipientState.PENDING, attempt.reply(), attempt.code())),
                                Instant.now().plusSeconds(60),
                                Held.NONE,
                                Optional.empty(),
                                false));
        Map<?, ?> shown = show(id);
        assertEquals("retry", reason(shown));
        Map<?, ?> told = (Map<?, ?>) ((List<?>) java.util.Objects.requireNonNull(shown.get("attempts"))).get(0);
        assertEquals("authenticate", told.get("stage"));
        assertEquals(attempt.causes(), told.get("causes"));
        assertEquals("T-1", told.get("traceId"));
        assertEquals("C-1", told.get("correlationId"));
        assertEquals("2026-11-26 10:00:00Z", told.get("timestamp"));
        assertEquals("SMTP AUTH is off for this mailbox. Switch it on.", told.get("explanation"));
    }

    @Test
    void whatWaitsForItsAccountsPaceSaysSoAndUntilWhen() throws Exception {
        String id = server.submit("portal", "ann@example.org");
        Instant until = Instant.parse("2036-11-27T03:04:05Z");
        server.rests = Map.of("portal", new Rest(until, "The provider has asked for less."));
        Map<?, ?> shown = show(id);
        assertEquals("account-waits", reason(shown));
        Map<?, ?> waiting = (Map<?, ?>) RunningApi.member(shown, "waiting");
        assertEquals(until.toString(), waiting.get("until"));
        assertEquals(
                "It is its turn, but nothing of the account 'portal' begins until then. The provider has asked for less.",
                waiting.get("text"));
        act(id, "hold");
        assertEquals("held", reason(show(id)));
        act(id, "release");
        server.rests = Map.of();
        assertEquals("due", reason(show(id)));
    }

    @Test
    void aParkedOrPausedAccountIsTheReason() throws Exception {
        String id = server.submit("portal", "ann@example.org");
        Reply paused = server.json("POST", "/v1/accounts/portal/pause", server.operator(), Map.of());
        assertEquals(true, paused.member("changed"), paused.text());
        assertEquals("account-paused", reason(show(id)));
        server.json("POST", "/v1/accounts/portal/resume", server.operator(), Map.of());
        Instant now = Instant.now();
        server.store
                .store()
                .accountStates()
                .open(
                        new Incident(
                                EntryId.at(now, new java.security.SecureRandom())
                                        .toString(),
                                Outcome.Scope.CREDENTIAL,
                                "by-cert",
                                "aadsts-700027-expired",
                                "AADSTS700027: the certificate has expired",
                                now,
                                now.plusSeconds(300),
                                0,
                                Optional.empty()),
                        List.of("portal"));
        Map<?, ?> shown = show(id);
        assertEquals("account-parked", reason(shown));
        assertTrue(RunningApi.member(shown, "waiting").toString().contains("AADSTS700027"), shown.toString());
        Reply shape = server.get("/v1/queue", server.operator());
        assertEquals(1L, shape.member("queued"), shape.text());
        assertTrue(shape.text().contains("account-parked"), shape.text());
    }

    @Test
    void theBudgetCountsWhatWasSpent() throws Exception {
        Reply budget = server.get("/v1/accounts/portal/budget", server.operator());
        assertEquals(200, budget.status(), budget.text());
        Map<?, ?> minute = (Map<?, ?>) budget.member("messagesPerMinute");
        assertEquals(30L, minute.get("limit"));
        assertEquals(0L, minute.get("used"));
        assertEquals(
                404,
                server.get("/v1/accounts/nowhere/budget", server.operator()).status());
    }

    @Test
    void nothingIsAcceptedWhileStorageIsNotSoundAndReadinessSaysSo() throws Exception {
        String token = server.operator();
        server.store.health().latch("a write failed: input/output error");
        Reply refused = server.json("POST", "/v1/messages", token, RunningApi.message("portal", "ann@example.org"));
        assertEquals(503, refused.status(), refused.text());
        assertTrue(refused.header("Retry-After").isPresent());
        Reply ready = server.get("/health/ready", token);
        assertEquals(503, ready.status());
        assertTrue(ready.text("reason").contains("input/output error"), ready.text());
        assertEquals(200, server.get("/health/live", token).status());
        assertEquals(200, server.get("/v1/messages", token).status(), "looking is still possible");
    }
}
