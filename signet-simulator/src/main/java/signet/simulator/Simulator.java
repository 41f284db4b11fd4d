package signet.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import signet.simulator.entra.Authorities;
import signet.simulator.entra.Entra;
import signet.simulator.entra.TokenEndpoint;
import signet.simulator.exchange.Exchange;
import signet.simulator.exchange.MailServerContext;
import signet.simulator.fault.Fault;
import signet.simulator.fault.Faults;
import signet.simulator.http.HttpAnswer;
import signet.simulator.http.HttpListener;
import signet.simulator.http.HttpRequest;
import signet.simulator.imap.ImapServer;
import signet.simulator.pop3.Pop3Server;
import signet.simulator.smtp.SmtpServer;

/** A running stand-in for Microsoft 365: see the package comment. Everything listens on 127.0.0.1. Thread-safe. */
public final class Simulator implements AutoCloseable {
    private static final String HOST = "localhost";

    private final Scenario scenario;
    private final SimulatorClock clock;
    private final Journal journal = new Journal();
    private final Faults faults = new Faults();
    private final TlsMaterial tls = TlsMaterial.make();
    private final Entra entra;
    private final Exchange exchange;
    private final Path caFile;
    private final ThreadFactory threads;
    private final Map<Service, Integer> ports = new EnumMap<>(Service.class);
    private final Deque<AutoCloseable> open = new ConcurrentLinkedDeque<>();
    private volatile Authorities authorities = new Authorities(List.of());

    private Simulator(Builder builder) throws IOException {
        this.scenario = builder.scenario;
        this.clock = new SimulatorClock(builder.clock);
        this.threads = builder.threads;
        scenario.clockOffset().ifPresent(v -> clock.offset(v.duration()));
        scenario.faults().forEach(f -> faults.add(Fault.from(f.raw())));
        this.entra = new Population(scenario, clock).entra();
        this.exchange = new Population(scenario, clock).exchange();
        open.push(exchange);
        this.caFile = tls.write(directory(builder.directory));
    }

    /** Chooses scenario, threads, clock, directory and ports. */
    public static Builder builder() {
        return new Builder();
    }

    /** Starts with free ports, daemon platform threads, the system clock, and a temporary directory. */
    public static Simulator start(Scenario scenario) {
        return builder().scenario(scenario).start();
    }

    private Path directory(Optional<Path> wished) throws IOException {
        if (wished.isPresent()) {
            return wished.get();
        }
        Path made = Files.createTempDirectory("signet-simulator-");
        open.push(() -> {
            Files.deleteIfExists(made.resolve("ca.pem"));
            Files.deleteIfExists(made);
        });
        return made;
    }

    private void listen(Ports wished) throws IOException {
        TokenEndpoint endpoint = new TokenEndpoint(entra, faults, journal, clock, () -> authorities);
        listen(Service.TOKEN, wished, Optional.of(() -> tls.server(entra.certificate())), endpoint::answer);
        if (scenario.insecureHttp()) {
            listen(Service.INSECURE_TOKEN, wished, Optional.empty(), endpoint::answer);
        }
        authorities = new Authorities(loginHosts());
        mail(wished);
        listen(
                Service.CONTROL,
                wished,
                Optional.empty(),
                new ControlApi(this, new Description(this, scenario))::answer);
    }

    private void listen(
            Service service,
            Ports wished,
            Optional<Supplier<SSLContext>> context,
            java.util.function.Function<HttpRequest, HttpAnswer> handler)
            throws IOException {
        HttpListener listener = open(new HttpListener(handler, context, threads, clock));
        started(service, wished, listener::start);
    }

    private void mail(Ports wished) throws IOException {
        MailServerContext context = new MailServerContext(
                exchange,
                entra.validator(),
                faults,
                journal,
                () -> tls.server(exchange.policies().certificate()),
                threads,
                clock);
        for (boolean implicitTls : List.of(false, true)) {
            SmtpServer smtp = open(new SmtpServer(context, implicitTls));
            started(implicitTls ? Service.SMTPS : Service.SMTP, wished, smtp::start);
            ImapServer imap = open(new ImapServer(context, implicitTls));
            started(implicitTls ? Service.IMAPS : Service.IMAP, wished, imap::start);
            Pop3Server pop3 = open(new Pop3Server(context, implicitTls));
            started(implicitTls ? Service.POP3S : Service.POP3, wished, pop3::start);
        }
    }

    private <T extends AutoCloseable> T open(T server) {
        open.push(server);
        return server;
    }

    private interface Start {
        int at(int port) throws IOException;
    }

    private void started(Service service, Ports wished, Start start) throws IOException {
        ports.put(service, start.at(wished.of(service)));
    }

    private List<URI> loginHosts() {
        List<URI> hosts = new ArrayList<>();
        for (String host : List.of(HOST, "127.0.0.1")) {
            hosts.add(URI.create("https://" + host + ":" + running(Service.TOKEN)));
            if (ports.containsKey(Service.INSECURE_TOKEN)) {
                hosts.add(URI.create("http://" + host + ":" + running(Service.INSECURE_TOKEN)));
            }
        }
        return hosts;
    }

    /** The port of a service; absent when it is not switched on. */
    public Optional<Integer> port(Service service) {
        return Optional.ofNullable(ports.get(service));
    }

    private int running(Service service) {
        return port(service)
                .orElseThrow(() -> new IllegalStateException(service.label() + " is not switched on in this scenario"));
    }

    /** {@code localhost}; the certificate is valid for it and for 127.0.0.1. */
    public String host() {
        return HOST;
    }

    /** The login host: {@code https://localhost:PORT}. */
    public URI authority() {
        return URI.create("https://" + HOST + ":" + running(Service.TOKEN));
    }

    /** {@code https://localhost:PORT/TENANT/oauth2/v2.0/token}. */
    public URI tokenUrl(String tenantId) {
        return URI.create(authority() + "/" + tenantId + "/oauth2/v2.0/token");
    }

    /**
     * The login host over plain HTTP.
     *
     * @throws IllegalStateException unless the scenario says {@code insecure-http: true}
     */
    public URI insecureAuthority() {
        return URI.create("http://" + HOST + ":" + running(Service.INSECURE_TOKEN));
    }

    /** The control API: {@code http://127.0.0.1:PORT}. */
    public URI controlUrl() {
        return URI.create("http://127.0.0.1:" + running(Service.CONTROL));
    }

    /** SMTP with STARTTLS. */
    public int smtpPort() {
        return running(Service.SMTP);
    }

    /** SMTP with TLS from the start. */
    public int smtpsPort() {
        return running(Service.SMTPS);
    }

    /** IMAP with STARTTLS. */
    public int imapPort() {
        return running(Service.IMAP);
    }

    /** IMAP with TLS from the start. */
    public int imapsPort() {
        return running(Service.IMAPS);
    }

    /** POP3 with STLS. */
    public int pop3Port() {
        return running(Service.POP3);
    }

    /** POP3 with TLS from the start. */
    public int pop3sPort() {
        return running(Service.POP3S);
    }

    /** The certificate authority of this run, PEM. */
    public Path caFile() {
        return caFile;
    }

    /** The certificate authority of this run. */
    public X509Certificate ca() {
        return tls.authority();
    }

    /** The authority of the firewall behind {@link Presented#INSPECTED}. */
    public X509Certificate inspector() {
        return tls.inspector();
    }

    /** For clients: trusts this run's authority and nothing else. */
    public SSLContext clientTls() {
        return tls.client();
    }

    /** Tenants, apps, rules for assertions, shape of tokens. */
    public Entra entra() {
        return entra;
    }

    /** The mailboxes, their rights and switches, and the limits of the service. */
    public Exchange exchange() {
        return exchange;
    }

    /** What goes wrong on demand. */
    public Faults faults() {
        return faults;
    }

    /** What was seen. */
    public Journal journal() {
        return journal;
    }

    /** The time by which everything is judged. */
    public SimulatorClock clock() {
        return clock;
    }

    /** Endpoints, CA file and identities as JSON, for a person or a program that starts the simulator on its own. */
    public String toJson() {
        return new Description(this, scenario).json();
    }

    /** Stops everything, newest first. */
    @Override
    public void close() {
        RuntimeException failed = null;
        for (AutoCloseable next = open.poll(); next != null; next = open.poll()) {
            try {
                next.close();
            } catch (Exception e) {
                failed = failed == null ? new IllegalStateException("closing the simulator failed", e) : failed;
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    /** Chooses what {@link Simulator#start(Scenario)} takes for granted. */
    public static final class Builder {
        private Scenario scenario = Scenario.defaults();
        private ThreadFactory threads = daemons();
        private InstantSource clock = InstantSource.system();
        private Optional<Path> directory = Optional.empty();
        private Optional<Ports> ports = Optional.empty();

        private Builder() {}

        private static ThreadFactory daemons() {
            AtomicInteger count = new AtomicInteger();
            return task -> {
                Thread thread = new Thread(task, "simulator-" + count.incrementAndGet());
                thread.setDaemon(true);
                return thread;
            };
        }

        /** Who exists; default {@link Scenario#defaults()}. */
        public Builder scenario(Scenario chosen) {
            scenario = chosen;
            return this;
        }

        /** Where threads come from, one per connection; default daemon platform threads. */
        public Builder threads(ThreadFactory chosen) {
            threads = chosen;
            return this;
        }

        /** The time; default the system's. */
        public Builder clock(InstantSource chosen) {
            clock = chosen;
            return this;
        }

        /** Where {@code ca.pem} is written, and left; default a temporary directory that goes with the simulator. */
        public Builder directory(Path chosen) {
            directory = Optional.of(chosen);
            return this;
        }

        /** The ports; default those of the scenario, which are free ones unless it says otherwise. */
        public Builder ports(Ports chosen) {
            ports = Optional.of(chosen);
            return this;
        }

        /**
         * Starts.
         *
         * @throws IllegalArgumentException when a value of the scenario is wrong
         * @throws UncheckedIOException when a port is taken or the directory cannot be written
         */
        public Simulator start() {
            try {
                Simulator simulator = new Simulator(this);
                try {
                    simulator.listen(ports.orElseGet(scenario::ports));
                } catch (IOException | RuntimeException e) {
                    simulator.close();
                    throw e;
                }
                return simulator;
            } catch (IOException e) {
                throw new UncheckedIOException("the simulator cannot start: " + e.getMessage(), e);
            }
        }
    }
}
