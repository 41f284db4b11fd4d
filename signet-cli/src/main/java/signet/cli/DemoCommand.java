package signet.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import signet.simulator.Scenario;
import signet.simulator.Simulator;

@Command(
        name = "demo",
        description = {
            "Show all of it on this machine, with no account anywhere.",
            "Mail goes out by certificate OAuth 2.0 and comes back by"
                    + " IMAP; the certificate expires and nothing is lost; the cause is named; the pair is replaced; the mail"
                    + " goes out.",
            "Everything runs on loopback, on free ports and in a temporary folder, and stays up until Ctrl-C."
        },
        footer = {"", "Examples:", "  signet demo", "  signet demo --once      exits 0, or 1 with the reason"})
final class DemoCommand implements Callable<Integer> {
    @Option(names = "--once", description = "End at the end instead of staying up.")
    private boolean once;

    private final Terminal terminal;

    DemoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("signet-demo-");
        Thread cleaner = new Thread(() -> delete(folder), "signet-demo-cleaner");
        Runtime.getRuntime().addShutdownHook(cleaner); // also for Ctrl-C
        Scenario scenario = Scenario.defaults();
        try (Simulator simulator = Simulator.builder()
                        .scenario(scenario)
                        .directory(folder)
                        .threads(Thread.ofVirtual().name("simulator-", 1).factory())
                        .start();
                Demo demo = Demo.open(terminal, simulator, scenario, folder)) {
            demo.play();
            if (!once) {
                demo.inviteForeignTools();
                demo.inviteToConsole();
            }
            terminal.line("");
            terminal.line("Now your tenant:  " + terminal.bold("./signet setup"));
            if (!once) {
                terminal.line("This one stays up until Ctrl-C.");
                terminal.out().flush();
                new CountDownLatch(1).await(); // the signal ends the process
            }
        }
        return 0;
    }

    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            System.err.println("signet: the folder " + folder + " could not be removed: " + e.getMessage());
        }
    }
}
