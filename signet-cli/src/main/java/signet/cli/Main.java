package signet.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;
import signet.server.settings.NearWord;

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
    private static final String STATUS =
            "Exit status: 0 = done, 1 = what was tried failed, 2 = wrong usage or configuration.";
    private static final String[] FOOTER = {
        "",
        "See it work, with no account anywhere:  signet demo",
        "Set up your tenant:                     signet setup",
        "Understand an error message:            signet explain \"535 5.7.139 ...\"",
        "",
        STATUS,
        "Each command has --help with examples; --json where it prints a result."
    };

    private static final Map<String, Map<String, Function<Terminal, Object>>> GROUPS = groups();

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
        Map<String, Function<Terminal, Object>> commands = new LinkedHashMap<>();
        GROUPS.values().forEach(commands::putAll);
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
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, Main::grouped);
        line.getSubcommands().values().forEach(Main::addStatus);
        line.setParameterExceptionHandler((wrong, given) -> usage(wrong, terminal));
        line.setExecutionExceptionHandler((e, command, parsed) -> new Complaint(terminal, main.debug).about(e));
        int status = args.length == 0 ? main.nothingAsked(line) : line.execute(args);
        terminal.out().flush();
        return status;
    }

    private static Map<String, Map<String, Function<Terminal, Object>>> groups() {
        Map<String, Map<String, Function<Terminal, Object>>> groups = new LinkedHashMap<>();
        Map<String, Function<Terminal, Object>> begin = group(groups, "Begin");
        begin.put("demo", DemoCommand::new);
        begin.put("setup", SetupCommand::new);
        Map<String, Function<Terminal, Object>> find = group(groups, "See whether it works, and why not");
        find.put("check", CheckCommand::new);
        find.put("test", TestCommand::new);
        find.put("explain", ExplainCommand::new);
        find.put("token", TokenCommand::new);
        find.put("assertion", AssertionCommand::new);
        Map<String, Function<Terminal, Object>> mail = group(groups, "Send and read, without a server");
        mail.put("send", SendCommand::new);
        mail.put("fetch", FetchCommand::new);
        Map<String, Function<Terminal, Object>> ends = group(groups, "Certificates and secrets");
        ends.put("cert", CertCommand::new);
        ends.put("calendar", CalendarCommand::new);
        ends.put("credential", CredentialCommand::new);
        Map<String, Function<Terminal, Object>> server = group(groups, "The server, and those who run it");
        server.put("serve", ServeCommand::new);
        server.put("queue", QueueCommand::new);
        server.put("account", AccountCommand::new);
        server.put("password", PasswordCommand::new);
        server.put("api-token", ApiTokenCommand::new);
        server.put("console-link", ConsoleLinkCommand::new);
        server.put("support-bundle", SupportBundleCommand::new);
        group(groups, "For tests of your own programs").put("simulate", SimulateCommand::new);
        return groups;
    }

    private static Map<String, Function<Terminal, Object>> group(
            Map<String, Map<String, Function<Terminal, Object>>> groups, String title) {
        return groups.computeIfAbsent(title, ignored -> new LinkedHashMap<>());
    }

    /** The list of commands by what they are for; where only one is loaded nobody asks for it. */
    private static String grouped(Help help) {
        StringBuilder list = new StringBuilder();
        GROUPS.forEach((title, commands) -> {
            list.append('\n').append(title).append('\n');
            help.subcommands().forEach((name, command) -> {
                if (commands.containsKey(name)) {
                    String[] says = command.commandSpec().usageMessage().description();
                    list.append(String.format(Locale.ROOT, "  %-15s %s%n", name, says[0]));
                }
            });
        });
        return list.toString();
    }

    /** Whoever reads the help of a command learns its exit statuses there; some have a line of their own. */
    private static void addStatus(CommandLine command) {
        UsageMessageSpec usage = command.getCommandSpec().usageMessage();
        List<String> footer = new ArrayList<>(List.of(usage.footer()));
        if (footer.stream().noneMatch(said -> said.startsWith("Exit status:"))) {
            footer.add("");
            footer.add(STATUS);
            usage.footer(footer.toArray(String[]::new));
        }
        command.getSubcommands().values().forEach(Main::addStatus);
    }

    private int nothingAsked(CommandLine line) {
        line.usage(line.getErr());
        return new Complaint(terminal, debug).about(Failure.usage("which command? See the list above."));
    }

    private static int usage(CommandLine.ParameterException wrong, Terminal terminal) {
        CommandLine command = wrong.getCommandLine();
        Optional<String> ours = misplaced(wrong);
        terminal.note("signet: " + ours.orElse(wrong.getMessage()));
        if (ours.isEmpty()) {
            UnmatchedArgumentException.printSuggestions(wrong, command.getErr());
        }
        terminal.note("Try: " + command.getCommandSpec().qualifiedName() + " --help");
        return Failure.USAGE;
    }

    /** A word that is no command, or one argument too many; of these the library speaks as a parser does. */
    private static Optional<String> misplaced(CommandLine.ParameterException wrong) {
        if (!(wrong instanceof UnmatchedArgumentException unmatched)
                || unmatched.getUnmatched().isEmpty()
                || unmatched.isUnknownOption()) {
            return Optional.empty();
        }
        String given = unmatched.getUnmatched().get(0);
        CommandSpec command = wrong.getCommandLine().getCommandSpec();
        if (command.subcommands().isEmpty()) {
            return Optional.of("\"" + given + "\" is one argument too many for " + command.qualifiedName());
        }
        return Optional.of("there is no command \"" + given + "\""
                + NearWord.of(given, command.subcommands().keySet())
                        .map(near -> "; did you mean " + command.qualifiedName() + " " + near + "?")
                        .orElse(""));
    }

    @Override
    public void run() {
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
