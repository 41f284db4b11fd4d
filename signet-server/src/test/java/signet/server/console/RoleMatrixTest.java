package signet.server.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signet.server.account.Role;
import signet.server.console.RunningConsole.Browser;
import signet.server.console.RunningConsole.Reply;
import signet.server.store.TestStore;

/** Every page with every role, from the table itself (ASVS 8.2.1, 8.3.1): nobody gets further than the table says. */
class RoleMatrixTest {
    @TempDir
    Path folder;

    private List<Page> table() throws Exception {
        return table(folder.resolve("table"));
    }

    /** Everything there is. */
    static List<Page> table(Path folder) throws Exception {
        InstantSource clock = InstantSource.system();
        try (TestStore store = TestStore.in(folder)) {
            return Pages.of(
                    new ConsoleServices(
                            new ConsoleServices.People(
                                    store.store().users(), store.store().secondFactors(), () -> false),
                            store.store().events(),
                            clock,
                            "0"),
                    new Sessions(clock));
        }
    }

    @Test
    void everyPageWithEveryRole() throws Exception {
        List<String> wrong = new ArrayList<>();
        try (RunningConsole console = RunningConsole.in(folder)) {
            Browser ada = console.administrator();
            Map<Optional<Role>, Browser> visitors = new LinkedHashMap<>();
            visitors.put(Optional.empty(), console.browser());
            visitors.put(Optional.of(Role.VIEWER), console.user(ada, "vera", "viewer"));
            visitors.put(Optional.of(Role.OPERATOR), console.user(ada, "otto", "operator"));
            visitors.put(Optional.of(Role.ADMINISTRATOR), ada);
            for (Page page : table()) {
                for (var visitor : visitors.entrySet()) {
                    String what = page.method() + " " + page.path() + " by "
                            + visitor.getKey().map(Role::word).orElse("nobody");
                    Reply reply = asked(page, visitor.getValue());
                    String fault = fault(page, visitor.getKey(), reply);
                    if (!fault.isEmpty()) {
                        wrong.add(what + ": " + fault);
                    }
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    /** A POST has no token, so that it does nothing: whoever may not ask learns that first. */
    private static Reply asked(Page page, Browser browser) throws Exception {
        String path = page.path().replaceAll("\\{[a-z]+}", "nothing");
        return page.method().equals("GET") ? browser.get(path) : browser.post(path, Map.of("csrf", "none"));
    }

    private static String fault(Page page, Optional<Role> visitor, Reply reply) {
        boolean toLogin =
                reply.status() == 303 && reply.header("Location").orElse("").startsWith("/console/login");
        boolean denied = reply.status() == 403 && reply.body().contains("Not with your role");
        boolean allowed = page.role().isEmpty()
                || visitor.filter(role -> role.includes(page.role().get())).isPresent();
        if (page.role().isPresent() && visitor.isEmpty()) {
            return toLogin ? "" : "not sent to the login: " + reply.status();
        }
        if (reply.status() >= 500) {
            return "fails: " + reply.status() + " " + reply.body();
        }
        if (allowed == denied) {
            return "allowed " + allowed + ", but " + reply.status();
        }
        boolean tokenAsked = reply.status() == 403 && reply.body().contains("The form is too old");
        return !page.method().equals("POST") || !allowed || tokenAsked
                ? ""
                : "did it without a token: " + reply.status();
    }

    @Test
    void whatReadsMessagesIsNotForViewers() throws Exception {
        for (Page page : table()) {
            boolean reads = page.path().endsWith("/content") || page.path().endsWith("/preview");
            assertTrue(
                    !reads
                            || page.role()
                                    .filter(role -> role.includes(Role.OPERATOR))
                                    .isPresent(),
                    page.path());
        }
    }

    @Test
    void whatChangesSomethingIsAPost() throws Exception {
        for (Page page : table()) {
            assertTrue(page.method().equals("GET") || page.method().equals("POST"), page.path());
            boolean everybodys = page.path().startsWith("/console/log")
                    || page.path().startsWith("/console/start/")
                    || page.path().startsWith("/console/profile");
            if (page.method().equals("POST") && !everybodys) {
                assertTrue(
                        page.role().filter(role -> role.includes(Role.OPERATOR)).isPresent(), page.path());
            }
        }
    }
}
