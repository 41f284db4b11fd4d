package signet.realservers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Kills the packaged {@code signet serve} again and again while mail comes in and goes out, and counts. Every message has a
 * recipient of its own, so the simulated provider's list of submissions tells what was delivered, and how often.
 *
 * <p>A kill is SIGKILL, at a random moment or while the provider keeps a conversation at a chosen stage; now and then a
 * shutdown is under way, settings are being reloaded, or the process was stopped for a while.
 */
public final class KillCampaign {
    /** What {@link #run} is to do. */
    public record Plan(Path signet, int kills, long seed) {}

    /**
     * What came out.
     *
     * @param acknowledged messages answered with 250 or 202
     * @param lost acknowledged and never delivered
     * @param duplicates deliveries beyond the first
     * @param unexplained of those, how many no recorded doubt explains
     * @param inDoubt final dots without an answer, as recorded
     * @param records what is wrong with the delivery log: receptions and ends that are missing or there twice
     */
    public record Report(
            int kills,
            int acknowledged,
            Set<String> lost,
            int duplicates,
            int unexplained,
            int inDoubt,
            List<String> records) {
        public boolean clean() {
            return lost.isEmpty() && unexplained == 0 && records.isEmpty();
        }

        @Override
        public String toString() {
            return "kills %d, acknowledged %d, lost %d, duplicates %d (unexplained %d), in doubt %d, log records wrong %d"
                    .formatted(kills, acknowledged, lost.size(), duplicates, unexplained, inDoubt, records.size());
        }
    }

    /** Where a kill happens. */
    private enum Point {
        ANYWHERE(""),
        TOKEN("{\"protocol\": \"token\", \"stage\": \"request\", \"action\": \"stall\"}"),
        AUTHENTICATE("{\"protocol\": \"smtp\", \"stage\": \"authenticate\", \"action\": \"stall\"}"),
        MAIL("{\"protocol\": \"smtp\", \"stage\": \"mail\", \"action\": \"stall\"}"),
        RCPT("{\"protocol\": \"smtp\", \"stage\": \"rcpt\", \"action\": \"stall\"}"),
        DATA("{\"protocol\": \"smtp\", \"stage\": \"data\", \"action\": \"stall\"}"),
        BODY("{\"protocol\": \"smtp\", \"stage\": \"body\", \"action\": \"stall\", \"after\": 500}"),
        DOT("{\"protocol\": \"smtp\", \"stage\": \"dot\", \"action\": \"stall\"}"),
        DOT_LOST("{\"protocol\": \"smtp\", \"stage\": \"dot\", \"action\": \"close\", \"probability\": 0.2}"),
        DOT_LATE("{\"protocol\": \"smtp\", \"stage\": \"dot\", \"action\": \"delay\", \"duration\": \"20ms\"}"),
        REFUSED(
                "{\"protocol\": \"smtp\", \"stage\": \"rcpt\", \"action\": \"say\", \"text\": \"450 4.2.1 later\", \"probability\": 0.5}"),
        RELOAD(""),
        DRAIN(""),
        STOPPED("");

        final String fault;

        Point(String fault) {
            this.fault = fault;
        }
    }

    private static final Pattern ENTRY = Pattern.compile("\"entry\":\"([a-z2-7]{26})\"");
    private static final Pattern RECIPIENT = Pattern.compile("\"recipient\":\"(m\\d+)@elsewhere\\.example\"");
    private static final Pattern ADDRESS = Pattern.compile("\"(m\\d+)@elsewhere\\.example\"");
    private static final Duration DRAINED = Duration.ofSeconds(120);

    private final Plan plan;
    private final RealServers servers;
    private final SplittableRandom random;
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final int smtp;
    private final int api;
    private final Path folder;

    private KillCampaign(Plan plan, RealServers servers) throws IOException {
        this.plan = plan;
        this.servers = servers;
        this.random = new SplittableRandom(plan.seed());
        this.smtp = servers.closedPort();
        this.api = servers.closedPort();
        this.folder = Files.createDirectory(servers.folder().resolve("killed"));
    }

    /** Arguments: the signet command, kills, seed. */
    public static void main(String[] arguments) throws IOException {
        Plan plan = new Plan(
                Path.of(arguments[0]).toAbsolutePath(), Integer.parseInt(arguments[1]), Long.parseLong(arguments[2]));
        System.out.println("seed " + plan.seed());
        Report report = run(plan);
        System.out.println(report);
        report.lost().forEach(id -> System.out.println("lost: " + id));
        report.records().forEach(System.out::println);
        System.exit(report.clean() ? 0 : 1);
    }

    /** Runs a campaign; takes about three seconds for each kill. */
    public static Report run(Plan plan) throws IOException {
        try (RealServers servers = RealServers.prepare()) {
            return new KillCampaign(plan, servers).all();
        }
    }

    private Report all() throws IOException {
        Provider provider =
                servers.opened(Provider.start(plan.signet(), servers.folder().resolve("provider")));
        provider.post("/exchange", "{\"messages-per-minute\": 0, \"smtp-connections\": 0, \"recipients-per-day\": 0}");
        String settings = settings(provider);
        for (int kill = 1; kill <= plan.kills(); kill++) {
            Point point = Point.values()[kill % Point.values().length];
            once(provider, settings, point);
            System.out.printf("kill %d at %s: %d acknowledged%n", kill, point, acknowledged.size());
        }
        try (SignetServer server = start(settings)) {
            await(
                    "every acknowledged message is delivered",
                    DRAINED,
                    () -> delivered(provider).keySet().containsAll(acknowledged));
            await(
                    "the queue is empty",
                    DRAINED,
                    () -> !server.fetch("/v1/messages?state=queued&limit=1").contains("\"id\""));
        }
        return report(provider);
    }

    private void once(Provider provider, String settings, Point point) throws IOException {
        SignetServer server = start(settings);
        try (MailStream load = new MailStream(smtp, api, server.token(), acknowledged, random.split())) {
            load.begin();
            await("mail is coming in", Duration.ofSeconds(20), load::flows);
            if (!point.fault.isEmpty()) {
                provider.post("/faults", point.fault);
            }
            Pause.of(Duration.ofMillis(random.nextInt(20, 700)));
            switch (point) {
                case RELOAD -> server.signal("HUP");
                case DRAIN -> {
                    server.signal("TERM");
                    Pause.of(Duration.ofMillis(random.nextInt(0, 300)));
                }
                case STOPPED -> {
                    server.signal("STOP");
                    Pause.of(Duration.ofMillis(1_500));
                    server.signal("CONT");
                    Pause.of(Duration.ofMillis(random.nextInt(0, 300)));
                }
                default -> {
                    // the fault has taken effect by now
                }
            }
            server.kill();
        }
        provider.delete("/faults");
    }

    private SignetServer start(String settings) {
        return SignetServer.start(plan.signet(), folder, settings, smtp, api, Map.of());
    }

    private String settings(Provider provider) {
        return """
                credentials:
                  app:
                    method: client-secret-microsoft-oauth2
                    tenant-id: %s
                    client-id: %s
                    client-secret: "literal:%s"
                    authority: %s
                    trust: file:%s
                accounts:
                  portal:
                    address: %s
                    credential: app
                    trust: file:%s
                    smtp: {host: localhost, port: %s, tls: starttls}
                    retry: {first: 1s, most: 2s}
                listeners:
                  smtp: {port: %d, tls: none, relay: [{networks: [127.0.0.0/8], account: portal}]}
                server: {port: %d}
                """.formatted(
                        provider.value("tenantId"),
                        provider.value("clientId"),
                        provider.value("clientSecret"),
                        provider.value("authority"),
                        provider.value("caFile"),
                        MailStream.SENDER,
                        provider.value("caFile"),
                        provider.number("smtpPort"),
                        smtp,
                        api);
    }

    private static Map<String, Integer> delivered(Provider provider) {
        Map<String, Integer> times = new HashMap<>();
        Matcher address = ADDRESS.matcher(provider.get("/submissions"));
        while (address.find()) {
            times.merge(address.group(1), 1, Integer::sum);
        }
        return times;
    }

    private Report report(Provider provider) throws IOException {
        Map<String, Integer> times = delivered(provider);
        Set<String> lost = new TreeSet<>(acknowledged);
        lost.removeAll(times.keySet());
        LogReading log = LogReading.of(folder.resolve("data"));
        int duplicates = 0;
        int unexplained = 0;
        for (Map.Entry<String, Integer> each : times.entrySet()) {
            int more = each.getValue() - 1;
            duplicates += more;
            unexplained += Math.max(0, more - log.doubts(each.getKey()));
        }
        return new Report(
                plan.kills(),
                acknowledged.size(),
                lost,
                duplicates,
                unexplained,
                log.doubts(),
                log.complaints(acknowledged));
    }

    private static void await(String what, Duration patience, BooleanSupplier condition) {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                System.out.println("not within " + patience + ": " + what);
                return; // the report tells what is missing
            }
            Pause.of(Duration.ofMillis(100));
        }
    }

    /** What the delivery log says. */
    private record LogReading(
            Map<String, Integer> receptions, Map<String, Integer> ends, Map<String, Integer> unconfirmed) {
        static LogReading of(Path data) throws IOException {
            List<String> lines = new ArrayList<>();
            try (Stream<Path> files = Files.list(data.resolve("log"))) {
                for (Path file : files.sorted().toList()) {
                    lines.addAll(Files.readAllLines(file));
                }
            }
            Map<String, String> recipients = new HashMap<>(); // of an entry; its reception does not name it
            for (String line : lines) {
                Matcher recipient = RECIPIENT.matcher(line);
                if (recipient.find()) {
                    entry(line).ifPresent(entry -> recipients.put(entry, recipient.group(1)));
                }
            }
            LogReading reading = new LogReading(new HashMap<>(), new HashMap<>(), new HashMap<>());
            for (String line : lines) {
                entry(line).ifPresent(entry -> reading.take(line, recipients.getOrDefault(entry, entry)));
            }
            return reading;
        }

        private static Optional<String> entry(String line) {
            Matcher entry = ENTRY.matcher(line);
            return entry.find() ? Optional.of(entry.group(1)) : Optional.empty();
        }

        private void take(String line, String whose) {
            if (line.contains("\"message.accepted\"")) {
                receptions.merge(whose, 1, Integer::sum);
            } else if (line.contains("\"message.unconfirmed\"")) {
                unconfirmed.merge(whose, 1, Integer::sum);
            } else if (line.matches(".*\"recipient\\.(delivered|failed|expired|cancelled)\".*")) {
                ends.merge(whose, 1, Integer::sum);
            }
        }

        int doubts(String recipient) {
            return unconfirmed.getOrDefault(recipient, 0);
        }

        int doubts() {
            return unconfirmed.values().stream().mapToInt(Integer::intValue).sum();
        }

        List<String> complaints(Set<String> acknowledged) {
            List<String> complaints = new ArrayList<>();
            for (String id : acknowledged) {
                int in = receptions.getOrDefault(id, 0);
                int out = ends.getOrDefault(id, 0);
                if (in != 1 || out != 1) {
                    complaints.add("log: " + id + " has " + in + " reception and " + out + " terminal records");
                }
            }
            return complaints;
        }
    }
}
