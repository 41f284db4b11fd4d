package signet.cli;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import signet.mail.Account;
import signet.mail.Authentication;
import signet.mail.Content;
import signet.mail.Dialer;
import signet.mail.Endpoint;
import signet.mail.Envelope;
import signet.mail.Network;
import signet.mail.Protocol;
import signet.mail.Reply;
import signet.mail.SessionListener;
import signet.mail.Timeouts;
import signet.mail.TlsMode;
import signet.mail.smtp.BeforeDot;
import signet.mail.smtp.Delivery;
import signet.mail.smtp.SmtpSession;
import signet.oauth.PemReader;
import signet.oauth.Secret;
import signet.oauth.Trust;
import signet.server.Server;
import signet.server.account.PasswordHash;
import signet.server.event.EventLog;
import signet.server.queue.EntryId;
import signet.server.queue.EntryView;
import signet.server.settings.SettingsSource;
import signet.server.watch.ServerLog;

/** The {@code signet serve} of the demo, and a program beside it that knows only user name and password. */
final class DemoServer implements AutoCloseable {
    /** The program's login at the listener. */
    static final String LOGIN = "research-portal";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern QUEUED = Pattern.compile("queued as ([a-z2-7]{26})");

    /** A token younger than 30 s is not replaced when a server refuses it; the clock watch minds a jump of a minute. */
    private static final Duration LATER = Duration.ofSeconds(45);

    private final InstantSource clock;
    private final AtomicReference<Duration> ahead;
    private final Secret password;
    private final ServerLog log;
    private final Server server;

    private DemoServer(
            InstantSource clock, AtomicReference<Duration> ahead, Secret password, ServerLog log, Server server) {
        this.clock = clock;
        this.ahead = ahead;
        this.password = password;
        this.log = log;
        this.server = server;
    }

    /** Adds listener, login and ports to the settings, and starts the server by them; its log goes into the folder. */
    static DemoServer start(Terminal terminal, Path settings, Path folder) throws IOException {
        SecureRandom random = new SecureRandom();
        Secret password = Secret.of(Long.toUnsignedString(random.nextLong(), 36));
        String yaml = """
                listeners:
                  smtp: {port: %d, tls: starttls}
                logins:
                  - {name: %s, password-hash: "%s", accounts: [%s]}
                server: {port: %d, data: data}
                """.formatted(
                freePort(), LOGIN, PasswordHash.of(password, random).line().reveal(), Playground.SENDER, freePort());
        Files.writeString(settings, yaml, StandardOpenOption.APPEND);
        ServerLog log =
                ServerLog.install(ServerLog.Form.TEXT, Files.newOutputStream(folder.resolve("serve.log")), Level.INFO);
        AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
        InstantSource clock = () -> terminal.clock().instant().plus(ahead.get());
        SettingsSource source = new SettingsSource(
                Optional.of(settings),
                folder,
                name -> Optional.empty(),
                clock,
                clear -> PasswordHash.of(clear, random).line());
        Server server = Server.start(new Server.Plan(
                        source, Optional.empty(), clock, Main.Version.text(), Duration.ofSeconds(5), log::dropped)
                .passing());
        return new DemoServer(clock, ahead, password, log, server);
    }

    /** Free a moment ago, and not of the range of which the system takes ports for outgoing connections. */
    private static int freePort() throws IOException {
        for (int tries = 0; tries < 1_000; tries++) {
            int port = RandomGenerator.getDefault().nextInt(20_000, 30_000);
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
                return probe.getLocalPort();
            } catch (BindException e) {
                System.getLogger(DemoServer.class.getName()).log(System.Logger.Level.DEBUG, "port {0} is taken", port);
            }
        }
        throw Failure.failed("no port between 20000 and 30000 is free");
    }

    int smtpPort() {
        return server.smtpPorts().getFirst();
    }

    int apiPort() {
        return server.apiPort();
    }

    /** The one-time link by which the first administrator comes in. */
    String consoleLink() {
        return server.consoleLink()
                .orElseThrow(() -> Failure.failed("the console offers no link although it has no user"))
                .reveal();
    }

    /** The address of a page of the console. */
    String console(String page) {
        return server.console() + page;
    }

    /** Hands a message to the listener as the program would: STARTTLS, user name, password. */
    Handed hand(Path message, String from, String to) throws IOException {
        Account program = new Account(
                LOGIN,
                from,
                new Authentication.Password(LOGIN, password),
                Map.of(Protocol.SMTP, new Endpoint("localhost", smtpPort(), TlsMode.STARTTLS)),
                new Network(
                        Trust.manager(ownCertificate()),
                        Optional.empty(),
                        Timeouts.DEFAULTS,
                        "[127.0.0.1]",
                        Dialer.DIRECT,
                        clock));
        try (SmtpSession session = SmtpSession.open(program, SessionListener.NONE)) {
            Delivery delivery = session.send(Envelope.of(from, List.of(to)), Content.of(message), BeforeDot.NONE);
            Reply reply = delivery.dispositions().getFirst().reply().orElseThrow();
            Matcher queued = QUEUED.matcher(reply.toString());
            if (!delivery.complete() || !queued.find()) {
                throw Failure.failed("the listener did not take the mail: " + reply);
            }
            return new Handed(EntryId.parse(queued.group(1)).orElseThrow(), reply);
        }
    }

    /** What the listener answered, and the entry it named. */
    record Handed(EntryId id, Reply reply) {}

    private List<X509Certificate> ownCertificate() throws IOException {
        return PemReader.certificates(
                        Files.readString(server.data().resolve("tls").resolve("certificate.pem")))
                .certificates();
    }

    /** The entry, once it is as asked. */
    EntryView await(EntryId id, String what, Predicate<EntryView> condition) throws IOException {
        Semaphore news = new Semaphore(0);
        EventLog.Subscription following = server.events().subscribe(news::release);
        try {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            EntryView entry = server.queue().entry(id).orElseThrow();
            while (!condition.test(entry)) {
                if (System.nanoTime() - deadline > 0) {
                    throw Failure.failed("after a minute " + id + " is not " + what + " but " + entry.state());
                }
                if (news.tryAcquire(1, TimeUnit.SECONDS)) {
                    news.drainPermits();
                }
                entry = server.queue().entry(id).orElseThrow();
            }
            return entry;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + id + " was waited for", e);
        } finally {
            following.close();
        }
    }

    /** Puts the server's clock forward a little, so that its token is no longer fresh from the press. */
    void later() {
        ahead.set(LATER);
    }

    /** Has the settings read anew, as SIGHUP would. */
    void reload() throws IOException {
        server.reload();
    }

    @Override
    public void close() throws IOException {
        try (log) {
            server.close();
        }
    }
}
