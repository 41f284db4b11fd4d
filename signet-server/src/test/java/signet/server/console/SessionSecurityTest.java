package signet.server.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import signet.server.console.RunningConsole.Browser;
import signet.server.console.RunningConsole.Reply;

/** What OWASP ASVS 5.0 asks of logins and sessions: one test per requirement, by its number. */
class SessionSecurityTest extends WithConsole {
    @Test
    @DisplayName("ASVS 3.3.2, 3.3.4: on plain http from this machine the cookie is HttpOnly and SameSite=Strict")
    void cookie() throws Exception {
        Browser browser = console.browser();
        browser.get("/console/login");
        Reply entered = browser.post("/console/login", Map.of("name", "ada", "password", RunningConsole.PASSWORD));
        String cookie = entered.all("set-cookie").stream()
                .filter(line -> line.startsWith("signet-session="))
                .findFirst()
                .orElseThrow();
        assertTrue(cookie.endsWith("; Path=/; HttpOnly; SameSite=Strict"), cookie);
    }

    @Test
    @DisplayName("ASVS 7.2.1: the API takes no session, the console no token")
    void kindsOfLogin() throws Exception {
        assertEquals(401, ada.get("/v1/accounts").status());
        Reply page = console.browser().get("/console/users", "Authorization", "Bearer " + console.operatorToken());
        assertEquals(
                "/console/login?next=%2Fconsole%2Fusers",
                page.header("Location").orElse(""));
        assertFalse(ada.get("/health/live").headers().containsKey("set-cookie"));
    }

    @Test
    @DisplayName("ASVS 7.2.3, 7.2.4: ids have 256 bits, and a login makes a new one")
    void sessionIds() throws Exception {
        Browser browser = console.browser();
        browser.login("ada", RunningConsole.PASSWORD);
        String first = browser.cookies.getOrDefault("signet-session", "");
        assertEquals(43, first.length(), "32 octets in base64");
        browser.get("/console/profile");
        assertEquals(first, browser.cookies.get("signet-session"));
        browser.cookies.put("signet-session", "A".repeat(43));
        assertEquals(303, browser.get("/console/profile").status(), "an id of the visitor's choice is none");
        browser.login("ada", RunningConsole.PASSWORD);
        assertNotEquals(first, browser.cookies.get("signet-session"));
    }

    @Test
    @DisplayName("ASVS 7.4.1: logging out ends the session on the server")
    void logout() throws Exception {
        Browser browser = console.browser();
        browser.login("ada", RunningConsole.PASSWORD);
        browser.get("/console/profile");
        Map<String, String> stolen = Map.copyOf(browser.cookies);
        assertEquals(
                "/console/login",
                browser.post("/console/logout", Map.of()).header("Location").orElse(""));
        Browser thief = console.browser();
        thief.cookies.putAll(stolen);
        assertEquals(303, thief.get("/console/profile").status());
    }

    @Test
    @DisplayName("ASVS 6.2.3, 7.4.3: changing the password needs the present one and ends the other sessions")
    void passwordChange() throws Exception {
        Browser vera = console.user(ada, "vera", "viewer");
        Browser elsewhere = console.browser();
        elsewhere.login("vera", RunningConsole.PASSWORD);
        assertEquals(200, elsewhere.get("/console/profile").status());
        String next = "eleven blue doors open";
        vera.get("/console/profile");
        assertEquals(
                422,
                vera.post("/console/profile/password", Map.of("old", "wrong", "password", next, "repeated", next))
                        .status());
        Reply changed = vera.post(
                "/console/profile/password",
                Map.of("old", RunningConsole.PASSWORD, "password", next, "repeated", next));
        assertEquals(303, changed.status(), changed.body());
        assertEquals(200, vera.get("/console/profile").status());
        assertEquals(303, elsewhere.get("/console/profile").status());
        assertEquals(401, elsewhere.login("vera", RunningConsole.PASSWORD).status());
        assertEquals(303, elsewhere.login("vera", next).status());
    }

    @Test
    @DisplayName("ASVS 7.5.2: sessions are listed and ended; 7.4.2: deleting a user ends its sessions")
    void endingSessions() throws Exception {
        Browser olga = console.user(ada, "olga", "operator");
        Browser other = console.browser();
        other.login("olga", RunningConsole.PASSWORD);
        String page = olga.get("/console/profile").body();
        List<String> ends = java.util.regex.Pattern.compile("/console/profile/sessions/[^/]+/end")
                .matcher(page)
                .results()
                .map(java.util.regex.MatchResult::group)
                .toList();
        assertEquals(2, ends.size(), page);
        assertEquals(303, olga.post(ends.get(1), Map.of()).status(), "the younger one is the other's");
        assertEquals(303, other.get("/console/profile").status());
        assertEquals(200, olga.get("/console/profile").status());
        ada.get("/console/users");
        assertEquals(303, ada.post("/console/users/olga/delete", Map.of()).status());
        assertEquals(303, olga.get("/console/profile").status());
        assertEquals(401, olga.login("olga", RunningConsole.PASSWORD).status());
    }

    @Test
    @DisplayName("ASVS 8.3.1: nobody ends a stranger's session")
    void strangersSession() throws Exception {
        Browser otto = console.user(ada, "otto", "viewer");
        String own = java.util.regex.Pattern.compile("/console/profile/sessions/[^/]+/end")
                .matcher(ada.get("/console/profile").body())
                .results()
                .map(java.util.regex.MatchResult::group)
                .findFirst()
                .orElseThrow();
        otto.get("/console/profile");
        otto.post(own, Map.of());
        assertEquals(200, ada.get("/console/profile").status());
    }

    @Test
    @DisplayName("ASVS 6.3.2: there is no default account, and the first link works once")
    void firstLink() throws Exception {
        assertEquals(401, console.browser().login("admin", "admin").status());
        Browser late = console.browser();
        assertEquals(404, late.get(console.firstLink()).status());
        assertEquals(404, late.get("/console/start/" + "A".repeat(43)).status());
    }

    @Test
    @DisplayName("ASVS 16.3.1: logins and failures are events, and what was typed as a name is not")
    void events() throws Exception {
        console.browser().login("ada", "wrong wrong wrong");
        console.browser().login("hunter2-typed-as-name", "x");
        List<String> events = console.events();
        assertTrue(events.contains("console.login-refused {user=ada, peer=127.0.0.1}"), events.toString());
        assertTrue(events.contains("console.login-refused {peer=127.0.0.1}"), events.toString());
        assertTrue(
                events.stream().anyMatch(e -> e.startsWith("console.login {") && e.contains("user=ada")),
                events.toString());
        assertTrue(events.stream().noneMatch(event -> event.contains("hunter2")), events.toString());
    }

    @Test
    @DisplayName("ASVS 2.4.1, B76: a password of 1 MB is refused like any wrong one; more is no form")
    void hugePassword() throws Exception {
        assertEquals(401, console.browser().login("ada", "x".repeat(900_000)).status());
        assertEquals(413, console.browser().login("ada", "x".repeat(1_100_000)).status());
    }

    @Test
    @DisplayName("An open redirect is not to be had")
    void next() throws Exception {
        for (String next :
                List.of("//evil.example/", "https://evil.example/", "/console//evil", "/console/\\evil", "/v1/x")) {
            Browser browser = console.browser();
            browser.get("/console/login");
            Reply entered = browser.post(
                    "/console/login", Map.of("name", "ada", "password", RunningConsole.PASSWORD, "next", next));
            assertEquals("/console/", entered.header("Location").orElse(""), next);
        }
    }
}
