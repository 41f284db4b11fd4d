package signet.server.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Behind a reverse proxy that is trusted and does TLS. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProxyTest {
    private static final String OVER_TLS =
            "Host: mail.university.example\r\nX-Forwarded-For: 203.0.113.7\r\nX-Forwarded-Proto: https\r\n";

    private RunningConsole console = unset();

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // set before the tests
    private static <T> T unset() {
        return null;
    }

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        console = RunningConsole.in(
                folder, "  behind-proxy: [127.0.0.1]\n  public-url: https://mail.university.example\n", "");
    }

    @AfterAll
    void stop() throws Exception {
        console.close();
    }

    private String get(String path, String headers) throws Exception {
        return console.raw("GET " + path + " HTTP/1.1\r\n" + headers + "Connection: close\r\n\r\n");
    }

    @Test
    @DisplayName(
            "ASVS 3.3.1, 3.3.3, 3.4.1: over TLS cookies are __Host- and Secure, and the browser keeps to TLS for a year")
    void overTls() throws Exception {
        String page = get("/console/login", OVER_TLS);
        assertTrue(page.startsWith("HTTP/1.1 200"), page);
        assertTrue(page.contains("Strict-Transport-Security: max-age=31536000\r\n"), page);
        String cookie = page.lines()
                .filter(line -> line.startsWith("Set-Cookie: "))
                .findFirst()
                .orElseThrow();
        assertTrue(cookie.startsWith("Set-Cookie: __Host-signet-visitor="), cookie);
        assertTrue(cookie.endsWith("; Path=/; HttpOnly; SameSite=Strict; Secure"), cookie);
        assertFalse(cookie.contains("Domain"), cookie);
    }

    @Test
    void theLinkHasTheNamePeopleUse() {
        assertTrue(console.server
                .consoleLink()
                .orElseThrow()
                .reveal()
                .startsWith("https://mail.university.example/console/start/"));
    }

    @ParameterizedTest
    @DisplayName("ASVS 12.2.1: without TLS between browser and proxy nobody logs in")
    @ValueSource(
            strings = {
                "X-Forwarded-For: 203.0.113.7\r\n",
                "X-Forwarded-For: 203.0.113.7\r\nX-Forwarded-Proto: http\r\n",
                "X-Forwarded-For: 203.0.113.7\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Proto: https\r\n",
                "X-Forwarded-For: 203.0.113.7\r\nX-Forwarded-Proto: https, http\r\n"
            })
    void clearText(String headers) throws Exception {
        String page = get("/console/login", "Host: mail.university.example\r\n" + headers);
        assertTrue(page.startsWith("HTTP/1.1 403"), page);
        assertTrue(page.contains("X-Forwarded-Proto"), page);
        assertFalse(page.contains("type=\"password\""), page);
    }

    @Test
    void anotherNameIsNotServed() throws Exception {
        String page = get("/console/login", OVER_TLS.replace("mail.university", "evil"));
        assertTrue(page.startsWith("HTTP/1.1 421"), page);
    }

    @Test
    @DisplayName("The session's cookie of plain http is worth nothing over TLS")
    void cookieOfClearText() throws Exception {
        RunningConsole.Browser ada = console.administrator();
        String cookie = "Cookie: signet-session=" + ada.cookies.get("signet-session") + "\r\n";
        String inside = get("/console/profile", "Host: 127.0.0.1\r\n" + cookie);
        assertTrue(inside.startsWith("HTTP/1.1 200"), inside);
        String outside = get("/console/profile", OVER_TLS + cookie);
        assertEquals("HTTP/1.1 303 ", outside.lines().findFirst().orElse(""), outside);
    }
}
