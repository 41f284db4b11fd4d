package signet.server.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenderingTest {
    @TempDir
    Path folder;

    @Test
    void firstVisit() throws Exception {
        try (RunningConsole console = RunningConsole.in(folder)) {
            RunningConsole.Browser stranger = console.browser();
            assertEquals("/console/", stranger.get("/").header("Location").orElse(""));
            assertEquals(
                    "/console/login",
                    stranger.get("/console/").header("Location").orElse(""));
            RunningConsole.Reply login = stranger.get("/console/login");
            assertEquals(200, login.status(), login.body());
            RunningConsole.Browser ada = console.administrator();
            for (String path : new String[] {"/console/", "/console/profile", "/console/users"}) {
                RunningConsole.Reply page = ada.get(path);
                assertEquals(200, page.status(), page.body());
                assertTrue(page.body().contains("aria-current=\"page\""), page.body());
            }
            RunningConsole.Reply nothing = ada.get("/console/nothing");
            assertEquals(404, nothing.status());
            assertTrue(nothing.body().contains("<h1>Nothing here</h1>"), nothing.body());
            assertTrue(nothing.body().contains("Email queue"), "the navigation is there");
            RunningConsole.Reply page = ada.get("/console/");
            Matcher files = Pattern.compile("\"(/console/static/[^\"]+)\"").matcher(page.body());
            int count = 0;
            while (files.find()) {
                count++;
                RunningConsole.Reply file = stranger.get(files.group(1));
                assertEquals(200, file.status());
                assertTrue(file.header("Cache-Control").orElse("").contains("immutable"));
            }
            assertTrue(count >= 4, page.body());
        }
    }
}
