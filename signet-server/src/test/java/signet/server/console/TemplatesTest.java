package signet.server.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Values reach pages as text, and pages need nothing the policy forbids. */
class TemplatesTest {
    private static List<Path> templates() throws IOException, URISyntaxException {
        Path layout = Path.of(Objects.requireNonNull(Renderer.class.getResource("layout.html"), "layout.html")
                .toURI());
        try (Stream<Path> files = Files.list(Objects.requireNonNull(layout.getParent(), "folder"))) {
            return files.filter(file -> file.toString().endsWith(".html")).toList();
        }
    }

    private static List<String> found(String pattern) throws Exception {
        List<String> found = new ArrayList<>();
        for (Path file : templates()) {
            Matcher matcher = Pattern.compile(pattern, Pattern.CASE_INSENSITIVE).matcher(Files.readString(file));
            while (matcher.find()) {
                found.add(file.getFileName() + ": " + matcher.group());
            }
        }
        return found;
    }

    @Test
    @DisplayName("B74: no template writes HTML that came from outside, or evaluates what came from outside")
    void textOnly() throws Exception {
        assertTrue(templates().size() > 5);
        assertEquals(
                List.of(),
                found(
                        "th:utext|data-th-utext|\\[\\(|th:inline|__\\$|[$*]\\{[^}]*(\\bT\\(|\\bnew\\s+[\\w.$]+\\s*[(\\[{]|@[a-z])"));
    }

    @Test
    @DisplayName("ASVS 3.4.3: no inline code or style in any template")
    void nothingInline() throws Exception {
        assertEquals(
                List.of(),
                found(
                        "\\son[a-z]+=|\\shx-on|\\sstyle=|<style|javascript:|<script(?! defer th:src)|th:on|hx-vals=.js:"));
    }

    @Test
    void everyFormThatChangesSomethingHasItsToken() throws Exception {
        Pattern form = Pattern.compile("<form[^>]*method=\"post\".*?</form>", Pattern.DOTALL);
        for (Path file : templates()) {
            Matcher matcher = form.matcher(Files.readString(file));
            while (matcher.find()) {
                boolean token = matcher.group().contains("name=\"csrf\"")
                        || matcher.group().contains("parts :: csrf");
                assertTrue(token, file.getFileName() + ": " + matcher.group());
            }
        }
    }

    @Test
    @DisplayName("B74: markup in a value is shown, not done")
    void escaped() {
        String evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>${7*7}__${7*7}__";
        Map<String, Object> common = new LinkedHashMap<>(Map.of("csrf", "t", "version", "0", "section", ""));
        common.put("assets", Map.of());
        common.put(
                "user",
                Optional.of(Map.of(
                        "name",
                        evil,
                        "role",
                        "viewer",
                        "enrolling",
                        false,
                        "operator",
                        false,
                        "administrator",
                        false)));
        common.put("notice", Optional.of(Map.of("text", evil, "good", false)));
        String page =
                new Renderer().whole("error", Map.of("title", evil, "detail", evil), common, new Plain(Instant.EPOCH));
        assertFalse(page.contains("<script>alert") || page.contains("<img src=x"), page);
        assertFalse(page.contains("49"), page);
        assertTrue(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&gt;"), page);
    }
}
