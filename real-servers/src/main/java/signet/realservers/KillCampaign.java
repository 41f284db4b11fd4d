package signet.realservers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Kills the packaged {@code signet serve} again and again while mail comes in and goes out, and counts. Every message has
 * recipients of its own, so the simulated provider's list of submissions tells what was delivered, and how often. A kill is SIGKILL.
 */
public final class KillCampaign {
    /**
     * What {@link #run} is to do: kills under load, and kills while a server starts for the first time.
     *
     * @param hold whether what may have been delivered waits for a person, here until the end, instead of being sent again
     */
    public record Plan(Path signet, int kills, int firstStarts, long seed, boolean hold) {}

    private static final Duration DRAINED = Duration.ofMinutes(3);

    private final Plan plan;
    private final Provider provider;
    private final SplittableRandom random;
    private final ClientBooks books = new ClientBooks();
    private final int smtp;
    private final int api;
    private final Path folder;
    private final String settings;
    private final Map<KillPoint, Integer> reached = new EnumMap<>(KillPoint.class);

    private KillCampaign(Plan plan, RealServers servers, Provider provider, SplittableRandom random)
            throws IOException {
        this.plan = plan;
        this.provider = provider;
        this.random = random;
        this.smtp = servers.closedPort();
        this.api = servers.closedPort();
        this.folder = Files.createDirectory(servers.folder().resolve("killed"));
        this.settings = KillSettings.of(provider, smtp, servers.closedPort(), api, plan.hold() ? "hold" : "resend");
    }

    /** Arguments: the signet command, kills, seed, kills in first starts, {@code resend} or {@code hold}. */
    public static void main(String[] arguments) throws IOException {
        Plan plan = new Plan(
                Path.of(arguments[0]).toAbsolutePath(),
                Integer.parseInt(arguments[1]),
                Integer.parseInt(arguments[3]),
                Long.parseLong(arguments[2]),
                arguments[4].equals("hold"));
        KillReport report = run(plan);
        System.exit(report.clean() ? 0 : 1);
    }

    /** Runs a campaign and prints what happens; takes about five seconds for each kill. */
    static KillReport run(Plan plan) throws IOException {
        System.out.println("seed " + plan.seed());
        try (RealServers servers = RealServers.prepare()) {
            Provider provider = servers.opened(
                    Provider.start(plan.signet(), servers.folder().resolve("provider")));
            provider.post(
                    "/exchange", "{\"messages-per-minute\": 0, \"smtp-connections\": 0, \"recipients-per-day\": 0}");
            provider.maySendAs(ClientBooks.SENDER, "r", ClientBooks.REVERSE_PATHS);
            SplittableRandom random = new SplittableRandom(plan.seed());
            KillCampaign campaign = new KillCampaign(plan, servers, provider, random.split());
            KillReport report = campaign.all();
            List<String> starts =
                    new FirstStart(plan.signet(), servers, provider, random.split()).kills(plan.firstStarts());
            KillReport whole = report.with(starts);
            System.out.println(
                    "kills " + plan.kills() + " " + campaign.reached + ", in the first start " + plan.firstStarts());
            System.out.println(whole + ", sent again with the same key " + campaign.books.repeated);
            whole.wrong().forEach(System.out::println);
            return whole;
        }
    }

    private KillReport all() throws IOException {
        KillPoint[] points = KillPoint.values();
        int first = random.nextInt(points.length); // a short campaign does not always visit the same ones
        for (int kill = 1; kill <= plan.kills(); kill++) {
            KillPoint point = points[(first + kill) % points.length];
            once(point);
            System.out.printf("kill %d at %s: %d acknowledged%n", kill, point, books.acknowledged.size());
        }
        List<String> twice;
        try (SignetServer server = start()) {
            drained(server, "&held=none");
            twice = plan.hold() ? cameTwice() : List.of();
            if (plan.hold()) {
                String released = server.post(
                        "/v1/messages/release", "{\"filter\": {\"held\": \"unconfirmed\"}}", "application/json");
                System.out.println("released what was held as unconfirmed: " + released);
            }
            drained(server, "");
        }
        Path data = folder.resolve("data");
        return Verdict.of(books, provider.deliveries(), LogReading.of(data))
                .with(twice)
                .with(DataCheck.of(data));
    }

    private static void drained(SignetServer server, String which) {
        await(
                "the queue is empty",
                DRAINED,
                () -> !server.fetch("/v1/messages?state=queued&limit=1" + which).contains("\"id\""));
    }

    /** While what is in doubt is held, nothing at all may come twice. */
    private List<String> cameTwice() {
        return provider.deliveries().entrySet().stream()
                .filter(each -> each.getValue() > 1 && !each.getKey().equals(ClientBooks.SENDER))
                .map(each -> "came " + each.getValue() + " times although what is in doubt is held: " + each.getKey())
                .sorted()
                .toList();
    }

    private void once(KillPoint point) throws IOException {
        SignetServer server = start();
        Moments moments = new Moments(folder.resolve("data"));
        try (MailStream load = new MailStream(smtp, api, server.token(), books, random.split())) {
            load.begin(point.clients());
            if (point != KillPoint.HALF_RECEIVED) {
                await("mail is coming in", Duration.ofSeconds(20), load::flows);
            }
            if (!point.fault.isEmpty()) {
                provider.post("/faults", point.fault);
            }
            boolean there = until(point, load, moments);
            before(point, server);
            server.kill();
            reached.merge(point, there ? 1 : 0, Integer::sum);
        }
        if (point == KillPoint.LOG_TORN) {
            moments.tear(random.nextInt(1, 60));
        }
        provider.delete("/faults");
    }

    private boolean until(KillPoint point, MailStream load, Moments moments) throws IOException {
        return switch (point.moment) {
            case ANY -> {
                pause(20, 700);
                yield true;
            }
            case A_WHILE -> {
                pause(300, 2_500);
                yield true;
            }
            case HALF_SENT, DOT_SENT, ANSWER_READ -> {
                pause(0, 300);
                boolean there = load.await(point.moment);
                spin(3_000);
                yield there;
            }
            case LOG_GROWN -> {
                boolean there = moments.logGrows();
                spin(2_000);
                yield there;
            }
            case DATABASE_WRITTEN -> {
                boolean there = moments.databaseChanges();
                spin(5_000);
                yield there;
            }
        };
    }

    /** What a point needs besides the kill itself. */
    private void before(KillPoint point, SignetServer server) throws IOException {
        switch (point) {
            case RELOAD -> {
                Path yaml = folder.resolve("signet.yaml");
                String other = settings.replace("most: 2s", "most: 3s");
                Files.writeString(yaml, other.substring(0, random.nextInt(1, other.length())));
                server.signal("HUP");
                if (random.nextBoolean()) {
                    pause(0, 60);
                    Files.writeString(yaml, other);
                    server.signal("HUP");
                }
                pause(0, 60);
            }
            case DRAIN -> {
                server.signal("TERM");
                pause(0, 300);
            }
            case DRAIN_TWICE -> {
                server.signal("TERM");
                pause(0, 200);
                server.signal("TERM");
                pause(0, 200);
            }
            case STOPPED -> {
                server.signal("STOP");
                Pause.of(Duration.ofSeconds(3));
                server.signal("CONT");
                pause(0, 300);
            }
            default -> {
                // the moment or the fault is all of it
            }
        }
    }

    private SignetServer start() {
        return SignetServer.start(plan.signet(), folder, settings, smtp, api, Map.of());
    }

    private void pause(int least, int most) {
        Pause.of(Duration.ofMillis(random.nextInt(least, most)));
    }

    /** A while too short for the scheduler, at random up to so many microseconds. */
    private void spin(int most) {
        long end = System.nanoTime() + random.nextInt(most) * 1_000L;
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
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
}
