package signet.server.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signet.server.account.Totp;
import signet.server.console.RunningConsole.Browser;
import signet.server.console.RunningConsole.Reply;
import signet.server.store.MovableClock;

/** What OWASP ASVS 5.0 asks of a second factor, by its numbers: at the login, and where it is set up and turned off. */
class SecondFactorTest {
    private static final String CODE = "/console/login/code";
    private static final String PROFILE = "/console/profile";

    @TempDir
    private Path folder = Path.of("");

    private final MovableClock clock = new MovableClock();
    private RunningConsole console = unset();
    private Browser ada = unset();
    private Phone phone = unset();

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // set before the tests
    private static <T> T unset() {
        return null;
    }

    @BeforeEach
    void start() throws Exception {
        console = RunningConsole.in(folder, "", "", clock);
        ada = console.administrator();
        phone = Phone.enrolled(ada, clock);
    }

    @AfterEach
    void stop() throws Exception {
        console.close();
    }

    private void restart(String server) throws Exception {
        console.close();
        console = RunningConsole.in(folder, server, "", clock);
    }

    /** Somebody whose password was right. */
    private Browser half() throws Exception {
        Browser browser = console.browser();
        assertEquals(CODE, to(browser.login("ada", RunningConsole.PASSWORD)));
        return browser;
    }

    private static String to(Reply reply) {
        return reply.header("Location").orElse("status " + reply.status());
    }

    private static Reply code(Browser browser, String field, String typed) throws Exception {
        browser.get(CODE);
        return browser.post(CODE, Map.of(field, typed));
    }

    private static String session(Browser browser) {
        return browser.cookies.getOrDefault("signet-session", "");
    }

    @Test
    @DisplayName("ASVS 6.3.3, 7.2.4: password and code are needed, and each step makes a new session id")
    void login() throws Exception {
        Browser browser = half();
        String first = session(browser);
        assertEquals(303, browser.get("/console/").status());
        assertEquals(401, code(browser, "code", "000000").status());
        assertEquals(401, code(browser, "code", "").status());
        assertEquals("/console/", to(code(browser, "code", phone.code())));
        assertNotEquals(first, session(browser));
        assertEquals(200, browser.get("/console/").status());
        assertEquals("/console/", to(browser.get(CODE)), "who is in needs no code");
        Browser thief = console.browser();
        thief.cookies.put("signet-session", first);
        assertEquals("/console/login", to(thief.get("/console/")), "the id of the first step is no more");
        List<String> events = console.events();
        assertTrue(events.contains("console.login-refused {user=ada, peer=127.0.0.1, what=code}"), events.toString());
        assertTrue(events.contains("console.login {user=ada, peer=127.0.0.1, factor=code}"), events.toString());
    }

    @Test
    void theLoginLeadsToThePageThatWasAskedFor() throws Exception {
        Browser browser = console.browser();
        browser.get("/console/login?next=%2Fconsole%2Fqueue");
        browser.post(
                "/console/login", Map.of("name", "ada", "password", RunningConsole.PASSWORD, "next", "/console/queue"));
        assertEquals("/console/queue", to(code(browser, "code", phone.code())));
    }

    @Test
    @DisplayName("ASVS 6.3.3, 8.3.1: between password and code no page is open, and nothing can be done")
    void between() throws Exception {
        Browser browser = half();
        List<String> wrong = new ArrayList<>();
        for (Page page : RoleMatrixTest.table(folder.resolve("table"))) {
            if (page.stage() == Page.Stage.OPEN || page.stage() == Page.Stage.CODE) {
                continue;
            }
            String path = page.path().replaceAll("\\{[a-z]+}", "nothing");
            Reply reply = page.method().equals("GET") ? browser.get(path) : browser.post(path, Map.of());
            if (!to(reply).equals(CODE)) {
                wrong.add(page.method() + " " + path + " " + to(reply));
            }
        }
        assertEquals(List.of(), wrong);
        assertEquals(401, browser.get("/v1/accounts").status());
        assertEquals(1, sessions(ada), "it is not a session either");
    }

    /** How many sessions somebody's profile lists. */
    private static long sessions(Browser browser) throws Exception {
        return Pattern.compile("/console/profile/sessions/[^/]+/end")
                .matcher(browser.get(PROFILE).body())
                .results()
                .count();
    }

    @Test
    @DisplayName("ASVS 6.3.3: after five minutes the password is asked for again")
    void late() throws Exception {
        Browser browser = half();
        browser.get(CODE);
        clock.advance(Sessions.HALF);
        assertTrue(to(browser.post(CODE, Map.of("code", phone.present()))).startsWith("/console/login"));
        assertTrue(to(browser.get(CODE)).startsWith("/console/login?"));
    }

    @Test
    @DisplayName("ASVS 3.5.1: the code's form needs the token of its own session")
    void token() throws Exception {
        Browser other = console.browser();
        other.get("/console/login");
        Browser browser = half();
        browser.get(CODE);
        Reply reply = browser.post(CODE, Map.of("code", phone.code(), "csrf", other.token()));
        assertEquals(403, reply.status());
    }

    @Test
    @DisplayName("ASVS 6.5.1: a code works once, also for another browser and after a restart")
    void once() throws Exception {
        String code = phone.code();
        Browser second = half();
        assertEquals("/console/", to(code(half(), "code", code)));
        assertEquals(401, code(second, "code", code).status());
        restart("");
        assertEquals(401, code(half(), "code", code).status());
        assertEquals("/console/", to(code(half(), "code", phone.code())));
    }

    @Test
    @DisplayName("ASVS 6.5.1: the code that confirmed the factor does not log in")
    void confirming() throws Exception {
        assertEquals(401, code(half(), "code", phone.present()).status());
    }

    @Test
    @DisplayName(
            "ASVS 6.5.1, 6.5.2: each of ten recovery codes works once; stored are hashes only, and the secret sealed")
    void recovery() throws Exception {
        assertEquals(10, phone.recovery.size());
        assertEquals(0, Phone.recovery(ada.get(Phone.PAGE)).size(), "they are shown once");
        Browser browser = half();
        String typed =
                " " + phone.recovery.get(3).toUpperCase(java.util.Locale.ROOT).replace('-', ' ');
        assertEquals("/console/", to(code(browser, "recovery", typed)));
        assertTrue(browser.get("/console/").body().contains("9 are left"));
        assertEquals(401, code(half(), "recovery", phone.recovery.get(3)).status());
        assertEquals("/console/", to(code(half(), "recovery", phone.recovery.get(4))));
        List<String> events = console.events();
        assertTrue(
                events.contains("console.login {user=ada, peer=127.0.0.1, factor=recovery code}"), events.toString());
        assertTrue(events.stream().anyMatch(event -> event.contains("change=recovery code used, 8 left")));
        console.close();
        try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String octets = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                assertFalse(octets.contains(phone.secret.reveal()), file.toString());
                assertFalse(octets.contains(phone.recovery.get(0).replace("-", "")), file.toString());
                assertFalse(octets.contains(phone.recovery.get(0)), file.toString());
            }
        }
        console = RunningConsole.in(folder, "", "", clock);
    }

    @Test
    @DisplayName("ASVS 6.3.1: codes are not to be guessed; a right password gives no try back")
    void guessing() throws Exception {
        Browser browser = half();
        int wrong = 0;
        Reply last = code(browser, "code", "000000");
        while (last.status() == 401 && wrong < 15) {
            wrong++;
            last = code(browser, "code", "00000" + wrong % 10);
        }
        assertEquals(429, last.status(), last.body());
        assertTrue(wrong <= 11, wrong + " tries: ten, and one that came back meanwhile");
        assertTrue(last.body().contains("somebody knows your password"), last.body());
        assertEquals(429, code(half(), "code", phone.code()).status(), "another login has no other tries");
        int right = 2;
        while (to(console.browser().login("ada", RunningConsole.PASSWORD)).equals(CODE) && right < 15) {
            right++;
        }
        assertTrue(right <= 11, right + " logins by the password alone");
        assertEquals(200, ada.get(PROFILE).status(), "who is in stays in");
    }

    @Test
    @DisplayName("ASVS 7.4.3: setting it up ends the other sessions, and nothing counts before a code confirms it")
    void settingUp() throws Exception {
        Browser vera = console.user(ada, "vera", "viewer");
        Browser elsewhere = console.browser();
        elsewhere.login("vera", RunningConsole.PASSWORD);
        vera.get(PROFILE);
        Reply refused = vera.post(Phone.PAGE + "/begin", Map.of("present", "not the password"));
        assertEquals(422, refused.status());
        assertTrue(refused.body().contains("This is not your password"), refused.body());
        assertEquals(404, vera.get(Phone.PAGE + "/qr.svg").status());
        assertEquals(Phone.PAGE, to(vera.post(Phone.PAGE + "/begin", Map.of("present", RunningConsole.PASSWORD))));
        Reply page = vera.get(Phone.PAGE);
        String uri = "otpauth://totp/Signet:vera%40127.0.0.1?secret="
                + Phone.secret(page).reveal() + "&amp;issuer=Signet";
        assertTrue(page.body().contains(uri), page.body());
        Reply picture = vera.get(Phone.PAGE + "/qr.svg");
        assertEquals("image/svg+xml", picture.header("content-type").orElse("").replaceFirst(";.*", ""));
        assertEquals("no-store", picture.header("cache-control").orElse(""));
        assertTrue(picture.body().startsWith("<svg ") && !picture.body().contains("style"), picture.body());
        assertEquals(422, vera.post(Phone.PAGE, Map.of("code", "000000")).status());
        assertEquals(
                "/console/", to(console.browser().login("vera", RunningConsole.PASSWORD)), "it does not count yet");

        String before = session(vera);
        Phone.confirmed(vera, vera.get(Phone.PAGE), clock);
        assertNotEquals(before, session(vera));
        assertEquals(200, vera.get(PROFILE).status());
        assertEquals(303, elsewhere.get(PROFILE).status());
        assertEquals(CODE, to(console.browser().login("vera", RunningConsole.PASSWORD)));
        assertTrue(console.events()
                .contains("console.user-changed {user=vera, change=second factor set up, by=user vera}"));
    }

    @Test
    void whatIsNotConfirmedInTenMinutesIsForgotten() throws Exception {
        Browser vera = console.user(ada, "vera", "viewer");
        vera.get(PROFILE);
        vera.post(Phone.PAGE + "/begin", Map.of("present", RunningConsole.PASSWORD));
        String code = Totp.code(Phone.secret(vera.get(Phone.PAGE)), Totp.step(clock.instant()) + 20);
        clock.advance(Duration.ofMinutes(10));
        assertEquals(PROFILE, to(vera.post(Phone.PAGE, Map.of("code", code))));
        assertEquals(PROFILE, to(vera.get(Phone.PAGE)));
    }

    @Test
    @DisplayName("ASVS 6.5.6, 7.5.1: turning off, replacing and new recovery codes need password and code")
    void changing() throws Exception {
        for (String what : List.of("/begin", "/recovery-codes", "/remove")) {
            ada.get(PROFILE);
            String code = phone.code();
            assertEquals(
                    422,
                    ada.post(Phone.PAGE + what, Map.of("present", "wrong", "code", code))
                            .status());
            Reply reply = ada.post(Phone.PAGE + what, Map.of("present", RunningConsole.PASSWORD, "code", "000000"));
            assertEquals(422, reply.status(), what);
            assertTrue(reply.body().contains(Codes.WRONG), reply.body());
        }
        proven("/recovery-codes");
        List<String> fresh = Phone.recovery(ada.get(Phone.PAGE));
        assertEquals(10, fresh.size());
        assertEquals(401, code(half(), "recovery", phone.recovery.get(0)).status(), "the former ones are gone");
        assertEquals("/console/", to(code(half(), "recovery", fresh.get(0))));

        proven("/begin");
        Reply page = ada.get(Phone.PAGE);
        assertEquals("/console/", to(code(half(), "code", phone.code())), "the former one holds until then");
        Phone next = Phone.confirmed(ada, page, clock);
        assertEquals(401, code(half(), "code", phone.code()).status());
        phone = next;
        Browser other = half();
        assertEquals("/console/", to(code(other, "code", phone.code())));

        proven("/remove");
        assertEquals(303, other.get(PROFILE).status(), "other sessions end");
        assertEquals("/console/", to(console.browser().login("ada", RunningConsole.PASSWORD)));
        String events = console.events().toString();
        for (String change :
                List.of("recovery codes made anew", "second factor replaced", "second factor turned off")) {
            assertTrue(events.contains("change=" + change), change);
        }
    }

    private void proven(String what) throws Exception {
        ada.get(PROFILE);
        Reply done = ada.post(Phone.PAGE + what, Map.of("present", RunningConsole.PASSWORD, "code", phone.code()));
        assertEquals(303, done.status(), done.body());
    }
}
