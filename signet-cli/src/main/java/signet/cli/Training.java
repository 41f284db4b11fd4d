package signet.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import signet.simulator.Scenario;
import signet.simulator.Simulator;
import signet.simulator.exchange.Folder;
import signet.simulator.exchange.FolderRole;

/**
 * What {@code ./signet} lets Java watch once after a build, so that later commands find their classes loaded and know what
 * will be hot (JEP 483, 514, 515): many messages, fetched from a simulated provider. The provider is a process of its own:
 * what it does is not what a command does, and would be remembered as if it were. Not a command.
 */
final class Training {
    /** Enough for what is hot in a long fetch to be hot here. */
    static final int MESSAGES = 5000;

    private static final String READER = "help";

    private Training() {}

    /** Argument: an empty folder, which is left full. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]).toRealPath();
        Process provider = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Provider.class.getName(),
                        folder.toString(),
                        Integer.toString(MESSAGES))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int status = Failure.FAILED;
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(provider.getInputStream(), StandardCharsets.UTF_8))) {
            String settings = said.readLine();
            if (settings != null) {
                status = Main.run(
                        Terminal.system(),
                        "fetch",
                        "-f",
                        settings,
                        "--account",
                        READER,
                        "--into",
                        folder.resolve("mail").toString());
            }
        } finally {
            provider.getOutputStream().close(); // ends it, and lets it clear up
            provider.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        }
        System.exit(status);
    }

    /** The simulated provider with a full mailbox. Says where its settings are, and ends with whoever started it. */
    static final class Provider {
        private Provider() {}

        /** Arguments: a folder, how many messages. */
        public static void main(String[] args) throws IOException {
            Path folder = Files.createDirectories(Path.of(args[0]));
            Scenario scenario = Scenario.defaults();
            Terminal terminal = Terminal.system();
            try (Simulator simulator = Simulator.builder()
                    .scenario(scenario)
                    .directory(folder)
                    .threads(Thread.ofVirtual().name("simulator-", 1).factory())
                    .start()) {
                Playground playground = new Playground(simulator, scenario, folder, terminal.clock());
                playground.write();
                Folder inbox = simulator
                        .exchange()
                        .mailbox(READER + "@" + scenario.domain())
                        .orElseThrow()
                        .folder(FolderRole.INBOX);
                for (int i = 0; i < Integer.parseInt(args[1]); i++) {
                    inbox.append(message(i), Set.of(), terminal.clock().instant());
                }
                terminal.line(playground.settings().toString());
                terminal.out().flush();
                terminal.readAll(); // until the pipe closes
            }
        }

        /** 2 to 30 KB, as mail is. */
        private static byte[] message(int number) {
            String line = "What a letter says matters less here than how long it is.\r\n";
            String head = "From: portal@example.com\r\nSubject: Letter " + number + "\r\n\r\n";
            return (head + line.repeat(30 + number * 37 % 470)).getBytes(StandardCharsets.US_ASCII);
        }
    }
}
