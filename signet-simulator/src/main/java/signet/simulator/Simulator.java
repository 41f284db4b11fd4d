package signet.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import signet.simulator.entra.AppRegistration;
import signet.simulator.entra.Authorities;
import signet.simulator.entra.ClientSecret;
import signet.simulator.entra.Entra;
import signet.simulator.entra.Tenant;
import signet.simulator.entra.TokenEndpoint;
import signet.simulator.fault.Fault;
import signet.simulator.fault.Faults;
import signet.simulator.http.HttpAnswer;
import signet.simulator.http.HttpListener;
import signet.simulator.http.HttpRequest;
import signet.simulator.http.Json;

/** A running stand-in for Microsoft 365: see the package comment. Everything listens on 127.0.0.1. Thread-safe. */
public final class Simulator implements AutoCloseable {
    private static final String HOST = "localhost";

    private final Scenario scenario;
    private final SimulatorClock clock;
    private final Journal journal = new Journal();
    private final Faults faults = new Faults();
    private final TlsMaterial tls = TlsMaterial.make();
    private final Entra entra;
    private final Path caFile;
    private final ThreadFactory threads;
    private final Map<Service, Integer> ports = new EnumMap<>(Service.class);
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private volatile Authorities authorities = new Authorities(List.of());

    private Simulator(Builder builder) throws IOException {
        this.scenario = builder.scenario;
        this.clock = new SimulatorClock(builder.clock);
        this.threads = builder.threads;
        scenario.clockOffset().ifPresent(v -> clock.offset(v.duration()));
        scenario.faults().forEach(f -> faults.add(Fault.from(f.raw())));
        this.entra = new Population(scenario, clock).entra();
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
        listen(Service.TOKEN, wished, Optional.of(tls.server()), endpoint::answer);
        if (scenario.insecureHttp()) {
            listen(Service.INSECURE_TOKEN, wished, Optional.empty(), endpoint::answer);
        }
        authorities = new Authorities(loginHosts());
        listen(Service.CONTROL, wished, Optional.empty(), new ControlApi(this)::answer);
    }

    private void listen(
            Service service,
            Ports wished,
            Optional<SSLContext> context,
            java.util.function.Function<HttpRequest, HttpAnswer> handler)
            throws IOException {
        HttpListener listener = new HttpListener(handler, context, threads, clock);
        open.push(listener);
        ports.put(service, listener.start(wished.of(service)));
    }

    private List<URI> loginHosts() {
        List<URI> hosts = new ArrayList<>();
        for (String host : List.of(HOST, "127.0.0.1")) {
            hosts.add(URI.create("https://" + host + ":" + port(Service.TOKEN)));
            if (ports.containsKey(Service.INSECURE_TOKEN)) {
                hosts.add(URI.create("http://" + host + ":" + port(Service.INSECURE_TOKEN)));
            }
        }
        return hosts;
    }

    private int port(Service service) {
        return Optional.ofNullable(ports.get(service))
                .orElseThrow(() -> new IllegalStateException(service.label() + " is not switched on in this scenario"));
    }

    /** {@code localhost}; the certificate is valid for it and for 127.0.0.1. */
    public String host() {
        return HOST;
    }

    /** The login host: {@code https://localhost:PORT}. */
    public URI authority() {
        return URI.create("https://" + HOST + ":" + port(Service.TOKEN));
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
        return URI.create("http://" + HOST + ":" + port(Service.INSECURE_TOKEN));
    }

    /** The control API: {@code http://127.0.0.1:PORT}. */
    public URI controlUrl() {
        return URI.create("http://127.0.0.1:" + port(Service.CONTROL));
    }

    /** The certificate authority of this run, PEM. */
    public Path caFile() {
        return caFile;
    }

    /** The certificate authority of this run. */
    public X509Certificate ca() {
        return tls.authority();
    }

    /** For clients: trusts this run's authority and nothing else. */
    public SSLContext clientTls() {
        return tls.client();
    }

    /** Tenants, apps, rules for assertions, shape of tokens. */
    public Entra entra() {
        return entra;
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
        Map<String, Object> json = new LinkedHashMap<>(endpoints());
        json.put("identities", identities());
        return Json.page(json);
    }

    Map<String, Object> endpoints() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("host", HOST);
        json.put("authority", authority());
        json.put("tokenUrl", tokenUrl(scenario.tenantId()));
        if (ports.containsKey(Service.INSECURE_TOKEN)) {
            json.put("insecureAuthority", insecureAuthority());
        }
        json.put("controlUrl", controlUrl());
        for (Service mail : Service.MAIL) {
            if (ports.containsKey(mail)) {
                json.put(mail.label() + "Port", port(mail));
            }
        }
        json.put("caFile", caFile.toAbsolutePath());
        return json;
    }

    private List<Map<String, Object>> identities() {
        List<Map<String, Object>> identities = new ArrayList<>();
        for (Tenant tenant : entra.tenants()) {
            for (AppRegistration app : entra.apps(tenant)) {
                Map<String, Object> json = new LinkedHashMap<>();
                json.put("tenantId", tenant.id());
                json.put("domain", tenant.domains().stream().sorted().findFirst());
                json.put("clientId", app.clientId());
                json.put("objectId", app.objectId());
                json.put(
                        "secretId", app.secrets().stream().map(ClientSecret::id).findFirst());
                json.put(
                        "clientSecret",
                        app.secrets().stream().map(ClientSecret::value).findFirst());
                json.put("mailboxes", scenario.mailboxes());
                identities.add(json);
            }
        }
        return identities;
    }

    /** Stops everything, newest first. */
    @Override
    public void close() {
        RuntimeException failed = null;
        while (!open.isEmpty()) {
            try {
                open.pop().close();
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
