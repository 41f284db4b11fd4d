package signet.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documentation of findings is made from the code and the catalogue, and is neither short of one nor out of date. */
class FindingsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "findings.md");
    private static final Path OAUTH = Path.of("..", "signet-oauth", "src", "main", "java");
    private static final Pattern PROBLEM =
            Pattern.compile("(?:new Problem|\\berror|\\bwarning)\\(\\s*\"([a-z0-9]+(?:-[a-z0-9]+)+)\"");

    private static final Path FOLDER = Path.of("..", "docs", "findings");
    private static final String HOW = "run mvn -pl signet-doctor -am test -Dtest=FindingsPageTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dsignet.findings.write=true";

    @Test
    void indexListsEveryCode() throws IOException {
        String page = Files.readString(PAGE);
        String expected = filled(filled(page, "codes", codes()), "problems", problems());
        expected = filled(expected, "catalogue", catalogue());
        if (Boolean.getBoolean("signet.findings.write")) {
            Files.writeString(PAGE, expected);
        } else {
            assertEquals(expected, page, HOW);
        }
    }

    @Test
    void everyCodeHasItsPageAndNoPageIsStale() throws IOException {
        Map<String, String> expected = new FindingPages().pages();
        if (Boolean.getBoolean("signet.findings.write")) {
            Files.createDirectories(FOLDER);
            for (String stale : onDisk().keySet()) {
                if (!expected.containsKey(stale)) {
                    Files.delete(FOLDER.resolve(stale + ".md"));
                }
            }
            for (Map.Entry<String, String> page : expected.entrySet()) {
                Files.writeString(FOLDER.resolve(page.getKey() + ".md"), page.getValue());
            }
        } else {
            Map<String, String> found = onDisk();
            assertEquals(expected.keySet(), found.keySet(), HOW);
            expected.forEach((code, page) -> assertEquals(page, found.get(code), code + ": " + HOW));
        }
    }

    private static Map<String, String> onDisk() throws IOException {
        Map<String, String> pages = new TreeMap<>();
        if (Files.isDirectory(FOLDER)) {
            try (Stream<Path> files = Files.list(FOLDER)) {
                for (Path file : files.toList()) {
                    pages.put(file.getFileName().toString().replaceFirst("\\.md$", ""), Files.readString(file));
                }
            }
        }
        return pages;
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
            lines.add("| " + link(code.word()) + " | " + code.severity().name().toLowerCase(Locale.ROOT) + " | "
                    + code.title() + " |");
        }
        return lines;
    }

    private static List<String> problems() throws IOException {
        FindingPages pages = new FindingPages();
        List<String> lines = new ArrayList<>(List.of("| Code | Severity | Meaning |", "|---|---|---|"));
        pages.problems().forEach(code -> {
            String[] parts = pages.proof(code).split(": ", 2);
            lines.add("| " + link(code) + " | " + parts[0] + " | " + parts[1].replaceFirst("\\.$", "") + " |");
        });
        return lines;
    }

    private static List<String> catalogue() {
        List<String> lines = new ArrayList<>(List.of("| Code | Class | Words | Meaning |", "|---|---|---|---|"));
        for (Entry entry : Catalogue.load().entries()) {
            lines.add("| " + link(entry.id()) + " | " + entry.kind().word() + " | "
                    + entry.mark().name().toLowerCase(Locale.ROOT) + " | "
                    + Entry.filled(entry.meaning(), Map.of())
                    + " |");
        }
        return lines;
    }

    private static String link(String code) {
        return "[`" + code + "`](findings/" + code + ".md)";
    }
}
