package signet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoriesTest {
    @Tag("P17")
    @Tag("P15")
    @Test
    void theDemoBreaksExplainsAndMends() {
        Run run = Run.of("demo", "--once");
        assertEquals(0, run.status(), run.out() + run.err());
        String[] inOrder = {
            "handed over a mail",
            "queued as ",
            "went out through the provider, by a certificate",
            "came back by IMAP, byte for byte",
            "waits in the queue",
            "Caused by: ",
            "AADSTS700027: The certificate",
            "cause: ",
            "fix: ",
            "new pair",
            "arrived, byte for byte",
            "The console shows all of this",
            "nothing was lost",
            "./signet setup"
        };
        int at = 0;
        for (String words : inOrder) {
            at = run.out().indexOf(words, at);
            assertTrue(at >= 0, "\"" + words + "\" is missing or out of order in\n" + run.out());
        }
    }

    @Tag("P18")
    @Test
    void setupPlaysTheFirstHour(@TempDir Path folder) throws Exception {
        Run run = Run.of("setup", "--simulator", "--dir", folder.toString());
        assertEquals(0, run.status(), run.out() + run.err());
        assertTrue(run.out().contains("aadsts-700027-not-registered"), run.out());
        assertTrue(run.out().contains("help imap  works"), run.out());
        assertTrue(run.out().contains("1 message fetched"), run.out());
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("key.pem"))));
    }

    private static Run setup(Path folder, String... more) {
        String[] line = {
            "setup",
            "--dir",
            folder.toString(),
            "--tenant",
            "contoso.onmicrosoft.com",
            "--mailbox",
            "portal@contoso.example,o.brien@contoso.example",
            "--no-test"
        };
        String[] all = java.util.Arrays.copyOf(line, line.length + more.length);
        System.arraycopy(more, 0, all, line.length, more.length);
        return Run.of(all);
    }

    @Test
    void setupWritesSettingsThatAreRightButForTheClientIdTheScriptEnters(@TempDir Path folder) throws Exception {
        assertEquals(0, setup(folder, "--protocols", "smtp,imap,pop3").status());
        Path settings = folder.resolve("signet.yaml");
        Run unfinished = Run.of("check", "-f", settings.toString());
        assertEquals(2, unfinished.status());
        assertTrue(unfinished.out().contains("client-id"), unfinished.out());

        Files.writeString(
                settings, Files.readString(settings).replace("CLIENT_ID", "9b6e0c57-31d4-4a8f-8e2b-6f0d5c4a1b92"));
        Run finished = Run.of("check", "--strict", "-f", settings.toString());
        assertEquals(0, finished.status(), finished.out());
        assertEquals(2, setup(folder).status(), "settings that are there are not overwritten");
    }

    @Tag("P2")
    @Test
    void aSlipInAnAnswerIsAskedForAgain(@TempDir Path folder) throws Exception {
        Run run =
                atTerminal("common\ncontoso.example\nnonsense\n\nportal\nportal@contoso.example\nsmpt\nsmtp\n", folder);
        assertEquals(0, run.status(), run.err());
        assertTrue(run.err().contains("not \"common\""), run.err());
        String settings = Files.readString(folder.resolve("signet.yaml"));
        assertTrue(settings.contains("tenant-id: contoso.example\n"), settings);
        assertTrue(settings.contains("address: portal@contoso.example\n"), settings);
        assertTrue(settings.contains("smtp: {}") && !settings.contains("imap: {}"), settings);

        Run again = atTerminal("", folder);
        assertEquals(2, again.status(), again.err());
        assertTrue(again.err().contains("signet test -f"), "nothing is asked for nothing: " + again.err());
        Run ended = atTerminal("", folder.resolve("other"));
        assertEquals(2, ended.status(), "an input that has ended");
    }

    private static Run atTerminal(String typed, Path folder) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                true,
                false,
                Map.of(),
                InstantSource.system());
        int status = Main.run(terminal, "setup", "--no-test", "--dir", folder.toString());
        return new Run(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aSecretIsMarkedAsNotRecommendedWhereverItIsShown(@TempDir Path folder) throws Exception {
        assertEquals(0, setup(folder, "--secret").status());
        for (String file : new String[] {"signet.yaml", "setup.ps1", "administrator.md"}) {
            String text = Files.readString(folder.resolve(file)).toLowerCase(java.util.Locale.ROOT);
            assertTrue(text.contains("not recommended for production"), file);
        }
        assertFalse(Files.exists(folder.resolve("key.pem")));
    }

    /** No PowerShell is at hand where this runs, so what can be told from the text is. */
    @ParameterizedTest
    @ValueSource(strings = {"--certificate", "--secret"})
    void theScriptsAreWellFormedRepeatableAndCanBeTriedOut(String proof, @TempDir Path folder) throws Exception {
        assertEquals(0, setup(folder, proof, "--protocols", "smtp,imap,pop3").status());
        for (String file : new String[] {"setup.ps1", "undo.ps1"}) {
            String script = Files.readString(folder.resolve(file));
            assertFalse(script.contains("{{"), file + " has an unfilled place");
            balanced(script);
            assertTrue(script.contains("[CmdletBinding(SupportsShouldProcess = $true)]"), file);
            everyChangeAsksFirst(script);
        }
        String setup = Files.readString(folder.resolve("setup.ps1"));
        for (String step : new String[] {
            "'portal@contoso.example', 'o.brien@contoso.example'",
            "New-MgApplication ",
            "SMTP.SendAsApp",
            "New-MgServicePrincipalAppRoleAssignment",
            "New-ServicePrincipal -AppId $app.AppId -ObjectId $principal.Id",
            "-AccessRights FullAccess",
            "-SmtpClientAuthenticationDisabled $false",
            "00000002-0000-0ff1-ce00-000000000000"
        }) {
            assertTrue(setup.contains(step), step);
        }
        String page = Files.readString(folder.resolve("administrator.md"));
        assertFalse(page.contains("{{"), page);
        assertTrue(
                page.contains("Set-CASMailbox 'o.brien@contoso.example' -SmtpClientAuthenticationDisabled $false"),
                page);
    }

    @Test
    void anApostropheInAnAddressEndsNoLiteralOfTheScripts(@TempDir Path folder) throws Exception {
        Run run = setup(folder, "--mailbox", "o'brien@contoso.example", "--protocols", "smtp");
        assertEquals(0, run.status(), run.out() + run.err());
        assertTrue(Files.readString(folder.resolve("setup.ps1")).contains("'o''brien@contoso.example'"));
        String page = Files.readString(folder.resolve("administrator.md"));
        assertTrue(page.contains("-Identity 'o''brien@contoso.example' -User"), page);
        assertTrue(page.contains("Set-CASMailbox 'o''brien@contoso.example' "), page);
        String settings = Files.readString(folder.resolve("signet.yaml"));
        assertTrue(settings.contains("address: o'brien@contoso.example"), settings);
    }

    /** Other quotes that PowerShell takes for the same never come that far. */
    @ParameterizedTest
    @ValueSource(
            strings = {"o\u2018brien@contoso.example", "o\u2019brien@contoso.example", "o\u201bbrien@contoso.example"})
    void aTypographicApostropheIsNoMailAddress(String address, @TempDir Path folder) {
        Run run = setup(folder, "--mailbox", address);
        assertEquals(2, run.status(), run.out());
        assertTrue(run.err().contains("is no mail address"), run.err());
    }

    /** What Microsoft's page on OAuth for IMAP, POP and SMTP asks for, a line each: the script does it, the page tells it. */
    @Tag("P18")
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            permission to send            | SMTP.SendAsApp                                              | `SMTP.SendAsApp`
            permission to read by IMAP    | IMAP.AccessAsApp                                            | `IMAP.AccessAsApp`
            permission to read by POP     | POP.AccessAsApp                                             | `POP.AccessAsApp`
            of Office 365 Exchange Online | $exchangeOnline = '00000002-0000-0ff1-ce00-000000000000'     | Office 365 Exchange Online > Application permissions
            admin consent                 | New-MgServicePrincipalAppRoleAssignment                     | **Grant admin consent**
            known to Exchange             | New-ServicePrincipal -AppId $app.AppId -ObjectId $principal.Id | New-ServicePrincipal -AppId CLIENT_ID -ObjectId OBJECT_ID_OF_THE_ENTERPRISE_APPLICATION
            the right object ID           | that of the ENTERPRISE application                          | Take the **Object ID** from **Enterprise applications
            a wrong one is replaced       | Remove the registration with a wrong object id              | is another one: Exchange takes it silently
            permission on the mailbox     | -User $registered.Identity -AccessRights FullAccess         | Add-MailboxPermission -Identity 'portal@contoso.example' -User CLIENT_ID -AccessRights FullAccess
            SMTP AUTH on                  | -SmtpClientAuthenticationDisabled $false                    | Set-CASMailbox 'portal@contoso.example' -SmtpClientAuthenticationDisabled $false
            """)
    void everyStepOfMicrosoftsPageIsDoneByTheScriptAndToldOnThePage(
            String step, String inScript, String onPage, @TempDir Path folder) throws Exception {
        assertEquals(0, setup(folder, "--protocols", "smtp,imap,pop3").status());
        assertTrue(Files.readString(folder.resolve("setup.ps1")).contains(inScript), step);
        assertTrue(Files.readString(folder.resolve("administrator.md")).contains(onPage), step);
    }

    /** Brackets outside strings and comments close in the order they open. */
    private static void balanced(String script) {
        String code = script.replaceAll("(?s)<#.*?#>", "")
                .replaceAll("'(?:[^'\\n]|'')*'", "''")
                .replaceAll("\\$\\(", "(")
                .replaceAll("(?m)#.*$", "");
        Deque<Character> open = new ArrayDeque<>();
        Map<Character, Character> pairs = Map.of(')', '(', ']', '[', '}', '{');
        for (int i = 0; i < code.length(); i++) {
            char c = code.charAt(i);
            if (pairs.containsValue(c)) {
                open.push(c);
            } else if (pairs.containsKey(c)) {
                assertEquals(pairs.get(c), open.poll(), "unbalanced " + c);
            }
        }
        assertTrue(open.isEmpty(), "left open: " + open);
        assertEquals(0, code.chars().filter(c -> c == '"').count() % 2, "quotes");
    }

    /** Each cmdlet that changes something stands inside a block that asked ShouldProcess. */
    private static void everyChangeAsksFirst(String script) {
        String[] lines = script.split("\n");
        for (int i = 0; i < lines.length; i++) {
            if (lines[i].strip()
                    .matches(
                            "(\\$\\w+ = )?(New-Mg|Update-Mg|Remove-|Add-Mg|Add-MailboxPermission|Set-CASMailbox|New-ServicePrincipal).*")) {
                boolean asked = false;
                for (int back = i; back >= Math.max(0, i - 8) && !asked; back--) {
                    asked = lines[back].contains("ShouldProcess(");
                }
                assertTrue(asked, "line " + (i + 1) + ": " + lines[i]);
            }
        }
    }
}
