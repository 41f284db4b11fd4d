package signet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code --help} has to say for every command there is, found by reading the lists of commands. */
class HelpTest {
    private static final Pattern COMMAND = Pattern.compile("(?m)^  ([a-z][a-z-]+)\\s{2,}\\S");
    private static final Pattern OPTION = Pattern.compile("^ {2,6}(?:-[a-zA-Z], )?(?:--[a-z-]+|\\[?[A-Z|]+).*");

    static Stream<List<String>> commands() {
        List<List<String>> all = new ArrayList<>();
        for (String name : listed(help(List.of()))) {
            all.add(List.of(name));
            String help = help(List.of(name));
            int list = help.indexOf("\nCommands:");
            if (list >= 0) {
                String subcommands = help.substring(list, help.indexOf("\n\n", list + 1));
                listed(subcommands).forEach(sub -> all.add(List.of(name, sub)));
            }
        }
        return all.stream();
    }

    private static List<String> listed(String text) {
        return COMMAND.matcher(text).results().map(found -> found.group(1)).toList();
    }

    private static String help(List<String> command) {
        List<String> line = new ArrayList<>(command);
        line.add("--help");
        Run run = Run.of(line.toArray(String[]::new));
        assertEquals(0, run.status(), run.err());
        return run.out();
    }

    @Test
    void theListHasEveryCommandOnALineOfItsOwn() {
        String help = help(List.of());
        List<List<String>> all = commands().toList();
        assertTrue(all.size() > 30, all.toString());
        assertTrue(all.contains(List.of("queue", "retry")), all.toString());
        for (String line : help.lines().toList()) {
            assertTrue(line.length() <= 100, line);
            assertFalse(line.startsWith("                 "), "a line goes on: " + line);
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasAnExampleAndItsExitStatus(List<String> command) {
        String help = help(command);
        String called = "signet " + String.join(" ", command);
        assertTrue(help.startsWith("Usage: " + called), help);
        assertTrue(
                Pattern.compile("(?s)\nExamples?:\n.*" + called).matcher(help).find(), help);
        assertTrue(help.contains("\nExit status: 0 = "), help);
    }

    @Test
    void theDefaultOfAnOptionIsItsOwn() {
        String help = help(List.of("serve")).replaceAll("\\s+", " ");
        assertTrue(help.contains("being accepted or sent; default 30."), help);
        assertTrue(help.contains("standard error look; default text."), help);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyOptionIsDescribedAndNoNameIsTorn(List<String> command) {
        String help = help(command);
        String[] lines = help.lines().toArray(String[]::new);
        int synopsis = 0;
        while (!lines[synopsis].isEmpty() && (synopsis == 0 || lines[synopsis].startsWith("  "))) {
            synopsis++;
        }
        for (int i = synopsis; i < lines.length; i++) {
            assertTrue(lines[i].length() <= 100, lines[i]);
            assertFalse(lines[i].matches(".*(?:signet\\.|http:|127\\.|env:|file:)$"), "torn: " + lines[i]);
            if (OPTION.matcher(lines[i]).matches() && !lines[i].contains("signet ")) {
                boolean here = lines[i].strip().matches(".*\\S\\s{2,}\\S.*");
                boolean below = i + 1 < lines.length && lines[i + 1].startsWith("                ");
                assertTrue(here || below, "not described: " + lines[i]);
            }
        }
    }
}
