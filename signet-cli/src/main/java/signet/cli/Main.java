package signet.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code signet} command. */
@Command(
        name = "signet",
        description =
                "Mail where the provider wants OAuth 2.0: sends by SMTP, reads by IMAP and POP3, explains what is wrong.",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        usageHelpAutoWidth = true,
        synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {
    private static final String[] FOOTER = {
        "",
        "See it work, with no account anywhere:  signet demo",
        "Set up your tenant:                     signet setup",
        "Understand an error message:            signet explain \"535 5.7.139 ...\"",
        "",
        "Exit status: 0 done, 1 what was tried failed, 2 wrong usage or configuration."
    };

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show stack traces.")
    private boolean debug;

    private final Terminal terminal;

    private Main(Terminal terminal) {
        this.terminal = terminal;
    }

    public static void main(String[] args) {
        Terminal terminal = Terminal.system();
        int status = run(terminal, args);
        terminal.out().flush();
        System.exit(status);
    }

    /** Runs one command. Gives the exit status; never throws. */
    static int run(Terminal terminal, String... args) {
        String first = args.length > 0 ? args[0] : "";
        HeadStart.of(first);
        Main main = new Main(terminal);
        CommandLine line = new CommandLine(main);
        Map<String, Function<Terminal, Object>> commands = commands();
        if (commands.containsKey(first)) {
            // only the one asked for is loaded: a third of the start-up time
            line.addSubcommand(first, commands.get(first).apply(terminal));
        } else {
            commands.forEach((name, make) -> line.addSubcommand(name, make.apply(terminal)));
        }
        // all set after the subcommands are there: these reach them too, and the footer does not
        line.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
                .setColorScheme(CommandLine.Help.defaultColorScheme(terminal.colours() ? Ansi.ON : Ansi.OFF))
                .setUsageHelpWidth(100)
                .setCaseInsensitiveEnumValuesAllowed(true);
        line.getCommandSpec().usageMessage().footer(FOOTER);
        line.setParameterExceptionHandler((wrong, given) -> usage(wrong, terminal));
        line.setExecutionExceptionHandler((e, command, parsed) -> new Complaint(terminal, main.debug).about(e));
        int status = line.execute(args);
        terminal.out().flush();
        return status;
    }

    private static Map<String, Function<Terminal, Object>> commands() {
        Map<String, Function<Terminal, Object>> commands = new LinkedHashMap<>();
        commands.put("demo", DemoCommand::new);
        commands.put("setup", SetupCommand::new);
        commands.put("check", CheckCommand::new);
        commands.put("test", TestCommand::new);
        commands.put("token", TokenCommand::new);
        commands.put("assertion", AssertionCommand::new);
        commands.put("cert", CertCommand::new);
        commands.put("send", SendCommand::new);
        commands.put("fetch", FetchCommand::new);
        commands.put("explain", ExplainCommand::new);
        commands.put("serve", ServeCommand::new);
        commands.put("password", PasswordCommand::new);
        commands.put("credential", CredentialCommand::new);
        commands.put("calendar", CalendarCommand::new);
        commands.put("queue", QueueCommand::new);
        commands.put("api-token", ApiTokenCommand::new);
        commands.put("console-link", ConsoleLinkCommand::new);
        commands.put("support-bundle", SupportBundleCommand::new);
        commands.put("simulate", SimulateCommand::new);
        return commands;
    }

    private static int usage(CommandLine.ParameterException wrong, Terminal terminal) {
        CommandLine command = wrong.getCommandLine();
        terminal.note("signet: " + wrong.getMessage());
        UnmatchedArgumentException.printSuggestions(wrong, command.getErr());
        terminal.note("Try: " + command.getCommandSpec().qualifiedName() + " --help");
        return Failure.USAGE;
    }

    @Override
    public void run() {
        terminal.err().print(new CommandLine(this).getUsageMessage());
        throw Failure.usage("which command? See the list above.");
    }

    /** The version in the jar's manifest. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"signet " + text()};
        }

        static String text() {
            String version = Main.class.getPackage().getImplementationVersion();
            return version == null ? "(built from source)" : version;
        }
    }
}
