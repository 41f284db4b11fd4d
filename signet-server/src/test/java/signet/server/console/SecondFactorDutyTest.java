package signet.server.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signet.server.console.RunningConsole.Browser;
import signet.server.console.RunningConsole.Reply;
import signet.server.store.MovableClock;

/** What administrators decide about the second factors of others: that everybody needs one, and what becomes of a lost phone. */
class SecondFactorDutyTest {
    private static final String REQUIRED = "  console: {second-factor: required}\n";

    @TempDir
    private Path folder = Path.of("");

    private final MovableClock clock = new MovableClock();

    private static String to(Reply reply) {
        return reply.header("Location").orElse("status " + reply.status());
    }

    @Test
    @DisplayName("ASVS 6.3.3: where everybody needs one, who has none can do nothing but set it up")
    void required() throws Exception {
        try (RunningConsole console = RunningConsole.in(folder, REQUIRED, "", clock)) {
            Browser ada = console.administrator();
            List<String> wrong = new ArrayList<>();
            for (Page page : RoleMatrixTest.table(folder.resolve("table"))) {
                if (page.stage() != Page.Stage.WHOLE) {
                    continue;
                }
                String path = page.path().replaceAll("\\{[a-z]+}", "nothing");
                Reply reply = page.method().equals("GET") ? ada.get(path) : ada.post(path, Map.of());
                if (!to(reply).equals(Phone.PAGE)) {
                    wrong.add(page.method() + " " + path + " " + to(reply));
                }
            }
            assertEquals(List.of(), wrong);
            Reply page = ada.get(Phone.PAGE);
            assertTrue(page.body().contains("everybody needs one"), page.body());
            assertFalse(page.body().contains("href=\"/console/queue\""), "nothing else is offered");
            Phone phone = Phone.confirmed(ada, page, clock);
            assertEquals(10, phone.recovery.size());
            assertEquals(200, ada.get("/console/users").status());

            ada.get("/console/profile");
            Reply off =
                    ada.post(Phone.PAGE + "/remove", Map.of("present", RunningConsole.PASSWORD, "code", phone.code()));
            assertEquals("/console/profile", to(off));
            assertTrue(ada.get("/console/profile").body().contains("It can be replaced"), "not turned off");
            Browser again = console.browser();
            assertEquals("/console/login/code", to(again.login("ada", RunningConsole.PASSWORD)));
        }
    }

    @Test
    void logOutIsAlwaysPossible() throws Exception {
        try (RunningConsole console = RunningConsole.in(folder, REQUIRED, "", clock)) {
            Browser ada = console.administrator();
            ada.get(Phone.PAGE);
            assertEquals("/console/login", to(ada.post("/console/logout", Map.of())));
        }
    }

    @Test
    @DisplayName("The duty counts at once, for those who are logged in too")
    void fromNowOn() throws Exception {
        try (RunningConsole console = RunningConsole.in(folder, "", "", clock)) {
            Browser ada = console.administrator();
            assertEquals(200, ada.get("/console/users").status());
            Path file = folder.resolve("signet.yaml");
            Files.writeString(file, Files.readString(file) + REQUIRED);
            var result = console.server.reload();
            assertTrue(result.taken(), result.findings().toString());
            assertTrue(
                    result.findings().stream().noneMatch(found -> found.code().equals("settings-after-restart")),
                    result.findings().toString());
            assertEquals(Phone.PAGE, to(ada.get("/console/users")));
        }
    }

    @Test
    @DisplayName("ASVS 6.5.6: an administrator removes the factor of somebody else, never the own one")
    void removed() throws Exception {
        try (RunningConsole console = RunningConsole.in(folder, "", "", clock)) {
            Browser ada = console.administrator();
            Browser otto = console.user(ada, "otto", "operator");
            Phone.enrolled(otto, clock);
            Phone.enrolled(ada, clock);
            assertFalse(ada.get("/console/users").body().contains("/console/users/ada/second-factor/remove"));
            ada.post("/console/users/ada/second-factor/remove", Map.of());
            assertTrue(ada.get("/console/users").body().contains("on the page Profile, with password and code"));
            ada.post("/console/users/otto/second-factor/remove", Map.of());
            assertTrue(ada.get("/console/users").body().contains("otto has no second factor any more"));
            assertEquals(303, otto.get("/console/profile").status(), "who has the phone may be logged in with it");
            assertEquals("/console/", to(console.browser().login("otto", RunningConsole.PASSWORD)));
            assertTrue(console.events()
                    .contains("console.user-changed {user=otto, change=second factor removed, by=user ada}"));
        }
    }

    @Test
    @DisplayName("ASVS 6.4.4: for a lost phone a link of the server's operator forgets the factor, when it is used")
    void lostPhone() throws Exception {
        try (RunningConsole console = RunningConsole.in(folder, "", "", clock)) {
            Browser ada = console.administrator();
            Phone.enrolled(ada, clock);
            String body = "{\"name\":\"ada\",\"forgetSecondFactor\":true}";
            String answer = console.raw("POST /v1/console-links HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                    + console.operatorToken() + "\r\nContent-Type: application/json\r\nContent-Length: "
                    + body.length() + "\r\nConnection: close\r\n\r\n" + body);
            Matcher link = Pattern.compile("/console/start/[A-Za-z0-9_-]{43}").matcher(answer);
            assertTrue(link.find(), answer);
            assertEquals("/console/login/code", to(console.browser().login("ada", RunningConsole.PASSWORD)));
            Browser fresh = console.browser();
            assertTrue(fresh.get(link.group()).body().contains("forgets your second factor"));
            String next = "eleven blue doors open";
            assertEquals("/console/", to(fresh.post(link.group(), Map.of("password", next, "repeated", next))));
            assertEquals("/console/", to(console.browser().login("ada", next)));
            assertTrue(console.events()
                    .contains("console.user-changed {user=ada, change=chose a password as administrator;"
                            + " the second factor is forgotten, by=one-time link}"));
        }
    }

    @Test
    @DisplayName("ASVS 6.4.3: a link for a forgotten password does not get around the second factor")
    void link() throws Exception {
        try (RunningConsole console = RunningConsole.in(folder, "", "", clock)) {
            Browser ada = console.administrator();
            Browser otto = console.user(ada, "otto", "operator");
            Phone phone = Phone.enrolled(otto, clock);
            ada.get("/console/users");
            ada.post("/console/users/link", Map.of("name", "otto"));
            Matcher link = Pattern.compile("/console/start/[A-Za-z0-9_-]{43}")
                    .matcher(ada.get("/console/users").body());
            assertTrue(link.find());
            String next = "eleven blue doors open";
            Browser fresh = console.browser();
            fresh.get(link.group());
            assertEquals(
                    "/console/login/code", to(fresh.post(link.group(), Map.of("password", next, "repeated", next))));
            assertEquals("/console/login/code", to(fresh.get("/console/")));
            fresh.get("/console/login/code");
            assertEquals("/console/", to(fresh.post("/console/login/code", Map.of("code", phone.code()))));
        }
    }
}
