package signet.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list of codes in the documentation is the list of codes in the code. */
class FindingsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "findings.md");
    private static final Path OAUTH = Path.of("..", "signet-oauth", "src", "main", "java");
    private static final Pattern PROBLEM =
            Pattern.compile("(?:new Problem|\\berror|\\bwarning)\\(\\s*\"([a-z0-9]+(?:-[a-z0-9]+)+)\"");

    @Test
    void pageListsEveryCode() throws IOException {
        String page = Files.readString(PAGE);
        String expected = filled(filled(page, "codes", codes()), "catalogue", catalogue());
        if (Boolean.getBoolean("signet.findings.write")) {
            Files.writeString(PAGE, expected);
        } else {
            assertEquals(expected, page, "run with -Dsignet.findings.write=true");
        }
    }

    @Test
    void pageListsTheProblemsOfKeysAndAssertions() throws IOException {
        String page = Files.readString(PAGE);
        Set<String> missing = new TreeSet<>();
        try (Stream<Path> files = Files.walk(OAUTH)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                Matcher matcher = PROBLEM.matcher(Files.readString(file));
                while (matcher.find()) {
                    if (!page.contains("`" + matcher.group(1) + "`")) {
                        missing.add(matcher.group(1));
                    }
                }
            }
        }
        assertEquals(Set.of(), missing);
    }

    @Test
    void codesAreUniqueAcrossSettingsTestAndCatalogue() {
        Set<String> seen = new TreeSet<>();
        for (Code code : Code.values()) {
            assertTrue(seen.add(code.word()), code.word());
        }
        for (Entry entry : Catalogue.load().entries()) {
            assertTrue(seen.add(entry.id()), entry.id());
        }
    }

    private static String filled(String page, String name, List<String> lines) {
        String begin = "<!-- " + name + " -->\n";
        String end = "<!-- /" + name + " -->";
        int from = page.indexOf(begin) + begin.length();
        return page.substring(0, from) + String.join("\n", lines) + "\n" + page.substring(page.indexOf(end, from));
    }

    private static List<String> codes() {
        List<String> lines = new ArrayList<>(List.of("| Code | Severity | Meaning |", "|---|---|---|"));
        for (Code code : Code.values()) {
            lines.add("| `" + code.word() + "` | " + code.severity().name().toLowerCase(Locale.ROOT) + " | "
                    + code.title() + " |");
        }
        return lines;
    }

    private static List<String> catalogue() {
        List<String> lines = new ArrayList<>(List.of("| Code | Class | Words | Meaning |", "|---|---|---|---|"));
        for (Entry entry : Catalogue.load().entries()) {
            lines.add("| `" + entry.id() + "` | " + entry.kind().name().toLowerCase(Locale.ROOT) + " | "
                    + entry.mark().name().toLowerCase(Locale.ROOT) + " | "
                    + Entry.filled(entry.meaning(), java.util.Map.of())
                    + " |");
        }
        return lines;
    }
}
