package signet.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import signet.mail.Protocol;
import signet.oauth.Method;

@Command(
        name = "setup",
        description = {
            "Set up a Microsoft 365 tenant: asks, and writes all files that are needed.",
            "That is a key and a certificate, a minimal signet.yaml, a PowerShell script that does everything on Microsoft's"
                    + " side (setup.ps1, and undo.ps1 to take it back), and a page with the same as clicks. Then it tests until"
                    + " all works. It asks for what no option says."
        },
        footer = {
            "",
            "Examples:",
            "  signet setup",
            "  signet setup --tenant contoso.onmicrosoft.com --mailbox portal@contoso.com --protocols smtp",
            "  signet setup --simulator --dir rehearsal      the whole first hour, against a simulated provider",
            "",
            "Exit status: 0 = done, 1 = the test at the end did not succeed, 2 = wrong usage, or files are there already."
        })
final class SetupCommand implements Callable<Integer> {
    private static final int ANSWERS = 3;

    @Option(names = "--dir", paramLabel = "D", description = "Where the files go; default this folder.")
    private Path directory = Path.of("");

    @Option(names = "--tenant", paramLabel = "T", description = "Directory (tenant) ID or domain.")
    private Optional<String> tenant = Optional.empty();

    @Option(
            names = "--client",
            paramLabel = "C",
            description = "Application (client) ID; without it setup.ps1 finds or makes the app registration.")
    private Optional<String> client = Optional.empty();

    @Option(names = "--mailbox", paramLabel = "A,B", split = ",", description = "The mailboxes, and no others.")
    private List<String> mailboxes = new ArrayList<>();

    @Option(
            names = "--protocols",
            paramLabel = "smtp,imap",
            split = ",",
            description = "What the mailboxes are used by: smtp, imap, pop3; one or more.")
    private List<Protocol> protocols = new ArrayList<>();

    @Option(names = "--certificate", description = "Log in by a certificate (the default).")
    private boolean certificate;

    @Option(names = "--secret", description = "Log in by a client secret; not recommended for production.")
    private boolean secret;

    @Option(names = "--no-test", description = "Do not test at the end.")
    private boolean noTest;

    @Option(names = "--simulator", description = "Play the whole first hour against a simulated provider.")
    private boolean simulator;

    private final Terminal terminal;

    SetupCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        if (certificate && secret) {
            throw Failure.usage("--certificate or --secret, not both");
        }
        if (simulator) {
            return new Rehearsal(terminal, directory).play();
        }
        SetupFolder folder = new SetupFolder(terminal, directory);
        folder.refuseSettings();
        SetupAnswers answers = answers();
        folder.write(answers, SetupFiles.Provider.MICROSOFT);
        Path settings = directory.resolve("signet.yaml");
        terminal.line("");
        terminal.line(terminal.bold("Next: ") + "let an administrator run " + directory.resolve("setup.ps1")
                + " (with -WhatIf it only says what it would do),");
        terminal.line("or follow the page " + directory.resolve("administrator.md") + ".");
        String test = "test --wait 60m -f " + settings;
        if (noTest) {
            terminal.line("Then: signet " + test);
            return 0;
        }
        terminal.line("Testing until it works, for an hour at most. Ctrl-C ends it; later: signet " + test);
        terminal.out().flush();
        return Main.run(terminal, "test", "--wait", "60m", "-f", settings.toString());
    }

    private SetupAnswers answers() throws IOException {
        if (!terminal.interactive()) {
            List<String> missing = new ArrayList<>();
            if (tenant.isEmpty()) {
                missing.add("--tenant");
            }
            if (mailboxes.isEmpty()) {
                missing.add("--mailbox");
            }
            if (!missing.isEmpty()) {
                throw Failure.usage("there is no terminal to ask on; give " + String.join(" and ", missing));
            }
        }
        String at = tenant.isPresent()
                ? SetupAnswers.tenant(tenant.get())
                : asked("Directory (tenant) ID or domain", "", SetupAnswers::tenant);
        String application = client.isPresent() || !terminal.interactive()
                ? SetupAnswers.client(client.orElse(""))
                : asked("Application (client) ID, empty if there is none yet", "", SetupAnswers::client);
        if (mailboxes.isEmpty()) {
            mailboxes = asked(
                    "Mailboxes, separated by commas", "", text -> SetupAnswers.mailboxes(SetupCommand.list(text)));
        }
        if (protocols.isEmpty()) {
            protocols = terminal.interactive()
                    ? asked("Protocols (smtp, imap, pop3)", "smtp,imap", SetupCommand::protocols)
                    : protocols("smtp,imap");
        }
        return new SetupAnswers(
                at, application, mailboxes, protocols, secret ? Method.CLIENT_SECRET : Method.CERTIFICATE);
    }

    /** Asks until the answer is one, three times at most: a slip costs nothing, and an input that has ended asks nobody. */
    private <T> T asked(String question, String byDefault, Function<String, T> reader) throws IOException {
        for (int left = ANSWERS; ; left--) {
            try {
                return reader.apply(terminal.ask(question, byDefault));
            } catch (Failure wrong) {
                if (left == 1) {
                    throw wrong;
                }
                terminal.note("  " + wrong.getMessage());
            }
        }
    }

    private static List<Protocol> protocols(String text) {
        List<Protocol> chosen = new ArrayList<>();
        for (String word : list(text)) {
            chosen.add(Arrays.stream(Protocol.values())
                    .filter(protocol -> protocol.word().equals(word.toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> Failure.usage("\"" + word + "\" is none of smtp, imap, pop3")));
        }
        return chosen;
    }

    private static List<String> list(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
