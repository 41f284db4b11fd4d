package signet.realservers;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;

/**
 * What a queue of a million entries costs the packaged {@code signet serve}, beside an empty one: start, memory, lists over HTTP,
 * acceptance, the way of a new message to the provider, and delivery of what waits.
 */
public final class MillionBenchmark {
    private static final int SESSIONS = 10;
    private static final int OCTETS = 600;
    private static final int WARM_UP = 25_000;
    private static final int MEASURED = 20_000;
    private static final int SINGLE = 300;
    private static final int DRAINED = 5_000;
    private static final Duration LIMIT = Duration.ofHours(1);
    private static final String COMMON = "someone@example.net";
    /** {@code smtp-source -N} puts a number in front of each recipient. */
    private static final String NUMBERED = "@example.net";

    private final RealServers servers;
    private final Path signet;
    private final Path folder;
    private final int smtp;
    private final int api;
    private final SmtpSink sink;
    private final Map<String, Long> singles = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Long> drained = new ConcurrentLinkedQueue<>();

    private MillionBenchmark(RealServers servers, Path signet) throws IOException {
        this.servers = servers;
        this.signet = signet;
        this.folder = Files.createDirectory(servers.folder().resolve("signet"));
        this.smtp = servers.closedPort();
        this.api = servers.closedPort();
        this.sink = servers.opened(new SmtpSink(this::data));
    }

    /** Arguments: the signet command, entries. */
    public static void main(String[] arguments) throws IOException {
        try (RealServers servers = RealServers.prepare()) {
            new MillionBenchmark(servers, Path.of(arguments[0]).toAbsolutePath()).all(Integer.parseInt(arguments[1]));
        }
    }

    private void data(String recipient, long at) {
        if (recipient.endsWith("@elsewhere.example")) {
            singles.put(recipient, at);
        } else {
            drained.add(at);
        }
    }

    private void all(int entries) throws IOException {
        System.out.println("load of the machine " + Load.average());
        start("makes the database").close();
        SignetServer server = start("empty");
        System.out.println("empty: resident " + Memory.resident(server.process()) + " MB");
        lists(server, "empty, first requests");
        server.post("/v1/accounts/paused/pause", "{}", "application/json");
        work(server, "a queue of " + (WARM_UP + MEASURED));
        fill(server, entries - WARM_UP - MEASURED);
        server.close();
        forget();
        server = start(entries + " entries, files not in memory");
        System.out.println("full: resident " + Memory.resident(server.process()) + " MB");
        lists(server, "full, first requests after the start, files not in memory");
        lists(server, "full, second requests");
        System.out.println("full, after the lists: resident " + Memory.resident(server.process()) + " MB");
        work(server, "full");
        System.out.println("full, after the work: resident " + Memory.resident(server.process()) + " MB ("
                + Memory.anonymous(server.process()) + " MB anonymous)");
        lists(server, "full, warm");
        server.close();
        server = start(entries + " entries, files in memory");
        killed(server, entries);
        System.out.println("load of the machine " + Load.average());
    }

    /** Killed while it accepts, as the system does when memory is short. */
    private void killed(SignetServer server, int entries) throws IOException {
        long before = queued(server);
        Command endless = load(entries, false);
        Thread bringing = Thread.ofPlatform().start(endless::run); // it fails when nobody answers any more
        Pause.until("mail is accepted", Duration.ofMinutes(1), () -> queued(server) > before + MEASURED);
        long seen = queued(server);
        server.kill();
        try {
            bringing.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        forget();
        try (SignetServer again = start(entries + " entries, killed while it accepted, files not in memory")) {
            long after = queued(again);
            System.out.printf("killed with at least %d queued: %d are there%n", seen, after);
            if (after < seen) {
                throw new IllegalStateException((seen - after) + " were lost");
            }
        }
    }

    private static long queued(SignetServer server) {
        return Pattern.compile("\"queued\":(\\d+)")
                .matcher(server.fetch("/v1/queue"))
                .results()
                .mapToLong(count -> Long.parseLong(count.group(1)))
                .max()
                .orElseThrow(); // that of all accounts
    }

    private SignetServer start(String what) {
        long began = System.nanoTime();
        SignetServer server = servers.opened(SignetServer.start(
                signet, folder, LatencyBenchmark.settings(sink.port(), smtp, api), smtp, api, Map.of()));
        double accepting = (System.nanoTime() - began) / 1e9;
        server.fetch("/health/ready");
        System.out.printf(
                "start to accepting, %s: %.2f s; to the first answer of /health/ready: %.2f s%n",
                what, accepting, (System.nanoTime() - began) / 1e9);
        return server;
    }

    /** Acceptance, single messages, and delivery of some of what waits. */
    private void work(SignetServer server, String what) {
        source(WARM_UP, false);
        System.out.printf("%s: accepts %.0f messages/s%n", what, source(MEASURED, false));
        List<Long> nanos = new ArrayList<>();
        for (int i = 0; i < 2 * SINGLE; i++) {
            long took = LatencyBenchmark.one(server, "n" + System.nanoTime() + "@elsewhere.example", singles);
            if (i >= SINGLE) {
                nanos.add(took);
            }
        }
        System.out.println(what + ": a new message from 202 to DATA: " + Quantiles.of(nanos));
        for (int round = 0; round < 3; round++) {
            drain(server, what);
        }
    }

    private void drain(SignetServer server, String what) {
        drained.clear();
        long began = System.nanoTime();
        server.post("/v1/accounts/paused/resume", "{}", "application/json");
        Pause.until("messages go out", Duration.ofMinutes(2), () -> drained.size() >= DRAINED);
        server.post("/v1/accounts/paused/pause", "{}", "application/json");
        List<Long> times = new ArrayList<>(drained);
        times.sort(null);
        List<Long> gaps = new ArrayList<>();
        for (int i = 1; i < DRAINED; i++) {
            gaps.add(times.get(i) - times.get(i - 1));
        }
        System.out.printf(
                "%s: resumed, the first DATA after %.1f ms, then %.0f messages/s; from one DATA to the next %s%n",
                what,
                (times.get(0) - began) / 1e6,
                DRAINED * 1e9 / (times.get(DRAINED - 1) - times.get(0)),
                Quantiles.of(gaps));
        Pause.of(Duration.ofSeconds(2)); // what was on its way has arrived
    }

    /** A half has one and the same recipient, a half has each another one. */
    private void fill(SignetServer server, int entries) {
        int chunk = Math.max(1, entries / 10);
        for (int i = 0; i < 10; i++) {
            double rate = source(chunk, i % 2 == 0);
            System.out.printf(
                    "filling, %d of %d: %.0f/s, resident %d MB, load %s%n",
                    (i + 1) * chunk, entries, rate, Memory.resident(server.process()), Load.average());
        }
    }

    private double source(int messages, boolean numbered) {
        return messages * 1e9 / load(messages, numbered).run().orFail().took().toNanos();
    }

    private Command load(int messages, boolean numbered) {
        Command command = Command.of("/usr/sbin/smtp-source", "-s", Integer.toString(SESSIONS), "-d")
                .with("-l", OCTETS, "-m", messages, "-f", LatencyBenchmark.PAUSED, "-t", COMMON);
        return (numbered ? command.with("-N") : command)
                .with("127.0.0.1:" + smtp)
                .within(LIMIT);
    }

    private static void lists(SignetServer server, String what) {
        StringBuilder line = new StringBuilder(what + ", ms:");
        for (String query : List.of(
                "",
                "state=queued",
                "account=paused",
                "state=queued&account=paused",
                "state=failed",
                "state=delivered&account=portal",
                "held=operator",
                "recipient=" + encoded(COMMON),
                "recipient=" + encoded("4711someone" + NUMBERED),
                "recipient=" + encoded("nobody@example.com"),
                "q=from",
                "q=nothing-like-it")) {
            long began = System.nanoTime();
            server.fetch("/v1/messages?" + query);
            line.append(String.format(
                    Locale.ROOT, " %s %.1f,", query.isEmpty() ? "all" : query, (System.nanoTime() - began) / 1e6));
        }
        long began = System.nanoTime();
        server.fetch("/v1/queue");
        line.append(String.format(Locale.ROOT, " /v1/queue %.1f", (System.nanoTime() - began) / 1e6));
        System.out.println(line);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Has the kernel drop the pages it keeps of our files, and of nobody else's. */
    private void forget() throws IOException {
        try (var files = Files.walk(folder.resolve("data"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Command.of("sync", file.toString()).run().orFail();
                Command.of("dd", "if=" + file, "iflag=nocache", "count=0", "status=none")
                        .run()
                        .orFail();
            }
        }
    }
}
