package signet.server.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signet.oauth.Secret;
import signet.server.account.PasswordHash;
import signet.server.console.RunningConsole.Browser;
import signet.server.console.RunningConsole.Reply;

class LoginTest {
    @TempDir
    Path folder;

    @Test
    @DisplayName("ASVS 6.3.8, B76: wrong password and unknown user get the same answer with the same work")
    void sameAnswer() throws Exception {
        try (RunningConsole console = RunningConsole.in(folder)) {
            console.administrator();
            Reply known = console.browser().login("ada", "wrong wrong wrong");
            Reply unknown = console.browser().login("eve", "wrong wrong wrong");
            assertEquals(401, known.status());
            assertEquals(401, unknown.status());
            assertEquals(bare(known), bare(unknown));
            assertTrue(known.body().contains(LoginPages.WRONG), known.body());
        }
        Hashing hashing = new Hashing();
        PasswordHash hash = hashing.of(Secret.of("right right right"));
        assertTrue(!hashing.fits(Optional.empty(), Secret.of("of nobody")), "nobody has no password");
        assertTrue(hashing.fits(Optional.of(hash), Secret.of("right right right")));
        long wrong = time(() -> hashing.fits(Optional.of(hash), Secret.of("wrong")));
        long nobody = time(() -> hashing.fits(Optional.empty(), Secret.of("wrong")));
        assertTrue(nobody > wrong / 3 && wrong > nobody / 3, wrong + " and " + nobody + " ns");
    }

    /** What differs anyway is left out. */
    private static String bare(Reply reply) {
        return reply.body().replaceAll("value=\"[^\"]*\"", "");
    }

    private static long time(Runnable work) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long began = System.nanoTime();
            work.run();
            least = Math.min(least, System.nanoTime() - began);
        }
        return least;
    }

    @Test
    @DisplayName("ASVS 6.3.1, B76: after ten wrong ones 429, and a page that says how long")
    void tooMany() throws Exception {
        try (RunningConsole console = RunningConsole.in(folder)) {
            Browser ada = console.administrator();
            Browser guessing = console.browser();
            int refused = 0;
            Reply last = guessing.login("ada", "wrong 0");
            for (int i = 1; i < 15 && last.status() == 401; i++) {
                refused++;
                last = guessing.login("ada", "wrong " + i);
            }
            assertEquals(429, last.status());
            assertTrue(refused <= 11, refused + " tries: ten, and one that came back meanwhile");
            assertTrue(last.body().contains("signet console-link"), last.body());
            assertEquals(200, ada.get("/console/profile").status(), "who is in stays in");
        }
    }

    @Test
    void theOneTimeLinkChecksWhatIsChosenAndWorksOnce() throws Exception {
        try (RunningConsole console = RunningConsole.in(folder)) {
            Browser browser = console.browser();
            String link = console.firstLink();
            browser.get(link);
            Reply faulty = browser.post(link, Map.of("name", "Ada!", "password", "short", "repeated", "other"));
            assertEquals(422, faulty.status());
            for (String told : new String[] {"Lower-case letters", "at least 12", "another password"}) {
                assertTrue(faulty.body().contains(told), told);
            }
            assertTrue(!faulty.body().contains("\"short\""), "a password is never shown again");
            assertEquals(200, console.browser().get(link).status(), "it is still good");
            Map<String, String> good =
                    Map.of("name", "ada", "password", RunningConsole.PASSWORD, "repeated", RunningConsole.PASSWORD);
            assertEquals(303, browser.post(link, good).status());
            assertEquals(200, browser.get("/console/").status());
            Browser second = console.browser();
            assertEquals(404, second.get(link).status());
            second.get("/console/login"); // for a token
            assertEquals(404, second.post(link, good).status());
        }
    }

    @Test
    void anAdministratorsLinkSetsANewPassword() throws Exception {
        try (RunningConsole console = RunningConsole.in(folder)) {
            Browser ada = console.administrator();
            Browser otto = console.user(ada, "otto", "operator");
            ada.get("/console/users");
            ada.post("/console/users/link", Map.of("name", "otto"));
            var link = java.util.regex.Pattern.compile("/console/start/[A-Za-z0-9_-]{43}")
                    .matcher(ada.get("/console/users").body());
            assertTrue(link.find());
            assertTrue(!ada.get("/console/users").body().contains("/console/start/"), "it is shown once");
            String next = "eleven blue doors open";
            Browser fresh = console.browser();
            assertTrue(fresh.get(link.group()).body().contains("Choose a new password"));
            assertEquals(
                    303,
                    fresh.post(link.group(), Map.of("password", next, "repeated", next))
                            .status());
            assertEquals(303, otto.get("/console/profile").status(), "older sessions are over");
            assertTrue(fresh.get("/console/profile").body().contains("operator"), "the role stays");
            assertEquals(303, console.browser().login("otto", next).status());
        }
    }

    @Test
    void theOnlyAdministratorStays() throws Exception {
        try (RunningConsole console = RunningConsole.in(folder)) {
            Browser ada = console.administrator();
            ada.get("/console/users");
            ada.post("/console/users/ada/role", Map.of("role", "viewer"));
            String page = ada.get("/console/users").body();
            assertTrue(page.contains("only administrator"), page);
            ada.post("/console/users/ada/delete", Map.of());
            assertEquals(200, ada.get("/console/users").status());
        }
    }

    @Test
    void aRoleCountsAtOnce() throws Exception {
        try (RunningConsole console = RunningConsole.in(folder)) {
            Browser ada = console.administrator();
            Browser otto = console.user(ada, "otto", "administrator");
            assertEquals(200, otto.get("/console/users").status());
            ada.get("/console/users");
            ada.post("/console/users/otto/role", Map.of("role", "viewer"));
            assertEquals(403, otto.get("/console/users").status());
        }
    }

    @Test
    @DisplayName("ASVS 11.4.2: a weaker hash is replaced at the next login, and sessions go on")
    void upgraded() throws Exception {
        try (RunningConsole console = RunningConsole.in(folder)) {
            console.administrator();
        }
        String weak = weak(RunningConsole.PASSWORD);
        assertTrue(!PasswordHash.parse(weak).orElseThrow().current());
        assertEquals(1, sql("update console_user set hash = '" + weak + "'"));
        try (RunningConsole console = RunningConsole.in(folder)) {
            Browser ada = console.browser();
            assertEquals(401, ada.login("ada", "wrong wrong wrong").status());
            assertEquals(303, ada.login("ada", RunningConsole.PASSWORD).status());
            assertEquals(200, ada.get("/console/profile").status());
            assertEquals(
                    303, console.browser().login("ada", RunningConsole.PASSWORD).status());
        }
        assertEquals(0, sql("update console_user set hash = hash where hash = '" + weak + "'"));
        assertEquals(1, sql("update console_user set hash = hash where hash like '$argon2id$v=19$m=19456,t=2,p=1$%'"));
    }

    private int sql(String update) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/signet.db"));
                var statement = connection.createStatement()) {
            return statement.executeUpdate(update);
        }
    }

    private static String weak(String password) {
        byte[] salt = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
        byte[] hash = new byte[32];
        var generator = new org.bouncycastle.crypto.generators.Argon2BytesGenerator();
        generator.init(new org.bouncycastle.crypto.params.Argon2Parameters.Builder(
                        org.bouncycastle.crypto.params.Argon2Parameters.ARGON2_id)
                .withVersion(org.bouncycastle.crypto.params.Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(1024)
                .withIterations(1)
                .withParallelism(1)
                .withSalt(salt)
                .build());
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=1024,t=1,p=1$" + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
    }
}
