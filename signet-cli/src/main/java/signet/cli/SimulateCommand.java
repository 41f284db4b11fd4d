package signet.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import signet.simulator.Scenario;
import signet.simulator.Simulator;

@Command(
        name = "simulate",
        description = {
            "Run the stand-in provider alone, to test programs of your own.",
            "A token endpoint that checks as Entra ID does, and SMTP, IMAP and POP3 that speak"
                    + " as Exchange Online does. Stays until Ctrl-C.",
            "Prints endpoints, CA file and identities as one JSON object, then says nothing more."
        },
        footer = {
            "",
            "Examples:",
            "  signet simulate",
            "  signet simulate --dir sim &      with sim/signet.yaml: signet test -f sim/signet.yaml",
            "  signet simulate --config scenario.yaml",
            "",
            "Faults are switched at run time over the control URL; see docs/simulator.md."
        })
final class SimulateCommand implements Callable<Integer> {
    @Option(names = "--config", paramLabel = "FILE", description = "Who exists, and which switches and faults are set.")
    private Optional<Path> config = Optional.empty();

    @Option(
            names = "--dir",
            paramLabel = "D",
            description = "Write ca.pem there, with a signet.yaml and a key pair that work with this simulator.")
    private Optional<Path> directory = Optional.empty();

    private final Terminal terminal;

    SimulateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Scenario scenario = config.map(Scenario::read).orElseGet(Scenario::defaults);
        Simulator.Builder builder = Simulator.builder()
                .scenario(scenario)
                .threads(Thread.ofVirtual().name("simulator-", 1).factory());
        if (directory.isPresent()) {
            Playground.claim(directory.get());
            builder.directory(java.nio.file.Files.createDirectories(directory.get()));
        }
        try (Simulator simulator = builder.start()) {
            if (directory.isPresent()) {
                new Playground(simulator, scenario, directory.get(), terminal.clock()).write();
            }
            terminal.line(simulator.toJson());
            terminal.out().flush();
            terminal.note("The simulator runs until Ctrl-C.");
            new CountDownLatch(1).await(); // the signal ends the process
        }
        return 0;
    }
}
