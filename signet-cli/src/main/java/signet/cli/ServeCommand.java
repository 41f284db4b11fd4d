package signet.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import signet.doctor.Finding;
import signet.oauth.Problem.Severity;
import signet.server.Server;
import signet.server.SettingsException;
import signet.server.account.PasswordHash;
import signet.server.settings.SettingsSource;
import signet.server.watch.ServerLog;

@Command(
        name = "serve",
        description = {
            "Run the server: takes mail from programs by SMTP and HTTP, and sends it on.",
            "It has a durable queue, an SMTP listener for programs that only know user and password, the HTTP"
                    + " API and the web console. Stays until Ctrl-C or SIGTERM, which let what has begun be finished.",
            "Changed settings are taken over by themselves; SIGHUP asks for it at once. Wrong ones are refused, and the former"
                    + " ones stay in force."
        },
        footer = {
            "",
            "Examples:",
            "  signet serve",
            "  signet serve -f /etc/signet/signet.yaml --data /var/lib/signet",
            "",
            "Then, beside it:  signet queue list   signet send --queue …   signet test"
        })
final class ServeCommand implements Callable<Integer> {
    @Mixin
    private final Settled settled = new Settled();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Where database, messages and logs are; default server.data of the settings, else data/ beside them.")
    private Optional<Path> data = Optional.empty();

    @Option(names = "--log", paramLabel = "text|json", description = "How lines on standard error look; default text.")
    private ServerLog.Form log = ServerLog.Form.TEXT;

    @Option(
            names = "--grace",
            paramLabel = "SECONDS",
            description = "How long a shutdown waits for what is being accepted or sent; default ${DEFAULT-VALUE}.")
    private int grace = 30;

    private final Terminal terminal;

    ServeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path file = settled.path(terminal);
        boolean there = settled.named(terminal) || Files.exists(file);
        SecureRandom random = new SecureRandom();
        SettingsSource source = new SettingsSource(
                there ? Optional.of(file) : Optional.empty(),
                Path.of(""),
                name -> Optional.ofNullable(terminal.environment().get(name)),
                terminal.clock(),
                password -> PasswordHash.of(password, random).line());
        ServerLog lines = ServerLog.install(log, terminal.err(), Level.INFO);
        CountDownLatch signal = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        try (lines;
                Server server = start(source, lines)) {
            Thread hook = new Thread(() -> shutDown(signal, ended), "signet-signal");
            Runtime.getRuntime().addShutdownHook(hook);
            HangUp.on(server::reloadSoon);
            announce(server, there ? Optional.of(file) : Optional.empty());
            signal.await();
        } finally {
            ended.countDown();
        }
        return 0;
    }

    private Server start(SettingsSource source, ServerLog lines) throws IOException {
        try {
            return Server.start(new Server.Plan(
                    source, data, terminal.clock(), Main.Version.text(), Duration.ofSeconds(grace), lines::dropped));
        } catch (SettingsException e) {
            for (Finding finding : e.findings()) {
                if (finding.severity() == Severity.ERROR) {
                    terminal.note("signet: " + finding.summary());
                    terminal.note("  fix: " + finding.remedy());
                }
            }
            throw Failure.usage("the server does not start with these settings; signet check says more");
        }
    }

    private void announce(Server server, Optional<Path> file) {
        terminal.line("Signet serves. Ctrl-C ends it.");
        terminal.line("  settings  " + file.map(Path::toString).orElse("none: everything by the API"));
        terminal.line("  data      " + server.data());
        server.smtpPorts().forEach(port -> terminal.line("  SMTP      port " + port));
        if (server.smtpPorts().isEmpty()) {
            terminal.line("  SMTP      no listener (listeners.smtp in the settings)");
        }
        terminal.line("  API       port " + server.apiPort() + "; the operator's token is in "
                + server.data().resolve("operator.token"));
        if (server.consoleLink().isPresent()) {
            terminal.line("  Console: " + server.consoleLink().get().reveal());
            terminal.line(
                    "           (once, within 24 hours: whoever opens it chooses name and password and is administrator)");
        } else {
            terminal.line("  Console: " + server.console());
        }
        terminal.out().flush();
    }

    /** On its own thread: the process ends when it returns. */
    private static void shutDown(CountDownLatch signal, CountDownLatch ended) {
        signal.countDown();
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the process ends the hard way
        }
    }
}
