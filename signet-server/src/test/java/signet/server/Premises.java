package signet.server;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import signet.oauth.Thumbprints;
import signet.server.account.PasswordHash;
import signet.server.certificate.CertificateMaker;
import signet.server.certificate.CertificateOrder;
import signet.server.certificate.NewKeyPair;
import signet.server.settings.SettingsSource;
import signet.simulator.Scenario;
import signet.simulator.Simulator;
import signet.simulator.exchange.Submission;

/** A folder with settings and a key pair, and the simulated provider they are for. */
final class Premises implements AutoCloseable {
    static final String PASSWORD = "correct-horse-7";

    private final Path folder;
    private final Scenario scenario = Scenario.defaults();
    private final Simulator simulator;
    private final CertifiedFolder certified;
    private final SecureRandom random = new SecureRandom();
    private NewKeyPair pair;
    private final InstantSource clock;
    private int smtpPort = freePort();
    private String ofCredential = "";
    private String ofAccount = "";
    private String more = "";

    Premises(Path folder) throws IOException {
        this(folder, InstantSource.system());
    }

    /** @param clock of provider and server */
    Premises(Path folder, InstantSource clock) throws IOException {
        this.folder = folder;
        this.clock = clock;
        this.simulator = Simulator.builder()
                .scenario(scenario)
                .clock(clock)
                .directory(folder)
                .threads(Thread.ofVirtual().factory())
                .start();
        this.certified = new CertifiedFolder(folder, simulator, scenario, clock);
        this.pair = certified.renew();
        write();
    }

    /** Below the range of which the system takes ports for outgoing connections, so that none takes it meanwhile. */
    static int freePort() throws IOException {
        while (true) {
            int port = RandomGenerator.getDefault().nextInt(20_000, 30_000);
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
                return probe.getLocalPort();
            } catch (BindException e) {
                System.getLogger(Premises.class.getName()).log(System.Logger.Level.DEBUG, "port {0} is taken", port);
            }
        }
    }

    Path settings() {
        return folder.resolve("signet.yaml");
    }

    void smtpPort(int port) throws IOException {
        smtpPort = port;
        write();
    }

    Simulator simulator() {
        return simulator;
    }

    /**
     * Adds to the settings.
     *
     * @param account lines of the account, indented as they have to be
     * @param section sections of the top level
     */
    void settings(String account, String section) throws IOException {
        ofAccount = account;
        more = section;
        write();
    }

    private void write() throws IOException {
        Files.writeString(
                settings(),
                certified.settings(ofCredential, ofAccount) + """
                listeners:
                  smtp: {port: %d, tls: none}
                logins:
                  - {name: program, password: "literal:%s", accounts: [portal]}
                server: {port: %d}
                %s""".formatted(smtpPort, PASSWORD, freePort(), more));
    }

    /** Adds lines to the credential. */
    void credential(String lines) throws IOException {
        ofCredential = lines;
        write();
    }

    Scenario scenario() {
        return scenario;
    }

    /** A pair in the folder {@code name} beside the settings, not uploaded. */
    NewKeyPair pair(String name, Duration life) throws IOException {
        NewKeyPair fresh = new CertificateMaker(random)
                .make(
                        new CertificateOrder("CN=" + name, life, 2048, Optional.empty()),
                        InstantSource.system().instant());
        fresh.write(folder.resolve(name));
        return fresh;
    }

    void upload(NewKeyPair fresh) {
        simulator
                .entra()
                .app(scenario.clientId())
                .addCertificate(fresh.keyPair().certificate());
    }

    /** The pair in use ends after {@code life}. */
    void endsAfter(Duration life) throws IOException {
        pair = pair("first", life);
        upload(pair);
        for (String file : List.of(NewKeyPair.KEY_FILE, NewKeyPair.CERTIFICATE_FILE)) {
            Files.copy(
                    folder.resolve("first").resolve(file),
                    folder.resolve(file),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** At the provider. */
    void expireCertificate() {
        simulator
                .entra()
                .app(scenario.clientId())
                .expireCertificate(Thumbprints.of(pair.keyPair().certificate()).sha1Hex());
    }

    /** A new pair in the folder, its certificate uploaded. */
    NewKeyPair renewCertificate() throws IOException {
        pair = certified.renew();
        return pair;
    }

    RunningServer start() throws IOException {
        return start(clock);
    }

    RunningServer start(InstantSource clock) throws IOException {
        return start(Optional.of(settings()), clock);
    }

    RunningServer startWithout() throws IOException {
        return start(Optional.empty(), clock);
    }

    private RunningServer start(Optional<Path> file, InstantSource clock) throws IOException {
        SettingsSource source = new SettingsSource(
                file,
                folder,
                name -> Optional.empty(),
                clock,
                clear -> PasswordHash.of(clear, random).line());
        return new RunningServer(
                Server.start(new Server.Plan(
                                source,
                                Optional.of(folder.resolve("data")),
                                clock,
                                "test",
                                Duration.ofSeconds(5),
                                () -> 0)
                        .passing()),
                PASSWORD);
    }

    List<Submission> submissions() {
        return simulator.exchange().submissions();
    }

    /** Everything that must not be seen anywhere. */
    List<String> secrets() throws IOException {
        List<String> secrets = new ArrayList<>(List.of(PASSWORD));
        pair.keyPem()
                .reveal()
                .lines()
                .filter(line -> line.length() > 40)
                .limit(3)
                .forEach(secrets::add);
        secrets.add(Files.readString(folder.resolve("data/secrets.key")).strip());
        secrets.add(Files.readString(folder.resolve("data/operator.token")).strip());
        return secrets;
    }

    List<Path> logs() throws IOException {
        try (Stream<Path> logs = Files.list(folder.resolve("data/log"))) {
            return logs.toList();
        }
    }

    @Override
    public void close() throws IOException {
        simulator.close();
    }
}
