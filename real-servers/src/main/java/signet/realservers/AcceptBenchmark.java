package signet.realservers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How fast mail is accepted durably: {@code signet serve}, Postfix, and smtp-sink, which stores nothing.
 * smtp-source brings the load to all of them, in turns, on the same disk. Both queues force every message to disk before they
 * answer, and deliver none: Postfix holds it, Signet's account is paused.
 */
public final class AcceptBenchmark {
    private static final String USER = "portal@example.org";
    private static final Duration LEAST = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofMinutes(5);
    /** Cores that others may use while a run counts. */
    private static final double FOREIGN = 0.3;

    private static final int TRIES = 4;
    private static final int WARM_UP = 60_000;

    /** One cell of the table. */
    public record Cell(int kilobytes, int sessions, boolean kept) {
        @Override
        public String toString() {
            return "%3d KB  %2d %s  %s"
                    .formatted(kilobytes, sessions, sessions == 1 ? "session " : "sessions", kept ? "kept" : "new ");
        }
    }

    /** One run: messages a second, and milliseconds of the server's processor time for each message. */
    public record Run(double rate, double serverMillis, double foreign) {}

    private record Contestant(String name, int port, ProcessHandle process) {}

    private final RealServers servers;
    private final List<Contestant> contestants = new ArrayList<>();
    private final Map<Cell, Map<String, List<Run>>> results = new LinkedHashMap<>();
    private final Map<String, Double> lastRates = new LinkedHashMap<>();

    private AcceptBenchmark(RealServers servers) {
        this.servers = servers;
    }

    /** Arguments: the signet command, rounds, sizes in KB and session counts, each separated by commas. */
    public static void main(String[] arguments) throws IOException {
        Path signet = Path.of(arguments[0]).toAbsolutePath();
        int rounds = Integer.parseInt(arguments[1]);
        List<Cell> cells = new ArrayList<>();
        for (String size : arguments[2].split(",")) {
            for (String sessions : arguments[3].split(",")) {
                for (boolean kept : new boolean[] {false, true}) {
                    cells.add(new Cell(Integer.parseInt(size), Integer.parseInt(sessions), kept));
                }
            }
        }
        try (RealServers servers = RealServers.prepare()) {
            AcceptBenchmark benchmark = new AcceptBenchmark(servers);
            benchmark.start(signet);
            benchmark.warmUp();
            for (int round = 0; round < rounds; round++) {
                for (Cell cell : cells) {
                    benchmark.turn(cell, round);
                }
            }
            System.out.print(benchmark.table());
        }
    }

    private void start(Path signet) throws IOException {
        int smtp = servers.closedPort();
        int api = servers.closedPort();
        Path folder = Files.createDirectory(servers.folder().resolve("signet"));
        SignetServer server = servers.opened(SignetServer.start(
                signet, folder, """
                accounts:
                  portal: {address: %s, password: "literal:unused", smtp: {host: 127.0.0.1, port: %d, tls: none}}
                listeners:
                  smtp: {port: %d, tls: none, relay: [{networks: [127.0.0.0/8], account: portal}]}
                server: {port: %d}
                """.formatted(USER, servers.closedPort(), smtp, api), smtp, api, Map.of()));
        server.post("/v1/accounts/portal/pause", "{}", "application/json");
        contestants.add(new Contestant("Signet", smtp, server.process()));
        int held = servers.closedPort();
        Daemon postfix = servers.opened(BarePostfix.start(
                Files.createDirectory(servers.folder().resolve("postfix")),
                held,
                "smtpd_client_restrictions = static:HOLD\n"));
        contestants.add(new Contestant("Postfix", held, postfix.process()));
        int sunk = servers.closedPort();
        Daemon sink = servers.opened(Daemon.start(
                List.of("/usr/sbin/smtp-sink", "-u", "postfix", "127.0.0.1:" + sunk, "1024"),
                Map.of(),
                servers.folder(),
                servers.folder().resolve("smtp-sink.log")));
        sink.awaitListening(sunk, Duration.ofSeconds(10));
        contestants.add(new Contestant("smtp-sink", sunk, sink.process()));
    }

    private void warmUp() {
        for (boolean kept : new boolean[] {false, true}) {
            load(contestants.get(0), new Cell(5, 10, kept), WARM_UP / 2 + 1);
        }
        load(contestants.get(1), new Cell(5, 10, false), 1_000);
        System.out.printf("warmed up with %d messages%n", WARM_UP);
    }

    private void turn(Cell cell, int round) {
        for (int i = 0; i < contestants.size(); i++) {
            Contestant contestant = contestants.get((i + round) % contestants.size()); // nobody always comes first
            Run run = measured(contestant, cell);
            results.computeIfAbsent(cell, fresh -> new LinkedHashMap<>())
                    .computeIfAbsent(contestant.name(), fresh -> new ArrayList<>())
                    .add(run);
            System.out.printf(
                    "round %d  %s  %-10s %8.0f/s  %6.3f ms%s%n",
                    round + 1,
                    cell,
                    contestant.name(),
                    run.rate(),
                    run.serverMillis(),
                    run.foreign() > FOREIGN ? "  (others used %.1f cores)".formatted(run.foreign()) : "");
        }
    }

    /** A run of at least two seconds, repeated while others keep the machine busy. */
    private Run measured(Contestant contestant, Cell cell) {
        Run best = null;
        String key = contestant.name() + cell;
        for (int attempt = 0; attempt < TRIES; attempt++) {
            double expected = lastRates.getOrDefault(key, 400.0);
            int messages = (int) Math.max(200, expected * 1.25 * LEAST.toMillis() / 1e3);
            messages -= messages % cell.sessions();
            Measured measured = load(contestant, cell, messages);
            lastRates.put(key, measured.run().rate());
            if (measured.took().compareTo(LEAST) < 0) {
                attempt--; // too short to tell: more messages
                continue;
            }
            if (best == null || measured.run().foreign() < best.foreign()) {
                best = measured.run();
            }
            if (best.foreign() <= FOREIGN) {
                break;
            }
        }
        return Objects.requireNonNull(best);
    }

    private record Measured(Run run, Duration took) {}

    private Measured load(Contestant contestant, Cell cell, int messages) {
        Command command = Command.of("/usr/sbin/smtp-source", "-s", Integer.toString(cell.sessions()))
                .with("-l", cell.kilobytes() * 1024, "-m", messages, "-f", USER, "-t", "someone@example.net");
        command = (cell.kept() ? command.with("-d") : command).with("127.0.0.1:" + contestant.port());
        // the load's own processor time: children of time(1) report it, and it is in every distribution's shell
        Command timed = Command.of("/bin/bash", "-c", "TIMEFORMAT='%U %S'; time \"$@\"", "load");
        timed = timed.with(command.words().toArray()).within(LIMIT);
        Duration busy = Load.busy();
        Duration server = Load.used(contestant.process());
        Command.Result result = timed.run().orFail();
        server = Load.used(contestant.process()).minus(server);
        busy = Load.busy().minus(busy);
        String[] times = result.err().strip().split("\\s+");
        double client = Double.parseDouble(times[times.length - 2]) + Double.parseDouble(times[times.length - 1]);
        double seconds = result.took().toNanos() / 1e9;
        double foreign = Math.max(0, (busy.toMillis() - server.toMillis()) / 1e3 - client) / seconds;
        return new Measured(new Run(messages / seconds, server.toMillis() / (double) messages, foreign), result.took());
    }

    private String table() {
        StringBuilder text = new StringBuilder("\nmedians: messages/s (server's processor time for each, in ms)\n");
        text.append(
                "%-26s %18s %18s %18s %8s %8s%n".formatted("", "Signet", "Postfix", "smtp-sink", "x rate", "1/x CPU"));
        results.forEach((cell, runs) -> {
            Run signet = median(runs, "Signet");
            Run postfix = median(runs, "Postfix");
            Run sink = median(runs, "smtp-sink");
            text.append("%-26s %9.0f (%6.3f) %9.0f (%6.3f) %9.0f (%6.3f) %8.1f %8.1f%n"
                    .formatted(
                            cell,
                            signet.rate(),
                            signet.serverMillis(),
                            postfix.rate(),
                            postfix.serverMillis(),
                            sink.rate(),
                            sink.serverMillis(),
                            signet.rate() / postfix.rate(),
                            postfix.serverMillis() / signet.serverMillis()));
        });
        return text.toString();
    }

    private static Run median(Map<String, List<Run>> runs, String name) {
        List<Run> sorted = Objects.requireNonNull(runs.get(name)).stream()
                .sorted(Comparator.comparingDouble(Run::rate))
                .toList();
        return sorted.get(sorted.size() / 2);
    }
}
