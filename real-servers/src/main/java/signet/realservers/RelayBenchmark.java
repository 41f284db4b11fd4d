package signet.realservers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * What relaying costs: {@code signet serve} and Postfix take 5 KB messages from smtp-source and send them on over STARTTLS with a
 * login into one and the same second Postfix, which asks Dovecot about logins and discards the mail. Signet logs in with
 * XOAUTH2 and a token of Keycloak's; Postfix has no OAuth of its own and logs in with PLAIN, but keeps TLS connections open
 * ({@code smtp_tls_connection_reuse}). Counted is the processor time of the relaying server for each message, from the first
 * accepted to the last relayed.
 */
public final class RelayBenchmark {
    private static final String USER = "box1@" + RealServers.DOMAIN;
    private static final int SESSIONS = 10;
    private static final int OCTETS = 5 * 1024;
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final double FOREIGN = 0.3;
    private static final int WARM_UP_POSTFIX = 1_000;

    private record Contestant(String name, int port, ProcessHandle process, BooleanSupplier empty) {}

    private record Run(double rate, double millis, double foreign) {}

    private final RealServers servers;
    private final int messages;
    private final List<Contestant> contestants = new ArrayList<>();
    private ProcessHandle target = ProcessHandle.current();

    private RelayBenchmark(RealServers servers, int messages) {
        this.servers = servers;
        this.messages = messages;
    }

    /** Arguments: the signet command, Keycloak's folder, messages, rounds, messages to warm up Signet with. */
    public static void main(String[] arguments) throws IOException {
        try (RealServers servers = RealServers.prepare()) {
            RelayBenchmark benchmark = new RelayBenchmark(servers, Integer.parseInt(arguments[2]));
            benchmark.start(
                    Path.of(arguments[0]).toAbsolutePath(),
                    Path.of(arguments[1]).toAbsolutePath());
            benchmark.warmUp(Integer.parseInt(arguments[4]));
            System.out.print(benchmark.rounds(Integer.parseInt(arguments[3])));
        }
    }

    private void start(Path signet, Path keycloak) throws IOException {
        RealServers.Provider provider = servers.startProvider(keycloak);
        int sink = servers.closedPort();
        Authority.Pair pair = servers.authority().serverPair("localhost");
        Daemon second = servers.opened(BarePostfix.start(folder("second"), sink, """
                smtpd_tls_security_level = encrypt
                smtpd_tls_auth_only = yes
                smtpd_tls_cert_file = %s
                smtpd_tls_key_file = %s
                smtpd_sasl_auth_enable = yes
                smtpd_sasl_type = dovecot
                smtpd_sasl_path = %s
                smtpd_relay_restrictions = permit_sasl_authenticated, reject
                mynetworks =
                default_transport = discard
                """.formatted(
                        pair.certificate(), pair.key(), provider.dovecot().saslSocket())));
        target = second.process();
        contestants.add(signet(signet, provider, sink));
        contestants.add(postfix(sink));
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectory(servers.folder().resolve(name));
    }

    private Contestant signet(Path signet, RealServers.Provider provider, int sink) throws IOException {
        int smtp = servers.closedPort();
        int api = servers.closedPort();
        String ca = servers.authority().caFile().toString();
        SignetServer server = servers.opened(SignetServer.start(
                signet,
                folder("signet"),
                """
                credentials:
                  app:
                    method: oauth2
                    token-url: %1$s
                    trust: file:%2$s
                    request-properties: {grant_type: client_credentials, client_id: %3$s, client_secret: "literal:%4$s"}
                accounts:
                  box:
                    address: %5$s
                    credential: app
                    trust: file:%2$s
                    smtp: {host: localhost, port: %6$d, tls: starttls}
                    pacing: {connections: %9$d}
                listeners:
                  smtp: {port: %7$d, tls: none, relay: [{networks: [127.0.0.0/8], account: box}]}
                server: {port: %8$d}
                """.formatted(
                                provider.keycloak().tokenUrl(),
                                ca,
                                RealServers.APP_SECRET,
                                RealServers.SECRET,
                                USER,
                                sink,
                                smtp,
                                api,
                                SESSIONS),
                smtp,
                api,
                Map.of()));
        return new Contestant(
                "Signet",
                smtp,
                server.process(),
                () -> !server.fetch("/v1/messages?state=queued&limit=1").contains("\"id\""));
    }

    private Contestant postfix(int sink) throws IOException {
        int port = servers.closedPort();
        Path folder = folder("first");
        Authority.write(
                folder.resolve("etc/passwords"),
                "[localhost]:" + sink + " " + USER + ":" + RealServers.PASSWORD + "\n");
        Daemon first = servers.opened(BarePostfix.start(
                folder, port, """
                relayhost = [localhost]:%1$d
                smtp_host_lookup = native
                smtp_address_preference = ipv4
                smtp_tls_security_level = verify
                smtp_tls_verify_cert_match = hostname
                smtp_tls_CAfile = %2$s
                smtp_tls_connection_reuse = yes
                smtp_sasl_auth_enable = yes
                smtp_sasl_password_maps = texthash:%3$s/etc/passwords
                smtp_sasl_security_options = noanonymous
                smtp_sasl_mechanism_filter = plain
                default_destination_concurrency_limit = %4$d
                initial_destination_concurrency = %4$d
                """.formatted(sink, servers.authority().caFile(), folder, SESSIONS)));
        Path queue = folder.resolve("queue");
        return new Contestant("Postfix", port, first.process(), () -> empty(queue));
    }

    private static boolean empty(Path queue) {
        for (String name : List.of("maildrop", "incoming", "active", "deferred")) {
            try (Stream<Path> files = Files.walk(queue.resolve(name))) {
                if (files.anyMatch(Files::isRegularFile)) {
                    return false;
                }
            } catch (IOException | java.io.UncheckedIOException e) {
                return false; // a file went away while we looked: it was not empty
            }
        }
        return true;
    }

    /** Until Java's compilers have done their work; Postfix, which has none, needs no more than its files in memory. */
    private void warmUp(int count) {
        Run signet = run(contestants.get(0), count);
        Run postfix = run(contestants.get(1), WARM_UP_POSTFIX);
        System.out.printf(
                "warmed up: Signet %d messages, %.3f ms for each; Postfix %d messages, %.3f ms for each%n",
                count, signet.millis(), WARM_UP_POSTFIX, postfix.millis());
    }

    private String rounds(int rounds) {
        List<List<Run>> all = List.of(new ArrayList<>(), new ArrayList<>());
        for (int round = 1; round <= rounds; round++) {
            for (int i = 0; i < contestants.size(); i++) {
                int turn = (i + round) % contestants.size(); // nobody always comes first
                Run run = run(contestants.get(turn), messages);
                all.get(turn).add(run);
                System.out.printf(
                        "round %d  %-8s %7.0f/s  %6.3f ms for each%s%n",
                        round,
                        contestants.get(turn).name(),
                        run.rate(),
                        run.millis(),
                        run.foreign() > FOREIGN ? "  (others used %.1f cores)".formatted(run.foreign()) : "");
            }
        }
        Run signet = median(all.get(0));
        Run postfix = median(all.get(1));
        return "%nmedians of %d rounds, %d messages each: Signet %.0f/s, %.3f ms; Postfix %.0f/s, %.3f ms; Signet uses %.2f of Postfix's processor time%n"
                .formatted(
                        rounds,
                        messages,
                        signet.rate(),
                        signet.millis(),
                        postfix.rate(),
                        postfix.millis(),
                        signet.millis() / postfix.millis());
    }

    private Run run(Contestant contestant, int count) {
        Command load = Command.of("/usr/sbin/smtp-source", "-s", Integer.toString(SESSIONS), "-d")
                .with("-l", OCTETS, "-m", count, "-f", USER, "-t", "someone@example.net")
                .with("127.0.0.1:" + contestant.port());
        Command timed = Command.of("/bin/bash", "-c", "TIMEFORMAT='%U %S'; time \"$@\"", "load")
                .with(load.words().toArray())
                .within(LIMIT);
        Duration busy = Load.busy();
        Duration known = Load.used(contestant.process()).plus(Load.used(target));
        Duration used = Load.used(contestant.process());
        long began = System.nanoTime();
        String[] times = timed.run().orFail().err().strip().split("\\s+");
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!contestant.empty().getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(contestant.name() + " has not relayed everything within " + LIMIT);
            }
            Pause.of(Duration.ofMillis(100));
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        used = Load.used(contestant.process()).minus(used);
        known = Load.used(contestant.process()).plus(Load.used(target)).minus(known);
        double client = Double.parseDouble(times[times.length - 2]) + Double.parseDouble(times[times.length - 1]);
        double foreign = ((Load.busy().minus(busy).toMillis() - known.toMillis()) / 1e3 - client) / seconds;
        return new Run(count / seconds, used.toMillis() / (double) count, foreign);
    }

    private static Run median(List<Run> runs) {
        List<Run> sorted =
                runs.stream().sorted(Comparator.comparingDouble(Run::millis)).toList();
        return sorted.get(sorted.size() / 2);
    }
}
