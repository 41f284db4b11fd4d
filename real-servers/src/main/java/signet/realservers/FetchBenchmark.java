package signet.realservers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How fast a mailbox comes over TLS from Dovecot onto the disk: the packaged command, mbsync and a program with Angus
 * Mail, in turns. All three log in with a password over implicit TLS, force every file to disk, keep where they are, and
 * are timed from the start of their process to its end.
 */
public final class FetchBenchmark {
    private static final String USER = "box1@" + RealServers.DOMAIN;
    private static final Duration LIMIT = Duration.ofMinutes(10);

    /** What to measure: messages in the mailbox, measured rounds, the command, and its heap ({@code -Xmx} form). */
    public record Plan(int messages, int rounds, Path signet, String heap) {}

    /** One contestant's times. */
    public record Series(String name, List<Duration> times) {
        /** The middle time. */
        public Duration median() {
            return times.stream().sorted().toList().get(times.size() / 2);
        }

        /** The time least disturbed by whatever else the machine did. */
        public Duration best() {
            return Collections.min(times);
        }
    }

    private interface Contestant {
        Command into(Path folder) throws IOException;
    }

    private final Plan plan;
    private final RealServers servers;
    private final Dovecot dovecot;

    private FetchBenchmark(Plan plan, RealServers servers, Dovecot dovecot) {
        this.plan = plan;
        this.servers = servers;
        this.dovecot = dovecot;
    }

    /** Arguments: messages, rounds, the signet command. */
    public static void main(String[] arguments) throws IOException {
        Path signet = Path.of(arguments[2]).toAbsolutePath();
        Plan plan = new Plan(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]), signet, "64m");
        System.out.print(table(plan, run(plan)));
    }

    /** Fills a mailbox, warms up once, measures in turns. */
    public static List<Series> run(Plan plan) throws IOException {
        try (RealServers servers = RealServers.prepare()) {
            Dovecot dovecot = servers.startDovecot();
            return new FetchBenchmark(plan, servers, dovecot).measure();
        }
    }

    private List<Series> measure() throws IOException {
        long bytes = new Maildir(dovecot.maildir("box1")).fill(plan.messages(), USER);
        System.out.printf("%d messages, %.1f MB%n", plan.messages(), bytes / 1e6);
        Map<String, Contestant> contestants = new LinkedHashMap<>();
        contestants.put("signet fetch", this::signet);
        contestants.put("mbsync", this::mbsync);
        contestants.put("Angus Mail", this::angus);
        List<Series> all = contestants.keySet().stream()
                .map(name -> new Series(name, new ArrayList<>()))
                .toList();
        for (int round = 0; round <= plan.rounds(); round++) {
            for (int turn = 0; turn < all.size(); turn++) {
                // nobody always comes first
                Series series = all.get((turn + round) % all.size());
                Duration took = timed(series.name(), contestants.get(series.name()), round);
                // round 0 fills Dovecot's index and the page cache, for all alike
                if (round > 0) {
                    series.times().add(took);
                }
                System.out.printf("round %d  %-12s %6.2f s%n", round, series.name(), took.toMillis() / 1e3);
            }
        }
        return all;
    }

    private Duration timed(String name, @Nullable Contestant contestant, int round) throws IOException {
        Path folder = servers.folder().resolve(name.replace(' ', '-') + "-" + round);
        Files.createDirectories(folder);
        Command.Result result = Objects.requireNonNull(contestant)
                .into(folder)
                .within(LIMIT)
                .run()
                .orFail();
        long messages = countLarge(folder);
        if (messages != plan.messages()) {
            throw new IllegalStateException(name + " wrote " + messages + " messages: " + result);
        }
        // nothing is deleted before the end: ext4 does not reuse an inode within seconds, and looking for another one
        // would
        // be paid by whoever comes next
        return result.took();
    }

    private Command signet(Path folder) throws IOException {
        Path yaml = servers.folder().resolve("signet.yaml");
        Files.writeString(yaml, """
                accounts:
                  box: {address: %s, password: "env:P", trust: "file:%s", imap: {host: localhost, port: %d, tls: implicit}}
                """.formatted(USER, servers.authority().caFile(), dovecot.imaps()));
        return Command.of(plan.signet().toString(), "fetch", "-f", yaml.toString(), "--protocol", "imap")
                .with("--start", "beginning", "--into", folder)
                .withVariable("P", RealServers.PASSWORD)
                .withVariable("SIGNET_JAVA_OPTS", "-Xmx" + plan.heap());
    }

    private Command mbsync(Path folder) throws IOException {
        Path configuration = servers.folder().resolve("mbsyncrc");
        Files.writeString(configuration, """
                FSync yes
                SyncState *

                IMAPAccount real
                Host localhost
                Port %d
                User %s
                Pass %s
                AuthMechs PLAIN
                SSLType IMAPS
                SystemCertificates no
                CertificateFile %s

                IMAPStore far
                Account real

                MaildirStore near
                Inbox %s/INBOX

                Channel box
                Far :far:
                Near :near:
                Sync PullNew
                Create Near
                """.formatted(
                dovecot.imaps(), USER, RealServers.PASSWORD, servers.authority().caFile(), folder));
        return Command.of("mbsync", "-q", "-c", configuration.toString(), "box");
    }

    private Command angus(Path folder) {
        String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
        return Command.of(java, "-cp", System.getProperty("java.class.path"), AngusFetch.class.getName())
                .with(
                        dovecot.imaps(),
                        USER,
                        RealServers.PASSWORD,
                        servers.authority().caFile(),
                        folder);
    }

    /** Files that are messages: everything but the small files programs keep their place in. */
    private static long countLarge(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(FetchBenchmark::isMessage).count();
        }
    }

    private static boolean isMessage(Path file) {
        String path = file.toString();
        boolean maildir = path.contains("/new/") || path.contains("/cur/");
        return Files.isRegularFile(file) && (maildir || path.endsWith(".eml"));
    }

    /** The result as text: medians, messages a second, how many times the first contestant's time. */
    public static String table(Plan plan, List<Series> all) {
        double first = all.get(0).median().toMillis();
        StringBuilder text = new StringBuilder();
        text.append("%n%-14s %10s %12s %8s   %s%n".formatted("", "median", "messages/s", "ratio", "all rounds"));
        for (Series series : all) {
            double millis = series.median().toMillis();
            text.append("%-14s %8.2f s %12.0f %7.2fx   %s%n"
                    .formatted(
                            series.name(),
                            millis / 1e3,
                            plan.messages() / millis * 1e3,
                            millis / first,
                            series.times().stream()
                                    .map(t -> "%.2f".formatted(t.toMillis() / 1e3))
                                    .toList()));
        }
        return text.toString();
    }
}
