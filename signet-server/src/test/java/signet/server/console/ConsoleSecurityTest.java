package signet.server.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import signet.server.console.RunningConsole.Browser;
import signet.server.console.RunningConsole.Reply;

/** What OWASP ASVS 5.0 asks of pages, forms and requests: one test per requirement, by its number. */
class ConsoleSecurityTest extends WithConsole {
    private static List<String> pages() {
        return List.of("/console/", "/console/profile", "/console/users", "/console/login", "/console/nothing");
    }

    @Test
    @DisplayName("ASVS 3.4.3, 3.4.6: the policy allows no inline code, no other origin and no frame")
    void policy() throws Exception {
        for (String path : pages()) {
            Reply page = ada.get(path);
            assertEquals(
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                            + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
                    page.header("Content-Security-Policy").orElse(""),
                    path);
            assertFalse(page.body().matches("(?s).*(<script(?! defer src)|<style|\\sstyle=|\\son[a-z]+=).*"), path);
        }
    }

    @Test
    @DisplayName("ASVS 3.4.4, 3.4.5, 3.4.8, 3.5.8: nosniff, referrer, opener and resource policy")
    void headers() throws Exception {
        for (String path : pages()) {
            Reply page = ada.get(path);
            assertEquals("nosniff", page.header("X-Content-Type-Options").orElse(""), path);
            assertEquals("same-origin", page.header("Referrer-Policy").orElse(""), path);
            assertEquals(
                    "same-origin", page.header("Cross-Origin-Opener-Policy").orElse(""), path);
            assertEquals(
                    "same-origin", page.header("Cross-Origin-Resource-Policy").orElse(""), path);
        }
    }

    @Test
    @DisplayName("ASVS 14.3.2: pages are kept by no cache")
    void noStore() throws Exception {
        for (String path : pages()) {
            assertEquals("no-store", ada.get(path).header("Cache-Control").orElse(""), path);
        }
    }

    @ParameterizedTest
    @DisplayName("ASVS 3.5.1, B75: a form from elsewhere, or without its token, is refused")
    @ValueSource(
            strings = {
                "csrf=",
                "csrf=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "Origin=http://evil.example",
                "Origin=null",
                "Sec-Fetch-Site=cross-site",
                "Sec-Fetch-Site=same-site",
                "Sec-Fetch-Site=none"
            })
    void forgery(String how) throws Exception {
        ada.get("/console/users");
        String[] pair = how.split("=", 2);
        Reply reply = pair[0].equals("csrf")
                ? ada.post("/console/users/link", Map.of("role", "viewer", "csrf", pair[1]))
                : ada.post("/console/users/link", Map.of("role", "viewer"), pair[0], pair[1]);
        assertEquals(403, reply.status(), reply.body());
        assertFalse(ada.get("/console/users").body().contains("/console/start/"), "no link was made");
    }

    @Test
    @DisplayName("B75: what a page of ours sends is taken")
    void ownOrigin() throws Exception {
        Browser browser = console.browser();
        browser.get("/console/login");
        Reply entered = browser.post(
                "/console/login",
                Map.of("name", "ada", "password", RunningConsole.PASSWORD),
                "Origin",
                "http://127.0.0.1:" + console.port(),
                "Sec-Fetch-Site",
                "same-origin");
        assertEquals(303, entered.status(), entered.body());
    }

    @Test
    @DisplayName("B75: the token of a visitor is worth nothing with another cookie")
    void tokenOfAnother() throws Exception {
        Browser one = console.browser();
        Browser other = console.browser();
        one.get("/console/login");
        other.get("/console/login");
        assertNotEquals(one.token(), other.token());
        Reply reply = one.post(
                "/console/login", Map.of("name", "ada", "password", RunningConsole.PASSWORD, "csrf", other.token()));
        assertEquals(403, reply.status());
    }

    @ParameterizedTest
    @DisplayName("ASVS 3.5.2, B75: JSON, text and multipart bodies are no forms")
    @ValueSource(
            strings = {
                "application/json",
                "text/plain",
                "multipart/form-data; boundary=x",
                "application/x-www-form-urlencoded; charset=utf-16"
            })
    void type(String type) throws Exception {
        ada.get("/console/users");
        Reply reply = ada.send("POST", "/console/users/link", type, "role=viewer&csrf=" + ada.token());
        assertEquals(415, reply.status(), reply.body());
    }

    @ParameterizedTest
    @DisplayName("ASVS 3.5.3, B75: other methods are refused, and none is taken from a header or field")
    @ValueSource(strings = {"PUT", "DELETE", "PATCH", "OPTIONS"})
    void method(String method) throws Exception {
        assertEquals(405, ada.send(method, "/console/users", Form.TYPE, "").status());
        ada.get("/console/users");
        Reply reply =
                ada.post("/console/logout", Map.of("_method", method, "csrf", "x"), "X-HTTP-Method-Override", method);
        assertEquals(403, reply.status(), "it is the POST it is, and its token is wrong");
    }

    @Test
    @DisplayName("B75: TRACE is refused")
    void trace() throws Exception {
        String answer =
                console.raw("TRACE /console/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nX-A: echo\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 405"), answer);
        assertFalse(answer.contains("echo"), answer);
    }

    @ParameterizedTest
    @DisplayName("B77: paths that mean another one after decoding are refused")
    @ValueSource(
            strings = {
                "/console/%2e%2e/v1/messages",
                "/console//users",
                "/console/users;jsessionid=1",
                "/console/users%00",
                "/console/..%2fv1",
                "/console/%5c..",
                "/console/../v1/messages"
            })
    void path(String path) throws Exception {
        String answer = console.raw("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 400"), answer);
    }

    @Test
    @DisplayName("B78: the event stream takes no cookie, so no foreign page reads it")
    void eventStream() throws Exception {
        assertEquals(401, ada.get("/v1/events", "Origin", "http://evil.example").status());
    }

    @Test
    @DisplayName("ASVS 16.5.1: errors say nothing of the inside")
    void genericErrors() throws Exception {
        for (String path : List.of("/console/nothing", "/console/start/x", "/console/users?%zz")) {
            Reply reply = ada.get(path.replace("%zz", "%25"));
            assertFalse(reply.body().matches("(?s).*(Exception|\\tat |signet\\.server|org\\.).*"), path);
        }
        String bad =
                console.raw("GET /console/login?next=%ff HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
        assertTrue(bad.startsWith("HTTP/1.1 400"), bad);
        assertTrue(bad.contains("percent-encoded UTF-8"), bad);
    }

    @ParameterizedTest
    @DisplayName("DNS rebinding: under a foreign name nothing is served")
    @ValueSource(
            strings = {"evil.example", "evil.example:8625", "127.0.0.1.evil.example", "localhost.evil.example", ""})
    void rebinding(String host) throws Exception {
        String answer = console.raw("GET /console/login HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 421"), answer);
        assertFalse(answer.contains("password"), answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:8625", "127.0.0.1:1", "[::1]:8625"})
    void ownNames(String host) throws Exception {
        String answer = console.raw("GET /console/login HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
    }

    @Test
    @DisplayName("A forwarded request is not from this machine: no login without TLS")
    void forwarded() throws Exception {
        for (String header : List.of("X-Forwarded-For: 203.0.113.7", "Forwarded: for=203.0.113.7")) {
            String answer = console.raw(
                    "GET /console/login HTTP/1.1\r\nHost: 127.0.0.1\r\n" + header + "\r\nConnection: close\r\n\r\n");
            assertTrue(answer.startsWith("HTTP/1.1 403"), answer);
            assertTrue(answer.contains("server.tls"), answer);
        }
        String claimed =
                console.raw("GET /console/login HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: 203.0.113.7\r\n"
                        + "X-Forwarded-Proto: https\r\nConnection: close\r\n\r\n");
        assertTrue(claimed.startsWith("HTTP/1.1 403"), "nobody said that this proxy is to be trusted");
    }

    @Test
    @Tag("I7")
    void noSecretInPagesOrEvents() throws Exception {
        Stream<String> all = Stream.concat(
                pages().stream().map(path -> {
                    try {
                        return ada.get(path).body();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                }),
                console.events().stream());
        assertTrue(all.noneMatch(text -> text.contains(RunningConsole.PASSWORD) || text.contains("$argon2id")));
    }
}
