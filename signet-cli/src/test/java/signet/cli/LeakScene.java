package signet.cli;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import signet.server.Server;
import signet.server.account.PasswordHash;
import signet.server.certificate.CertificateMaker;
import signet.server.certificate.CertificateOrder;
import signet.server.certificate.NewKeyPair;
import signet.server.settings.SettingsSource;
import signet.server.watch.ServerLog;
import signet.simulator.Scenario;
import signet.simulator.Simulator;
import signet.simulator.entra.ClientSecret;
import signet.simulator.fault.Effect;
import signet.simulator.fault.Fault;
import signet.simulator.fault.Protocol;
import signet.simulator.fault.Stage;

/**
 * A running server whose settings hold a secret of every kind, the simulated provider, and strangers that repeat what they are sent.
 * Everything that is logged or printed is kept.
 */
final class LeakScene implements AutoCloseable {
    static final String PROGRAM = "program";

    final PlantedSecrets planted = new PlantedSecrets();
    final Path folder;
    final Scenario scenario = Scenario.defaults();
    final Simulator simulator;
    final RepeatingServer repeating = new RepeatingServer();
    final HttpServer stranger = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    final Server server;
    private final int smtpPort = freePort();
    private final int apiPort = freePort();
    private final SecureRandom random = new SecureRandom();
    private final Map<String, String> environment = new java.util.concurrent.ConcurrentHashMap<>();
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final Handler recorder = new Recorder();
    private final Logger strangersLog = Logger.getLogger("com.sun.net.httpserver");
    private final ServerLog log;

    LeakScene(Path folder) throws Exception {
        this.folder = folder;
        PrintStream all = new PrintStream(printed, true, StandardCharsets.UTF_8);
        System.setOut(all);
        System.setErr(all);
        log = ServerLog.install(ServerLog.Form.JSON, all, Level.ALL); // more than can be asked for
        Logger.getLogger("").addHandler(recorder);
        strangersLog.setLevel(Level.OFF); // it is not ours, and hears what it is sent
        simulator = Simulator.builder()
                .scenario(scenario)
                .directory(folder)
                .threads(Thread.ofVirtual().factory())
                .start();
        strangers();
        write("");
        server = Server.start(new Server.Plan(
                source(), Optional.empty(), InstantSource.system(), "0.0-test", Duration.ofSeconds(5), () -> 0));
        afterStart();
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }

    /** A secret as people and providers make them: with characters that every encoding writes in its own way. */
    private String secret(String kind) {
        byte[] octets = new byte[18];
        random.nextBytes(octets);
        String text = Base64.getUrlEncoder().encodeToString(octets);
        return planted.plant(kind, text.substring(0, 12) + "ü~/+=&<'" + text.substring(12));
    }

    /** The same for what has to be visible ASCII without quotes. */
    String plain(String kind) {
        byte[] octets = new byte[24];
        random.nextBytes(octets);
        return planted.plant(kind, "Z" + Base64.getUrlEncoder().encodeToString(octets));
    }

    String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private NewKeyPair pair(String kind, Optional<signet.oauth.Secret> passphrase, List<String> hosts)
            throws IOException {
        NewKeyPair pair = new CertificateMaker(random)
                .make(
                        new CertificateOrder(
                                "CN=" + kind.replace(' ', '-'), CertificateOrder.TWO_YEARS, 2048, passphrase, hosts),
                        Instant.now());
        planted.plant(
                kind, PlantedSecrets.privatePart(pair.keyPair().privateKey().getEncoded()));
        planted.plant(
                kind + " in PEM", PlantedSecrets.privateLines(pair.keyPem().reveal()));
        pair.write(Files.createDirectories(folder.resolve(kind.replace(' ', '-'))));
        return pair;
    }

    /** Endpoints that answer with the form they were sent, and one that gives tokens nobody else knows. */
    private void strangers() {
        repeat("/json", 400, "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000215: no: %s\"}");
        repeat("/html", 500, "<html><pre>%s</pre></html>");
        repeat("/cut", 200, "{\"access_token\":\"" + plain("opaque token that was cut") + "\",\"got\":\"%s");
        repeat(
                "/token",
                200,
                "{\"token_type\":\"Bearer\",\"expires_in\":3600,\"access_token\":\"" + plain("opaque token") + "\"}");
        repeat("/hook", 500, "no: %s");
        stranger.start();
    }

    private void repeat(String path, int status, String template) {
        stranger.createContext(path, exchange -> {
            String heard = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)
                    + exchange.getRequestURI()
                    + exchange.getRequestHeaders().entrySet();
            byte[] answer = template.replace("%s", heard.replace("\"", "'")).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
    }

    String url(String path) {
        return "http://127.0.0.1:" + stranger.getAddress().getPort() + path;
    }

    private String yaml = "";

    /** Writes the settings, followed by {@code more}. */
    void write(String more) throws IOException {
        if (yaml.isEmpty()) {
            yaml = settings();
        }
        Files.writeString(file(), yaml + more);
    }

    Path file() {
        return folder.resolve("signet.yaml");
    }

    Path data() {
        return folder.resolve("data");
    }

    Map<String, String> environment() {
        return environment;
    }

    private SettingsSource source() {
        return new SettingsSource(
                Optional.of(file()),
                folder,
                name -> Optional.ofNullable(environment.get(name)),
                InstantSource.system(),
                clear -> PasswordHash.of(clear, random).line());
    }

    /** A finished assertion, signed by nobody: decoded, checked, and sent as it is. */
    private String assertion() {
        String header =
                PlantedSecrets.base64("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"x5t\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAA\"}");
        String claims = PlantedSecrets.base64("{\"aud\":\"" + simulator.tokenUrl(scenario.tenantId()) + "\",\"iss\":\""
                + scenario.clientId() + "\",\"sub\":\"" + scenario.clientId() + "\",\"jti\":\"" + UUID.randomUUID()
                + "\",\"exp\":" + Instant.now().plusSeconds(86_400).getEpochSecond() + "}");
        byte[] signature = new byte[256];
        random.nextBytes(signature);
        return (header + "." + claims).replace("=", "").replace('+', '-').replace('/', '_') + "."
                + planted.plant(
                        "pasted assertion",
                        Base64.getUrlEncoder().withoutPadding().encodeToString(signature));
    }

    private String settings() throws IOException {
        String clientSecret = secret("client secret");
        String passphrase = secret("passphrase");
        environment.put("SECRET", clientSecret);
        environment.put("PASSPHRASE", passphrase);
        environment.put("PASSWORD", secret("basic password"));
        environment.put("HOOK", url("/hook/" + plain("webhook path")));
        environment.put("HOOK_SECRET", plain("webhook secret"));
        byte[] key = new byte[32];
        random.nextBytes(key);
        planted.plant("secrets key", key);
        planted.plant("secrets key in base64", Base64.getEncoder().encodeToString(key));
        environment.put("SECRETS_KEY", Base64.getEncoder().encodeToString(key));
        var app = simulator.entra().app(scenario.clientId());
        app.addSecret(new ClientSecret("5e8d7c6b-0000-4281-b7f6-0e1d2c3b4a59", clientSecret, Instant.MAX));
        NewKeyPair pair = pair("key", Optional.of(signet.oauth.Secret.of(passphrase)), List.of());
        app.addCertificate(pair.keyPair().certificate());
        NewKeyPair next = pair("next key", Optional.empty(), List.of());
        pair("listener key", Optional.empty(), List.of("localhost"));
        String tenant = "tenant-id: " + scenario.tenantId() + ", client-id: " + scenario.clientId() + ", authority: "
                + simulator.authority() + ", trust: file:ca.pem";
        String form = "grant_type: client_credentials, client_id: " + scenario.clientId()
                + ", scope: \"https://outlook.office365.com/.default\"";
        String proxy = "proxy: \"http://gate:" + plain("proxy password") + "@127.0.0.1:" + repeating.port() + "\"";
        StringBuilder text = new StringBuilder("credentials:\n");
        text.append(
                "  by-key: {method: certificate-microsoft-oauth2, private-key: file:key/key.pem, private-key-passphrase:"
                        + " env:PASSPHRASE, certificate: file:key/certificate.pem, " + tenant + "}\n");
        text.append("  by-secret: {method: client-secret-microsoft-oauth2, client-secret: env:SECRET, " + tenant
                + ", next: {client-secret: " + quoted(secret("next secret")) + ", secret-expires: 2090-01-01}}\n");
        text.append("  by-wrong: {method: client-secret-microsoft-oauth2, client-secret: "
                + quoted("literal:" + secret("wrong client secret")) + ", " + tenant + "}\n");
        text.append("  by-stranger-key:\n    method: certificate-microsoft-oauth2\n    private-key: |\n"
                + next.keyPem().reveal().indent(6)
                + "    certificate: file:next-key/certificate.pem\n    " + tenant.replace(", ", "\n    ") + "\n");
        text.append("  by-pasted: {method: oauth2, token-url: \"" + simulator.tokenUrl(scenario.tenantId())
                + "\", trust: file:ca.pem, request-properties: {" + form
                + ", client_assertion_type: \"urn:ietf:params:oauth:client-assertion-type:jwt-bearer\", client_assertion: "
                + assertion() + "}}\n");
        for (String path : List.of("json", "html", "cut", "token")) {
            text.append("  by-" + path + ": {method: oauth2, allow-insecure: true, token-url: \"" + url("/" + path)
                    + "\", request-properties: {" + form + ", client_secret: " + quoted(secret("property for " + path))
                    + "}}\n");
        }
        text.append("  by-proxy: {method: client-secret-microsoft-oauth2, client-secret: env:SECRET, " + tenant + ", "
                + proxy + "}\n");
        text.append("  by-half: {method: client-secret-microsoft-oauth2, tenant-id: common, client-secret: "
                + quoted(secret("secret of a disabled credential")) + "}\n");
        text.append("accounts:\n");
        String hosts = "trust: file:ca.pem, smtp: {host: localhost, port: " + simulator.smtpPort()
                + "}, imap: {host: localhost,"
                + " port: " + simulator.imapsPort() + ", tls: implicit}, pop3: {host: localhost, port: "
                + simulator.pop3sPort() + ", tls: implicit}";
        String raw = "{host: 127.0.0.1, port: " + repeating.port() + ", tls: none}";
        account(text, "good", "portal", "by-key", hosts);
        account(text, "reset", "help", "by-secret", hosts);
        account(text, "refused", "shared", "by-key", hosts);
        account(text, "nobody", "nobody", "by-secret", hosts);
        for (String credential :
                List.of("wrong", "stranger-key", "pasted", "json", "html", "cut", "token", "proxy", "half")) {
            account(text, credential, credential, "by-" + credential, hosts);
        }
        text.append("  pw: {address: pw@contoso.example, password: env:PASSWORD, smtp: " + raw + "}\n");
        text.append("  proxied: {address: px@contoso.example, credential: by-key, " + proxy + ", " + hosts + "}\n");
        text.append(
                "  props: {address: props@contoso.example, credential: by-key, smtp: {}, properties: {mail.smtp.pasword: "
                        + quoted(secret("mail property")) + "}}\n");
        text.append("listeners:\n  smtp:\n    - {port: " + smtpPort
                + ", tls: starttls, certificate: file:listener-key/certificate.pem,"
                + " private-key: file:listener-key/key.pem}\n");
        text.append("logins:\n  - {name: " + PROGRAM + ", password: " + quoted("literal:" + secret("listener password"))
                + ", accounts: [" + String.join(", ", ACCOUNTS) + "]}\n");
        text.append("server: {port: " + apiPort
                + ", data: data, secrets-key: env:SECRETS_KEY, database-user: u, database-password: "
                + quoted(secret("database password")) + "}\n");
        text.append(
                "alerts: {webhook: env:HOOK, webhook-secret: env:HOOK_SECRET, email: {to: ops@contoso.example, through: good}}\n");
        return text.toString();
    }

    /** Those that send. */
    static final List<String> ACCOUNTS = List.of(
            "good",
            "reset",
            "refused",
            "nobody",
            "wrong",
            "stranger-key",
            "pasted",
            "json",
            "html",
            "cut",
            "token",
            "proxy",
            "pw",
            "proxied");

    private static void account(StringBuilder text, String name, String mailbox, String credential, String hosts) {
        text.append("  " + name + ": {address: " + mailbox + "@contoso.example, credential: " + credential + ", "
                + hosts + "}\n");
    }

    private void afterStart() throws IOException {
        planted.plant(
                "operator token",
                Files.readString(data().resolve("operator.token")).strip());
        String link = server.consoleLink().orElseThrow().reveal();
        planted.plant("first console link", link.substring(link.lastIndexOf('/') + 1));
        Protocol smtp = Protocol.SMTP;
        simulator
                .faults()
                .add(Fault.at(smtp, Stage.AUTHENTICATE, Effect.reset()).of("help@contoso.example"));
        simulator
                .faults()
                .add(Fault.at(
                                smtp,
                                Stage.AUTHENTICATE,
                                Effect.say(
                                        "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled"))
                        .of("shared@contoso.example"));
    }

    int apiPort() {
        return server.apiPort();
    }

    int smtpPort() {
        return server.smtpPorts().getFirst();
    }

    String operatorToken() throws IOException {
        return Files.readString(data().resolve("operator.token")).strip();
    }

    String listenerPassword() {
        return value("listener password");
    }

    String value(String kind) {
        return new String(planted.octets(kind), StandardCharsets.UTF_8);
    }

    /** Everything that was logged and printed until now. */
    byte[] printed() {
        return printed.toByteArray();
    }

    /** Stops the server; what it wrote stays. */
    void stop() throws IOException {
        server.close();
        log.close();
    }

    @Override
    public void close() throws IOException {
        Logger.getLogger("").removeHandler(recorder);
        Logger.getLogger("").setLevel(Level.INFO);
        System.setOut(out);
        System.setErr(err);
        stranger.stop(0);
        repeating.close();
        simulator.close();
    }

    /** Whole stack traces with all causes, and parameters whether or not the text has a place for them. */
    private final class Recorder extends Handler {
        @Override
        public void publish(LogRecord entry) {
            StringWriter text = new StringWriter();
            text.append("RECORD ")
                    .append(entry.getLoggerName())
                    .append(' ')
                    .append(String.valueOf(entry.getMessage()))
                    .append(' ')
                    .append(java.util.Arrays.toString(entry.getParameters()));
            if (entry.getThrown() != null) {
                entry.getThrown().printStackTrace(new PrintWriter(text, true));
            }
            printed.writeBytes((text + "\n").getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
