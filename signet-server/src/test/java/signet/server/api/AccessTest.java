package signet.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import signet.oauth.Secret;
import signet.server.account.ApiTokens.Scope;
import signet.server.account.ApiTokens.Token;
import signet.server.api.RunningApi.Reply;

class AccessTest extends WithServer {
    /** A request that does no harm: the body is refused where one is needed. */
    private Reply ask(Route route, Optional<String> token) throws Exception {
        String path = route.path().replace("{id}", "a".repeat(26)).replace("{name}", "nothing");
        HttpRequest.Builder request = server.request(path).method(route.method(), BodyPublishers.noBody());
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        if (path.equals("/v1/events")) {
            request.header("Last-Event-ID", "x"); // refused instead of a stream that does not end
        }
        return server.send(request.build());
    }

    Stream<Route> routes() {
        return server.routes().stream();
    }

    @ParameterizedTest
    @MethodSource("routes")
    @Tag("B66")
    void everyRouteWantsItsScopeAndNoOther(Route route) throws Exception {
        for (Scope scope : Scope.values()) {
            int status = ask(route, Optional.of(server.token(Set.of(scope)))).status();
            boolean needed =
                    route.access().scope().map(scope::equals).orElse(true) || route.access() == Access.LOOPBACK_OR_READ;
            assertEquals(
                    !needed, status == 403, route.method() + " " + route.path() + " with " + scope + ": " + status);
            assertFalse(status == 401 || (status >= 500 && !route.path().startsWith("/health")), "status " + status);
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    @Tag("B66")
    void onlyHealthIsOpen(Route route) throws Exception {
        boolean open = route.path().startsWith("/health/") || route.path().equals("/metrics");
        Reply reply = ask(route, Optional.empty());
        assertEquals(open ? 200 : 401, reply.status(), route.path());
        if (!open) {
            assertEquals(
                    "application/problem+json", reply.header("Content-Type").orElse(""));
            assertTrue(reply.header("WWW-Authenticate").orElse("").startsWith("Bearer"), "RFC 6750 §3");
            assertTrue(reply.header("Set-Cookie").isEmpty(), "stateless");
            assertTrue(reply.header("Location").isEmpty(), "no way to a login page");
        }
    }

    static Stream<String> noTokens() {
        String unknown = "Bearer sgn_" + "A".repeat(43);
        return Stream.of(
                unknown,
                "Bearer",
                "Bearer ",
                "Bearer sgn_short",
                "Bearer x" + "A".repeat(46),
                "Basic c2duX2E6Yg==",
                unknown + "A",
                unknown + " " + unknown,
                "sgn_" + "A".repeat(43));
    }

    @ParameterizedTest
    @MethodSource("noTokens")
    @Tag("B66")
    void whatIsNoTokenIsAnswered401(String header) throws Exception {
        for (String path : List.of("/v1/messages", "/v1/nowhere", "/health/live")) {
            Reply reply = server.send(
                    server.request(path).header("Authorization", header).build());
            assertEquals(401, reply.status(), path + ": " + reply.text());
            assertFalse(reply.text().contains("AAAA"), "the token is not repeated");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"access_token", "token", "api_key", "authorization"})
    @Tag("B66")
    void aTokenInTheQueryIsNeverTaken(String parameter) throws Exception {
        String token = server.operator();
        Reply without = server.send(
                server.request("/v1/messages?" + parameter + "=" + token).build());
        assertEquals(401, without.status());
        Reply with = server.get("/v1/messages?" + parameter + "=" + token, token);
        assertEquals(400, with.status());
        assertFalse(with.text().contains(token), "and not repeated");
    }

    @Test
    @Tag("B66")
    void anExpiredOrRevokedTokenIsNoneAtOnce() throws Exception {
        SecureRandom random = new SecureRandom();
        Secret expired = TokenSecret.make(random);
        server.create(
                expired,
                Set.of(Scope.READ),
                List.of(),
                Optional.of(Instant.now().minusSeconds(1)));
        assertEquals(401, server.get("/v1/messages", expired.reveal()).status());

        Secret revoked = TokenSecret.make(random);
        Token token = server.create(revoked, Set.of(Scope.READ), List.of(), Optional.empty());
        assertEquals(200, server.get("/v1/messages", revoked.reveal()).status());
        assertEquals(
                204,
                server.delete("/v1/tokens/" + token.id(), server.operator()).status());
        assertEquals(401, server.get("/v1/messages", revoked.reveal()).status());
        assertEquals(
                404,
                server.delete("/v1/tokens/" + token.id(), server.operator()).status(),
                "only once");
    }

    @Test
    void aTokenIsShownOnceAndStoredAsItsDigest() throws Exception {
        Reply made = server.json(
                "POST",
                "/v1/tokens",
                server.operator(),
                Map.of("name", "reports", "scopes", List.of("send", "read"), "accounts", List.of("portal")));
        assertEquals(201, made.status(), made.text());
        String secret = made.text("token");
        assertTrue(secret.matches("sgn_[A-Za-z0-9_-]{43}"), "256 bits");
        assertEquals(200, server.get("/v1/messages", secret).status());
        Reply list = server.get("/v1/tokens", server.operator());
        assertTrue(list.text().contains("\"name\":\"reports\""));
        assertFalse(list.text().contains("sgn_"), list.text());
    }

    @Test
    void aTokenMakesNoneThatMayDoMore() throws Exception {
        String admin = server.token(Set.of(Scope.ADMIN, Scope.READ), "portal");
        for (Map<String, Object> broader : List.<Map<String, Object>>of(
                Map.of("name", "x", "scopes", List.of("send"), "accounts", List.of("portal")),
                Map.of("name", "x", "scopes", List.of("read")),
                Map.of("name", "x", "scopes", List.of("read"), "accounts", List.of("portal", "helpdesk")))) {
            Reply reply = server.json("POST", "/v1/tokens", admin, broader);
            assertEquals(403, reply.status(), reply.text());
        }
        Reply same = server.json(
                "POST",
                "/v1/tokens",
                admin,
                Map.of("name", "x", "scopes", List.of("read", "admin"), "accounts", List.of("portal")));
        assertEquals(201, same.status(), same.text());
        Token foreign = server.create(
                TokenSecret.make(new SecureRandom()), Set.of(Scope.READ), List.of("helpdesk"), Optional.empty());
        assertEquals(404, server.delete("/v1/tokens/" + foreign.id(), admin).status(), "of another account");
        assertFalse(server.get("/v1/tokens", admin).text().contains(foreign.id()));
    }

    @Test
    void aTokenThatEndsMakesNoneThatLivesLonger() throws Exception {
        Secret secret = TokenSecret.make(new SecureRandom());
        Instant end = Instant.now().plusSeconds(3_600).truncatedTo(ChronoUnit.SECONDS);
        server.create(secret, Set.of(Scope.ADMIN), List.of(), Optional.of(end));
        Map<String, Object> wanted = Map.of("name", "x", "scopes", List.of("admin"));
        assertEquals(
                403, server.json("POST", "/v1/tokens", secret.reveal(), wanted).status());
        assertEquals(
                201,
                server.json("POST", "/v1/tokens", secret.reveal(), RunningApi.with(wanted, "expires", end.toString()))
                        .status());
    }

    @Test
    void aRestrictedTokenChangesNothingThatReachesFurther() throws Exception {
        String token = server.token(Set.of(Scope.values()), "portal");
        assertEquals(
                403,
                server.json("PUT", "/v1/credentials/x", token, Map.of("method", "basic"))
                        .status());
        assertEquals(403, server.delete("/v1/accounts/portal", token).status());
        assertEquals(403, server.json("POST", "/v1/reload", token, Map.of()).status());
        assertEquals(
                403,
                server.json("POST", "/v1/test", token, Map.of("account", Map.of()))
                        .status());
        assertEquals(
                404,
                server.json("POST", "/v1/accounts/helpdesk/pause", token, Map.of())
                        .status());
        Reply accounts = server.get("/v1/accounts", token);
        assertTrue(accounts.text().contains("portal") && !accounts.text().contains("helpdesk"), accounts.text());
    }

    @Test
    void everyRouteStandsInTheTableOnce() {
        List<String> keys =
                routes().map(route -> route.method() + " " + route.path()).toList();
        assertEquals(keys.size(), Set.copyOf(keys).size(), keys.toString());
        assertTrue(
                Arrays.asList("GET /v1/messages/{id}", "GET /metrics").stream().allMatch(keys::contains));
    }
}
