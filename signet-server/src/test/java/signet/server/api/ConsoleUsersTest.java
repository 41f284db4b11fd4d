package signet.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signet.oauth.Secret;
import signet.server.account.ApiTokens.Scope;
import signet.server.account.Role;
import signet.server.account.Totp;
import signet.server.api.RunningApi.Reply;

class ConsoleUsersTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void usersAreListedWithoutTheirHashes() throws Exception {
        try (RunningApi server = RunningApi.in(folder)) {
            server.consoleUser("ada", Role.ADMINISTRATOR);
            Reply list = server.get("/v1/console-users", server.operator());
            assertTrue(list.text().contains("\"name\":\"ada\""), list.text());
            assertFalse(list.text().contains("argon2"), list.text());
        }
    }

    @Test
    void theOnlyAdministratorStaysOne() throws Exception {
        try (RunningApi server = RunningApi.in(folder)) {
            server.consoleUser("ada", Role.ADMINISTRATOR);
            server.consoleUser("otto", Role.OPERATOR);
            String token = server.operator();
            assertEquals(409, server.delete("/v1/console-users/ada", token).status());
            assertEquals(
                    409,
                    server.json("PUT", "/v1/console-users/ada", token, Map.of("role", "viewer"))
                            .status());
            assertEquals(
                    200,
                    server.json("PUT", "/v1/console-users/otto", token, Map.of("role", "administrator"))
                            .status());
            assertEquals(204, server.delete("/v1/console-users/ada", token).status());
            assertEquals(404, server.delete("/v1/console-users/ada", token).status());
        }
    }

    @Test
    void whatIsWrongWithALinkIsSaidMemberByMember() throws Exception {
        try (RunningApi server = RunningApi.in(folder)) {
            server.consoleUser("ada", Role.ADMINISTRATOR);
            String token = server.operator();
            for (Map<String, Object> wrong : List.<Map<String, Object>>of(
                    Map.of(),
                    Map.of("role", "root"),
                    Map.of("role", "viewer", "name", "Ada Lovelace"),
                    Map.of("role", "viewer", "name", "ada"),
                    Map.of(
                            "role",
                            "viewer",
                            "expires",
                            Instant.now().minusSeconds(1).toString()),
                    Map.of(
                            "role",
                            "viewer",
                            "expires",
                            Instant.now().plusSeconds(8 * 86_400).toString()),
                    Map.of("role", "viewer", "days", 3))) {
                Reply reply = server.json("POST", "/v1/console-links", token, wrong);
                assertEquals(422, reply.status(), wrong + " " + reply.text());
                assertTrue(reply.text().contains("\"pointer\":\"#/"), reply.text());
            }
            Reply made = server.json("POST", "/v1/console-links", token, Map.of("name", "ada"));
            assertEquals(201, made.status(), made.text());
            assertEquals(true, made.member("setsPassword"));
        }
    }

    @Test
    void aSecondFactorIsShownAndRemoved() throws Exception {
        try (RunningApi server = RunningApi.in(folder)) {
            server.consoleUser("ada", Role.ADMINISTRATOR);
            String token = server.operator();
            String path = "/v1/console-users/ada/second-factor";
            assertEquals(
                    404,
                    server.delete("/v1/console-users/eve/second-factor", token).status());
            assertTrue(server.delete(path, token).text().contains("no second factor"));
            Secret secret = Totp.secret(new SecureRandom());
            server.store
                    .store()
                    .secondFactors()
                    .put("ada", secret, 1, List.of(), Instant.parse("2026-11-26T12:00:00Z"));
            String list = server.get("/v1/console-users", token).text();
            assertTrue(list.contains("\"secondFactorSince\":\"2026-11-26T12:00:00Z\""), list);
            assertFalse(list.contains(secret.reveal()), list);
            for (boolean forget : new boolean[] {false, true}) {
                Reply made = server.json(
                        "POST", "/v1/console-links", token, Map.of("name", "ada", "forgetSecondFactor", forget));
                assertEquals(201, made.status(), made.text());
                assertEquals(!forget, made.member("asksSecondFactor"));
            }
            Reply nobodys = server.json(
                    "POST", "/v1/console-links", token, Map.of("role", "viewer", "forgetSecondFactor", true));
            assertEquals(422, nobodys.status(), nobodys.text());
            assertEquals(
                    403,
                    server.delete(path, server.token(Set.of(Scope.values()), "portal"))
                            .status());
            assertEquals(204, server.delete(path, token).status());
            assertTrue(server.get("/v1/console-users", token).text().contains("\"secondFactorSince\":null"));
        }
    }

    @Test
    void aTokenRestrictedToAccountsReachesNoUsers() throws Exception {
        try (RunningApi server = RunningApi.in(folder)) {
            String token = server.token(Set.of(Scope.values()), "portal");
            assertEquals(403, server.get("/v1/console-users", token).status());
            assertEquals(
                    403,
                    server.json("POST", "/v1/console-links", token, Map.of("role", "viewer"))
                            .status());
        }
    }

    @Test
    void readingAMessageIsAnEvent() throws Exception {
        try (RunningApi server = RunningApi.in(folder)) {
            String id = server.submit("portal", "ann@example.org");
            assertEquals(
                    200,
                    server.get("/v1/messages/" + id + "/content", server.token(Set.of(Scope.READ)))
                            .status());
            List<String> events = server.store.store().events().after(0, 100).stream()
                    .map(recorded -> recorded.event().kind().word() + " "
                            + recorded.event().entry().orElse("") + " "
                            + recorded.event().facts())
                    .toList();
            assertTrue(
                    events.contains("message.content-read " + id + " {by=token test, what=content, peer=127.0.0.1}"),
                    events.toString());
        }
    }
}
