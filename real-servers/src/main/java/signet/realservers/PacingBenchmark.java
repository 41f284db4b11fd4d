package signet.realservers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Many mailboxes of a provider that allows each 30 messages in a sliding minute and 3 connections: how much of what is possible is
 * delivered, whether the provider ever has to refuse, and what one mailbox that hangs costs the others.
 */
public final class PacingBenchmark {
    private static final int PER_MINUTE = 30;
    private static final int CLIENTS = 8;
    private static final String PASSWORD = "load-of-a-minute-4711";
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Pattern DELIVERED = Pattern.compile(
            "(?m)^signet_recipients_total\\{account=\"box(\\d+)\",state=\"delivered\",?\\} ([0-9.E+]+)$");
    private static final Pattern ATTEMPTS =
            Pattern.compile("(?m)^signet_attempts_total\\{account=\"box(\\d+)\",outcome=\"(\\w+)\",?\\} ([0-9.E+]+)$");

    private final int mailboxes;
    private final int minutes;
    private final int stuckMinutes;
    private final Provider provider;
    private final SignetServer server;
    private final int smtp;

    private PacingBenchmark(int mailboxes, int minutes, Provider provider, SignetServer server, int smtp) {
        this.mailboxes = mailboxes;
        this.minutes = minutes;
        this.stuckMinutes = stuckMinutes(minutes);
        this.provider = provider;
        this.server = server;
        this.smtp = smtp;
    }

    private static int stuckMinutes(int minutes) {
        return Math.max(1, minutes / 2);
    }

    /** Arguments: the signet command, mailboxes, minutes. */
    public static void main(String[] arguments) throws IOException {
        Path signet = Path.of(arguments[0]).toAbsolutePath();
        int mailboxes = Integer.parseInt(arguments[1]);
        int minutes = Integer.parseInt(arguments[2]);
        System.out.println("load of the machine " + Load.average());
        try (RealServers servers = RealServers.prepare()) {
            Path scenario = servers.folder().resolve("scenario.yaml");
            Authority.write(scenario, scenario(mailboxes));
            Provider provider =
                    servers.opened(Provider.start(signet, servers.folder().resolve("provider"), scenario));
            int smtp = servers.closedPort();
            int api = servers.closedPort();
            Path folder = Files.createDirectory(servers.folder().resolve("signet"));
            SignetServer server = servers.opened(
                    SignetServer.start(signet, folder, settings(mailboxes, provider, smtp, api), smtp, api, Map.of()));
            new PacingBenchmark(mailboxes, minutes, provider, server, smtp).all();
        }
    }

    private static String address(int number) {
        return "box" + number + "@contoso.example";
    }

    private static String scenario(int mailboxes) {
        return IntStream.rangeClosed(1, mailboxes)
                .mapToObj(number -> "  - {address: " + address(number) + "}\n")
                .collect(Collectors.joining("", "mailboxes:\n", """
                        exchange: {messages-per-minute: %d, smtp-connections: 3, delivering: false, submissions-kept: 100}
                        """.formatted(PER_MINUTE)));
    }

    private static String settings(int mailboxes, Provider provider, int smtp, int api) {
        StringBuilder settings = new StringBuilder(provider.credentials()
                + """
                listeners:
                  smtp: {port: %d, tls: none}
                logins:
                  - {name: load, password: "literal:%s", accounts: [%s]}
                server: {port: %d}
                accounts:
                """.formatted(
                                smtp,
                                PASSWORD,
                                IntStream.rangeClosed(1, mailboxes)
                                        .mapToObj(number -> "box" + number)
                                        .collect(Collectors.joining(", ")),
                                api));
        for (int number = 1; number <= mailboxes; number++) {
            settings.append("""
                      box%d:
                        address: %s
                        credential: app
                        trust: file:%s
                        smtp: {host: localhost, port: %s, tls: starttls}
                        pacing: {connections: 3, messages-per-minute: %d, recipients-per-day: 10000}
                    """.formatted(
                    number, address(number), provider.value("caFile"), provider.number("smtpPort"), PER_MINUTE));
        }
        return settings.toString();
    }

    private void all() throws IOException {
        each(number -> verb(number, "pause"));
        fill(PER_MINUTE * (minutes + stuckMinutes + 4));
        long began = System.nanoTime();
        each(number -> {
            // spread over a minute, so that whole minutes can be counted from any moment on
            Pause.of(Duration.ofNanos(Math.max(0, began + MINUTE.toNanos() * number / mailboxes - System.nanoTime())));
            verb(number, "resume");
        });
        System.out.printf("all resumed after %.1f s%n", (System.nanoTime() - began) / 1e9);
        Pause.of(MINUTE.dividedBy(2));
        Moment first = moment();
        Moment second = after(first, minutes);
        report("undisturbed", first, second, 1);
        provider.post(
                "/faults",
                "{\"protocol\": \"smtp\", \"stage\": \"dot\", \"action\": \"stall\", \"mailbox\": \"" + address(1)
                        + "\"}");
        Pause.of(MINUTE);
        Moment third = moment();
        Moment fourth = after(third, stuckMinutes);
        double others = report("box1 hangs, the others", third, fourth, 2);
        double before = part(first, second, 2);
        System.out.printf(
                "box1 delivered %d meanwhile; the others lost %.2f %% by it%n",
                fourth.delivered(1, 1) - third.delivered(1, 1), 100 * (before - others));
        Map<String, Integer> outcomes = new TreeMap<>();
        Matcher attempts = ATTEMPTS.matcher(server.fetch("/metrics"));
        while (attempts.find()) {
            outcomes.merge(attempts.group(2), (int) Double.parseDouble(attempts.group(3)), Integer::sum);
        }
        System.out.println("tries by answer, as the server counts: " + outcomes);
        System.out.println("the provider counts: " + provider.get("/counts").replaceAll("\\s+", " "));
    }

    private interface Task {
        void of(int number);
    }

    private void each(Task task) {
        for (int number = 1; number <= mailboxes; number++) {
            task.of(number);
        }
    }

    private void verb(int number, String verb) {
        server.post("/v1/accounts/box" + number + "/" + verb, "{}", "application/json");
    }

    private void fill(int perMailbox) throws IOException {
        long began = System.nanoTime();
        AtomicInteger next = new AtomicInteger();
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(Thread.ofPlatform().start(() -> {
                try (SmtpClient client = new SmtpClient(smtp).login("load", PASSWORD)) {
                    for (int n = next.getAndIncrement(); n < perMailbox * mailboxes; n = next.getAndIncrement()) {
                        String from = address(1 + n % mailboxes);
                        client.send(
                                from,
                                "r" + n + "@elsewhere.example",
                                "From: " + from + "\r\nSubject: Load " + n + "\r\n\r\nHello\r\n");
                    }
                } catch (IOException e) {
                    failures.add(String.valueOf(e.getMessage()));
                }
            }));
        }
        for (Thread client : clients) {
            try {
                client.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while clients send", e);
            }
        }
        if (!failures.isEmpty()) {
            throw new IOException("a client failed: " + failures.peek());
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                "queued %d messages for %d mailboxes, %.0f/s%n",
                perMailbox * mailboxes, mailboxes, perMailbox * mailboxes / seconds);
    }

    /** What was delivered until a moment, by mailbox, and what was used for it. */
    private record Moment(long nanos, Map<Integer, Long> delivered, Duration server, Duration provider, Duration busy) {
        long delivered(int from, int to) {
            return delivered.entrySet().stream()
                    .filter(entry -> entry.getKey() >= from && entry.getKey() <= to)
                    .mapToLong(Map.Entry::getValue)
                    .sum();
        }
    }

    private Moment moment() {
        Map<Integer, Long> delivered = new TreeMap<>();
        Matcher lines = DELIVERED.matcher(server.fetch("/metrics"));
        long now = System.nanoTime();
        while (lines.find()) {
            delivered.put(Integer.parseInt(lines.group(1)), (long) Double.parseDouble(lines.group(2)));
        }
        return new Moment(now, delivered, Load.used(server.process()), Load.used(provider.process()), Load.busy());
    }

    private Moment after(Moment begin, int minutes) {
        Moment last = begin;
        for (int minute = 1; minute <= minutes; minute++) {
            Pause.of(Duration.ofNanos(Math.max(0, begin.nanos() + minute * MINUTE.toNanos() - System.nanoTime())));
            Moment now = moment();
            System.out.printf(
                    "minute %d: %d delivered, resident %d MB, load %s%n",
                    minute,
                    now.delivered(1, mailboxes) - last.delivered(1, mailboxes),
                    Memory.resident(server.process()),
                    Load.average());
            last = now;
        }
        return last;
    }

    /** Delivered of what was possible, by the mailboxes from a number on. */
    private double part(Moment begin, Moment end, int from) {
        double possible =
                (mailboxes - from + 1L) * PER_MINUTE * (end.nanos() - begin.nanos()) / (double) MINUTE.toNanos();
        return (end.delivered(from, mailboxes) - begin.delivered(from, mailboxes)) / possible;
    }

    private double report(String what, Moment begin, Moment end, int from) {
        double seconds = (end.nanos() - begin.nanos()) / 1e9;
        double part = part(begin, end, from);
        long least = IntStream.rangeClosed(from, mailboxes)
                .mapToLong(number -> end.delivered(number, number) - begin.delivered(number, number))
                .min()
                .orElse(0);
        double signet = end.server().minus(begin.server()).toMillis() / 1e3 / seconds;
        double provider = end.provider().minus(begin.provider()).toMillis() / 1e3 / seconds;
        double busy = end.busy().minus(begin.busy()).toMillis() / 1e3 / seconds;
        System.out.printf(
                "%s: %d delivered in %.1f s, %.2f %% of what is possible; least of a mailbox %d; cores: server %.2f, provider %.2f, others %.2f%n",
                what,
                end.delivered(from, mailboxes) - begin.delivered(from, mailboxes),
                seconds,
                100 * part,
                least,
                signet,
                provider,
                busy - signet - provider);
        return part;
    }
}
