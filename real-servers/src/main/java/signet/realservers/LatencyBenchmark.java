package signet.realservers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How long one message takes when the server is idle, from the 202 of {@code POST /v1/messages} to its DATA at the provider, and
 * how long the answer to the final dot takes at half of the greatest load. Both ends are in this process.
 */
public final class LatencyBenchmark {
    private static final String SENDER = "portal@example.org";
    static final String PAUSED = "paused@example.org";

    private static final Duration GAP = Duration.ofMillis(20);
    private static final Duration IDLE = Duration.ofSeconds(35);
    private static final Duration LOADED = Duration.ofSeconds(15);
    private static final int CLIENTS = 10;
    private static final int WARM_UP = 300;
    private static final int SYNCS = 300;
    private static final int WRITTEN = 16 * 1024;

    private final Map<String, Long> seen = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();

    private LatencyBenchmark() {}

    /** Arguments: the signet command, messages, waits for idleness. */
    public static void main(String[] arguments) throws IOException {
        new LatencyBenchmark()
                .all(
                        Path.of(arguments[0]).toAbsolutePath(),
                        Integer.parseInt(arguments[1]),
                        Integer.parseInt(arguments[2]));
    }

    private void all(Path signet, int messages, int waits) throws IOException {
        System.out.println("load of the machine " + Load.average());
        try (RealServers servers = RealServers.prepare()) {
            int smtp = servers.closedPort();
            int api = servers.closedPort();
            Path folder = Files.createDirectory(servers.folder().resolve("signet"));
            SmtpSink sink = servers.opened(new SmtpSink(seen::put));
            SignetServer server = servers.opened(
                    SignetServer.start(signet, folder, settings(sink.port(), smtp, api), smtp, api, Map.of()));
            handOver(server, messages, waits);
            server.post("/v1/accounts/paused/pause", "{}", "application/json");
            dots(smtp, folder);
        }
    }

    /** Mail of the API goes out through {@code portal}, mail of the listener waits in {@code paused}. */
    static String settings(int sink, int smtp, int api) {
        return """
                accounts:
                  portal: {address: %s, password: "literal:unused", smtp: {host: 127.0.0.1, port: %d, tls: none}}
                  paused: {address: %s, password: "literal:unused", smtp: {host: 127.0.0.1, port: %d, tls: none}}
                listeners:
                  smtp: {port: %d, tls: none, relay: [{networks: [127.0.0.0/8], account: paused}]}
                server: {port: %d}
                """.formatted(SENDER, sink, PAUSED, sink, smtp, api);
    }

    private void handOver(SignetServer server, int messages, int waits) {
        List<Long> cold = new ArrayList<>();
        List<Long> warm = new ArrayList<>();
        List<Long> idle = new ArrayList<>();
        for (int i = 0; i < WARM_UP; i++) {
            cold.add(one(server));
        }
        for (int i = 0; i < messages; i++) {
            warm.add(one(server));
            Pause.of(GAP);
        }
        for (int i = 0; i < waits; i++) {
            Pause.of(IDLE);
            idle.add(one(server));
        }
        System.out.println("202 to DATA, the first messages after the start: " + Quantiles.of(cold));
        System.out.println("202 to DATA, " + GAP.toMillis() + " ms apart: " + Quantiles.of(warm));
        System.out.println("202 to DATA, after " + IDLE.toSeconds() + " s of idleness: " + Quantiles.of(idle));
    }

    /** One message, alone: nanoseconds from the answer to DATA, less than nothing where DATA was first. */
    private long one(SignetServer server) {
        String to = "n" + next.incrementAndGet() + "@elsewhere.example";
        return one(server, to, seen);
    }

    static long one(SignetServer server, String to, Map<String, Long> seen) {
        server.post(
                "/v1/messages",
                "{\"account\": \"portal\", \"to\": [\"" + to + "\"], \"subject\": \"Load\", \"text\": \"Hello\"}",
                "application/json");
        long answered = System.nanoTime();
        long end = answered + Duration.ofSeconds(30).toNanos();
        Long data = seen.remove(to);
        while (data == null) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(to + " did not come within 30 s");
            }
            Pause.of(Duration.ofNanos(100_000));
            data = seen.remove(to);
        }
        return data - answered;
    }

    private static void dots(int smtp, Path folder) throws IOException {
        load(smtp, Double.MAX_VALUE); // the compiler's warm-up
        Result most = load(smtp, Double.MAX_VALUE);
        System.out.printf("greatest load: %.0f messages/s; dot to 250: %s%n", most.rate(), Quantiles.of(most.nanos()));
        Quantiles before = syncs(folder);
        Result half = load(smtp, most.rate() / 2);
        Quantiles after = syncs(folder);
        System.out.printf("fdatasync before: %s%nfdatasync after:  %s%n", before, after);
        Quantiles dots = Quantiles.of(half.nanos());
        System.out.printf("half of it: %.0f messages/s; dot to 250: %s%n", half.rate(), dots);
        double allowed = 4 * Math.max(before.at(0.5), after.at(0.5)) + 10;
        System.out.printf(
                "four middle syncs and 10 ms are %.2f ms: p99 %s%n",
                allowed, dots.at(0.99) <= allowed ? "is within" : "is not within");
    }

    private record Result(double rate, Queue<Long> nanos) {}

    /** Ten clients, each with one connection, that bring so many messages a second together, if they can. */
    private static Result load(int port, double rate) throws IOException {
        Queue<Long> nanos = new ConcurrentLinkedQueue<>();
        List<Thread> clients = new ArrayList<>();
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        long began = System.nanoTime();
        long interval = rate == Double.MAX_VALUE ? 0 : (long) (CLIENTS * 1e9 / rate);
        for (int i = 0; i < CLIENTS; i++) {
            long first = began + interval * i / CLIENTS;
            clients.add(Thread.ofPlatform().start(() -> {
                try (SmtpClient client = new SmtpClient(port)) {
                    long due = first;
                    while (System.nanoTime() - began < LOADED.toNanos()) {
                        long early = due - System.nanoTime();
                        if (interval > 0 && early > 0) {
                            Pause.of(Duration.ofNanos(early));
                        }
                        nanos.add(client.send(PAUSED, "someone@elsewhere.example", text()));
                        due += interval;
                    }
                } catch (IOException e) {
                    failures.add(String.valueOf(e.getMessage()));
                }
            }));
        }
        for (Thread client : clients) {
            join(client);
        }
        if (!failures.isEmpty()) {
            throw new IOException("a client failed: " + failures.peek());
        }
        return new Result(nanos.size() / ((System.nanoTime() - began) / 1e9), nanos);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while clients send", e);
        }
    }

    /** A message of 5 KB. */
    private static String text() {
        return "From: " + PAUSED + "\r\nSubject: Load\r\n\r\n" + ("x".repeat(70) + "\r\n").repeat(69);
    }

    /** How long this disk takes to force 16 KB behind the end of a file. */
    private static Quantiles syncs(Path folder) throws IOException {
        Path file = folder.resolve("syncs");
        List<Long> nanos = new ArrayList<>();
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            for (int i = 0; i < SYNCS; i++) {
                channel.write(ByteBuffer.allocate(WRITTEN));
                long began = System.nanoTime();
                channel.force(false);
                nanos.add(System.nanoTime() - began);
            }
        }
        return Quantiles.of(nanos);
    }
}
