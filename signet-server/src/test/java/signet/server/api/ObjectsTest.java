package signet.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import signet.oauth.Secret;
import signet.server.api.RunningApi.Reply;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ObjectsTest {
    private static final String CANARY = "CANARY-4711";

    private final List<String> logged = java.util.Collections.synchronizedList(new ArrayList<>());
    private final Handler recorder = new Recorder();
    private RunningApi server = unset();

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // set before the tests
    private static <T> T unset() {
        return null;
    }

    private final class Recorder extends Handler {
        @Override
        public void publish(LogRecord record) {
            logged.add(
                    record.getMessage() + " " + java.util.Arrays.toString(record.getParameters()) + record.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        Logger.getLogger("").addHandler(recorder);
        Logger.getLogger("").setLevel(Level.ALL);
        server = RunningApi.in(folder);
    }

    @AfterAll
    void stop() throws Exception {
        server.close();
        Logger.getLogger("").setLevel(Level.INFO);
        Logger.getLogger("").removeHandler(recorder);
    }

    private static Map<String, Object> credential() {
        Map<String, Object> block = new LinkedHashMap<>();
        block.put("method", "oauth2");
        block.put("token-url", "https://login.example.org/token?key=" + CANARY);
        block.put("client-secret", CANARY + "-secret");
        block.put("private-key", "-----BEGIN PRIVATE KEY-----\n" + CANARY + "\n-----END PRIVATE KEY-----");
        block.put("certificate", "-----BEGIN PRIVATE KEY-----\n" + CANARY + "\nBEGIN CERTIFICATE");
        block.put("proxy", "http://gate:" + CANARY + "@proxy.example.org:3128");
        block.put(
                "request-properties", Map.of("grant_type", "client_credentials", "client_secret", CANARY, "x", CANARY));
        block.put("next", Map.of("client-secret", CANARY + "-next"));
        block.put("passwort", CANARY);
        return block;
    }

    @Test
    void noAnswerAndNoLogContainsAStoredSecret() throws Exception {
        String token = server.operator();
        List<Reply> replies = new ArrayList<>();
        replies.add(server.json("PUT", "/v1/credentials/canary", token, credential()));
        Map<String, Object> account = Map.of(
                "address",
                "a@b.example",
                "password",
                CANARY,
                "smtp",
                Map.of("host", "mail.b.example"),
                "properties",
                Map.of("mail.smtp.host", "mail.b.example", "mail.smtp.password", CANARY, "mail.smtp.user", CANARY),
                "retrieve",
                List.of(Map.of("into", Map.of("webhook", "https://x.example/" + CANARY))));
        replies.add(server.json("PUT", "/v1/accounts/canary", token, account));
        replies.add(server.json("PUT", "/v1/credentials/broken", token, Map.of("client-secret", CANARY)));
        replies.add(server.json("PUT", "/v1/credentials/by-cert", token, credential()));
        replies.add(server.text("PUT", "/v1/credentials/x", token, "application/json", "{\"password\":\"" + CANARY));
        replies.add(server.text("PUT", "/v1/credentials/x", token, "application/json", "{\"a\":" + CANARY + "}"));
        replies.add(server.text("PUT", "/v1/credentials/x", token, "application/json", "{\"a\":\"\\" + CANARY + "\"}"));
        replies.add(server.json("POST", "/v1/test", token, Map.of("account", CANARY)));
        for (String path : List.of(
                "/v1/credentials",
                "/v1/credentials/canary",
                "/v1/credentials/by-cert",
                "/v1/accounts",
                "/v1/accounts/canary",
                "/v1/tokens",
                "/v1/messages",
                "/metrics",
                "/v1/openapi.json",
                "/v1/events?after=x")) {
            replies.add(server.get(path, token));
        }
        replies.add(server.json("POST", "/v1/reload", token, Map.of()));
        for (Reply reply : replies) {
            assertFalse(reply.text().contains("CANARY"), reply.text());
            assertFalse(reply.text().contains(token), "nor the token it was asked with");
        }
        assertEquals(201, replies.get(0).status(), replies.get(0).text());
        assertTrue(
                replies.get(0).text().contains("\"grant_type\":\"client_credentials\""),
                replies.get(0).text());
        synchronized (logged) {
            logged.forEach(line -> assertFalse(line.contains("CANARY") || line.contains(token), line));
        }
    }

    @Test
    void referencesOfTheFileAreShownAndValuesAreNot() {
        Secret block =
                Secret.of("{private-key: file:key.pem, client-secret: env:S, password: literal:x, passphrase: y}");
        Map<String, Object> file = Mask.shown(block, true);
        assertEquals("file:key.pem", file.get("private-key"));
        assertEquals("env:S", file.get("client-secret"));
        assertEquals(Mask.HIDDEN, file.get("password"));
        assertEquals(Mask.HIDDEN, file.get("passphrase"));
        assertEquals(Mask.HIDDEN, Mask.shown(block, false).get("client-secret"), "the API knows no references");
    }

    @Test
    void theMaskSentBackKeepsWhatIsStored() throws Exception {
        String token = server.operator();
        server.json("PUT", "/v1/credentials/kept", token, Map.of("method", "basic", "password", CANARY));
        Map<String, Object> masked = Map.of("method", "basic", "password", Mask.HIDDEN);
        Reply again = server.json("PUT", "/v1/credentials/kept", token, masked);
        assertEquals(200, again.status(), again.text());
        assertTrue(server.store.store().objects().objects().stream()
                .anyMatch(o -> o.name().equals("kept") && o.block().reveal().contains(CANARY)));
        Reply fresh = server.json("PUT", "/v1/credentials/fresh", token, masked);
        assertEquals(422, fresh.status(), fresh.text());
        assertTrue(fresh.text().contains("#/password"), fresh.text());
    }

    @Test
    void aKeptSecretGoesNowhereElse() throws Exception {
        String token = server.operator();
        Map<String, Object> block = new LinkedHashMap<>(Map.of(
                "method", "oauth2", "token-url", "https://login.example.org/token", "client-secret", CANARY + "-here"));
        assertEquals(
                201, server.json("PUT", "/v1/credentials/bound", token, block).status());
        block.put("client-secret", Mask.HIDDEN);
        block.put("scope", "another");
        assertEquals(
                200, server.json("PUT", "/v1/credentials/bound", token, block).status());
        for (Map<String, Object> elsewhere : List.<Map<String, Object>>of(
                Map.of("token-url", "https://evil.example/token"),
                Map.of("proxy", "http://evil.example:3128"),
                Map.of("trust", "-----BEGIN CERTIFICATE-----"),
                Map.of("allow-insecure", true))) {
            Map<String, Object> changed = new LinkedHashMap<>(block);
            changed.putAll(elsewhere);
            Reply refused = server.json("PUT", "/v1/credentials/bound", token, changed);
            assertEquals(422, refused.status(), refused.text());
            assertTrue(
                    refused.text().contains("#/" + elsewhere.keySet().iterator().next()), refused.text());
            changed.put("client-secret", "another " + CANARY);
            assertEquals(
                    200,
                    server.json("PUT", "/v1/credentials/bound", token, changed).status());
            block.put("client-secret", CANARY + "-here");
            assertEquals(
                    200,
                    server.json("PUT", "/v1/credentials/bound", token, block).status());
            block.put("client-secret", Mask.HIDDEN);
        }
        Map<String, Object> account = new LinkedHashMap<>(Map.of(
                "address",
                "x@university.example",
                "password",
                CANARY,
                "smtp",
                Map.of("host", "mail.university.example")));
        assertEquals(
                201, server.json("PUT", "/v1/accounts/bound", token, account).status());
        account.put("password", Mask.HIDDEN);
        account.put("smtp", Map.of("host", "evil.example"));
        assertEquals(
                422, server.json("PUT", "/v1/accounts/bound", token, account).status());
    }

    @Test
    void whatTheFileDeclaresIsLocked() throws Exception {
        String token = server.operator();
        Reply put = server.json("PUT", "/v1/credentials/by-cert", token, Map.of("method", "basic"));
        assertEquals(409, put.status(), put.text());
        assertTrue(put.text("detail").contains("signet.yaml"), put.text());
        assertEquals(409, server.delete("/v1/accounts/portal", token).status());
        assertEquals("file", server.get("/v1/accounts/portal", token).text("source"));
    }

    @Test
    void whatIsWrongWithAnObjectIsTold() throws Exception {
        String token = server.operator();
        Reply wrong = server.json("PUT", "/v1/credentials/x", token, Map.of("tenant-id", "t"));
        assertEquals(422, wrong.status(), wrong.text());
        assertTrue(wrong.text().contains("settings-missing"), wrong.text());
        assertEquals(
                422,
                server.json("PUT", "/v1/credentials/UPPER", token, Map.of("method", "basic"))
                        .status());
        assertEquals(404, server.delete("/v1/credentials/nowhere", token).status());
    }

    @Test
    @Tag("B63")
    void numbersOfAnObjectAreNumbers() throws Exception {
        Reply wrong = server.text("PUT", "/v1/accounts/x", server.operator(), "application/json", "{\"port\":1e999}");
        assertEquals(400, wrong.status(), wrong.text());
    }
}
