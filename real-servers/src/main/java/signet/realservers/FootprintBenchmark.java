package signet.realservers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

/** What an idle {@code signet serve} costs: time from the start of the process to accepting, resident memory after a minute, jars. */
public final class FootprintBenchmark {
    private static final Duration IDLE = Duration.ofMinutes(1);

    private FootprintBenchmark() {}

    /** Arguments: the signet command, starts. */
    public static void main(String[] arguments) throws IOException {
        Path signet = Path.of(arguments[0]).toAbsolutePath();
        int rounds = Integer.parseInt(arguments[1]);
        System.out.println("load of the machine " + Load.average());
        try (RealServers servers = RealServers.prepare()) {
            long[] starts = new long[rounds];
            long[] used = new long[rounds];
            long[] answers = new long[rounds];
            int smtp = servers.closedPort();
            int api = servers.closedPort();
            Path folder = Files.createDirectory(servers.folder().resolve("signet"));
            for (int round = 0; round < rounds; round++) {
                long began = System.nanoTime();
                try (SignetServer server =
                        SignetServer.start(signet, folder, settings(servers, smtp, api), smtp, api, Map.of())) {
                    starts[round] = (System.nanoTime() - began) / 1_000_000;
                    used[round] = Load.used(server.process()).toMillis();
                    server.fetch("/health/ready");
                    answers[round] = (System.nanoTime() - began) / 1_000_000;
                    if (round == rounds - 1) {
                        idle(server);
                    }
                }
            }
            System.out.println("start to accepting connections for SMTP and HTTP, ms: " + Arrays.toString(starts)
                    + " (the first makes the database)");
            System.out.println("start to the first answer of /health/ready, ms: " + Arrays.toString(answers));
            System.out.println("processor time used until then, ms: " + Arrays.toString(used));
        }
        try (Stream<Path> jars = Files.list(signet.resolveSibling("signet-cli/target/app/lib"))) {
            System.out.println("jars in lib: " + jars.count());
        }
    }

    private static String settings(RealServers servers, int smtp, int api) {
        return """
                accounts:
                  portal:
                    address: portal@example.org
                    password: "literal:unused"
                    smtp: {host: 127.0.0.1, port: %d, tls: none}
                listeners:
                  smtp: {port: %d, tls: none, relay: [{networks: [127.0.0.0/8], account: portal}]}
                server: {port: %d}
                """.formatted(servers.closedPort(), smtp, api);
    }

    private static void idle(SignetServer server) {
        System.out.printf("resident right after the start: %d MB%n", Memory.resident(server.process()));
        Duration used = Load.used(server.process());
        Pause.of(IDLE);
        used = Load.used(server.process()).minus(used);
        System.out.printf(
                "resident after %d s of idleness: %d MB (%d MB anonymous), %d ms of processor time in them%n",
                IDLE.toSeconds(),
                Memory.resident(server.process()),
                Memory.anonymous(server.process()),
                used.toMillis());
    }
}
