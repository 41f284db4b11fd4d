package signet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "setup",
                "check",
                "test",
                "token",
                "assertion",
                "cert",
                "send",
                "fetch",
                "explain",
                "queue",
                "api-token",
                "simulate"
            })
    void everyCommandHasHelpWithAnExample(String command) {
        Run run = Run.of(command, "--help");
        assertEquals(0, run.status(), run.err());
        assertTrue(run.out().startsWith("Usage: signet " + command), run.out());
        assertTrue(run.out().contains("Examples:\n  signet " + command), run.out());
        assertTrue(Run.of("--help").out().contains("\n  " + command), "listed in signet --help");
    }

    @ParameterizedTest
    @CsvSource({
        "explian x,did you mean signet explain?",
        "backup,there is no command \"backup\"",
        "queue lst,did you mean signet queue list?",
        "check surplus,one argument too many",
        "'',See the list above",
        "'',support-bundle",
        "cert create --out x --key-sise 4096,--key-size",
        "fetch,--into",
        "fetch --into x --protocol smtq,expected one of",
        "send --subject x,--to",
        "send --to a@b.example,--raw",
        "cert,create",
        "assertion,--inspect",
        "explain -,nothing to explain",
        "test --wait 60,60m",
        "fetch --into x --after burn,move:FOLDER",
        "fetch --into x --limit 0,--limit",
        "setup --certificate --secret,not both",
        "setup --tenant common --mailbox a@b.example,contoso.onmicrosoft.com",
        "setup --tenant t.example,--mailbox",
        "setup,give --tenant and --mailbox",
        "'',which command"
    })
    void wrongUsageEndsWithStatus2AndSaysWhatToDo(String line, String expected) {
        Run run = Run.of(line.isEmpty() ? new String[0] : line.split(" "));
        assertEquals(2, run.status(), run.err());
        assertTrue(run.err().contains(expected), run.err());
        assertFalse(run.err().contains("\tat "), "no stack trace");
        assertEquals("", run.out());
    }

    @Test
    void aMissingSettingsFileIsNamedWithTheWayToMakeOne() {
        Run run = Run.with("", Map.of("SIGNET_CONFIG", "/nonexistent/signet.yaml"), "token", "x");
        assertEquals(2, run.status());
        assertTrue(run.err().contains("/nonexistent/signet.yaml"), run.err());
        assertTrue(run.err().contains("signet setup"), run.err());
    }

    @Test
    void outsideATerminalThereIsNeitherColourNorProgress() {
        Run run = Run.of("explain", "535 5.7.139 Authentication unsuccessful");
        assertFalse((run.out() + run.err()).contains("\033"), run.out());
    }
}
