package signet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminalTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private Terminal terminal(boolean colours) {
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        return new Terminal(
                InputStream.nullInputStream(), print, print, colours, colours, Map.of(), InstantSource.system());
    }

    @Test
    void whatServersSayDoesNotDriveTheTerminal() {
        Terminal plain = terminal(false);
        plain.line("a\033[2Jb\u009b2Jc\u202ed\re\u2028f\u0007");
        plain.note("Grüße\t😀\nnext");
        assertEquals(
                "a\\u001b[2Jb\\u009b2Jc\\u202ed\\u000de\\u2028f\\u0007\nGrüße\t😀\nnext\n",
                out.toString(StandardCharsets.UTF_8).replace("\r\n", "\n"));
    }

    @Test
    void ourOwnStylesStayAndNobodyElsesControls() {
        Terminal coloured = terminal(true);
        coloured.line(coloured.red(coloured.bold("\033]0;title\007refused")) + "\033[8mhidden");
        String shown = out.toString(StandardCharsets.UTF_8);
        assertTrue(
                shown.startsWith("\033[31m\033[1m\\u001b]0;title\\u0007refused\033[0m\033[0m\\u001b[8mhidden"), shown);
        out.reset();
        coloured.progress("x\033[2J");
        assertFalse(out.toString(StandardCharsets.UTF_8).contains("\033[2J"));
    }

    @Test
    void jsonWritesThemOutToo() {
        assertEquals("\"\\u009b\\u202e\\u2028é\"", Json.line("\u009b\u202e\u2028é"));
    }

    @Test
    void theSimulatorReplacesNoFileOfOthers(@TempDir Path folder) throws Exception {
        Path key = Files.writeString(folder.resolve("key.pem"), "a real one");
        Run run = Run.of("simulate", "--dir", folder.toString());
        assertEquals(2, run.status());
        assertTrue(run.err().contains("was not written by a simulator"), run.err());
        assertEquals("a real one", Files.readString(key));
    }

    @Test
    void aLinkInTheFolderOfSetupIsNotFollowed(@TempDir Path folder) throws Exception {
        Path elsewhere = folder.resolve("elsewhere");
        Path into = Files.createDirectories(folder.resolve("setup"));
        Files.createSymbolicLink(into.resolve("signet.yaml"), elsewhere);
        String[] setup = {
            "setup",
            "--dir",
            into.toString(),
            "--tenant",
            "contoso.example",
            "--mailbox",
            "a@contoso.example",
            "--secret",
            "--no-test"
        };
        assertEquals(2, Run.of(setup).status());
        Files.delete(into.resolve("signet.yaml"));
        Files.createSymbolicLink(into.resolve("setup.ps1"), elsewhere);
        assertEquals(1, Run.of(setup).status());
        assertTrue(Files.notExists(elsewhere));
    }
}
