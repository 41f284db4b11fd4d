package signet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signet.oauth.PemReader;
import signet.simulator.entra.ClientSecret;

/**
 * Settings full of planted secrets, every command, healthy and failing, against servers that repeat what they are sent: none
 * comes out, neither on standard output and error nor in a log nor in a file.
 */
@Tag("F10")
class CommandsLeakNothingTest {
    private static final String SECRET = "HIDDENsecret~8Q/+=&x9";
    private static final String WRONG_SECRET = "HIDDENwrong~8Q/+=&x9z";
    private static final String PASSPHRASE = "HIDDEN passphrase 4711";
    private static final String PASSWORD = "HIDDENpassword-0815";
    private static final String PROXY_PASSWORD = "HIDDENproxy-password-42";
    private static final Pattern TOKEN = Pattern.compile("eyJ[A-Za-z0-9_-]{10,}|dXNlcj[A-Za-z0-9+/]{10,}");

    @TempDir
    private Path folder = Path.of("");

    private final List<String> logged = new ArrayList<>();
    private final Set<String> planted = new LinkedHashSet<>();
    private final Handler handler = new Recorder();

    private Provider provider = unset();
    private HttpServer endpoint = unset();
    private RepeatingServer repeating = unset();

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // set before each test
    private static <T> T unset() {
        return null;
    }

    @BeforeEach
    void start() throws Exception {
        Logger root = Logger.getLogger("");
        root.setLevel(Level.ALL);
        root.addHandler(handler);
        provider = new Provider(folder);
        repeating = new RepeatingServer();
        endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serve("/json", 400, "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000215: no: %s\"}");
        serve("/html", 500, "<html><pre>%s</pre></html>");
        serve("/form", 200, "access_token=HIDDENopaqueTOKEN0001&token_type=bearer&%s");
        serve("/cut", 200, "{\"access_token\":\"HIDDENopaqueTOKEN0001\",\"got\":\"%s");
        endpoint.start();
        settings();
    }

    @AfterEach
    void stop() throws Exception {
        Logger.getLogger("").removeHandler(handler);
        Logger.getLogger("").setLevel(Level.INFO);
        endpoint.stop(0);
        repeating.close();
        provider.close();
    }

    /** Answers with the form it was sent. */
    private void serve(String path, int status, String template) {
        endpoint.createContext(path, exchange -> {
            String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            byte[] answer = String.format(template, form).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
    }

    private void settings() throws Exception {
        Path secrets = Files.createDirectories(folder.resolve("secrets"));
        Path passphrase = Files.writeString(folder.resolve("passphrase.txt"), PASSPHRASE);
        Run made = Run.of(
                "cert",
                "create",
                "--key-size",
                "2048",
                "--passphrase",
                "file:" + passphrase,
                "--out",
                secrets.toString());
        assertEquals(0, made.status(), made.err());
        String key = Files.readString(secrets.resolve("key.pem"));
        var app = provider.simulator.entra().app(provider.scenario.clientId());
        app.addCertificate(PemReader.certificates(Files.readString(secrets.resolve("certificate.pem")))
                .certificates()
                .get(0));
        app.addSecret(new ClientSecret("5e8d7c6b-0000-4281-b7f6-0e1d2c3b4a59", SECRET, Instant.MAX));
        String assertion = provider.run("assertion", "by-cert", "--reveal").out();
        String jwt = assertion.lines().reduce((first, second) -> second).orElseThrow();

        for (String value : List.of(SECRET, WRONG_SECRET, PASSPHRASE, PASSWORD, PROXY_PASSWORD, jwt)) {
            plant(value);
        }
        plant("HIDDENopaqueTOKEN0001");
        plant(jwt.substring(jwt.lastIndexOf('.') + 1));
        key.lines().filter(line -> !line.startsWith("-")).limit(20).forEach(planted::add);
        Files.writeString(file(), yaml(key.indent(6), jwt));
    }

    private void plant(String value) {
        byte[] octets = value.getBytes(StandardCharsets.UTF_8);
        planted.add(value);
        planted.add(URLEncoder.encode(value, StandardCharsets.UTF_8));
        planted.add(Base64.getEncoder().withoutPadding().encodeToString(octets));
        for (String before : List.of("\0pw@contoso.example\0", "gate:")) {
            String sasl = Base64.getEncoder().encodeToString((before + value).getBytes(StandardCharsets.UTF_8));
            planted.add(sasl.substring(before.length() * 4 / 3 + 3, sasl.length() - 3));
        }
    }

    private Path file() {
        return folder.resolve("planted.yaml");
    }

    private String yaml(String key, String jwt) {
        String tokenUrl =
                provider.simulator.tokenUrl(provider.scenario.tenantId()).toString();
        String client = provider.scenario.clientId();
        String tenant = "tenant-id: " + provider.scenario.tenantId() + ", client-id: " + client + ", authority: "
                + provider.simulator.authority() + ", trust: file:ca.pem";
        String form = "grant_type: client_credentials, client_id: " + client
                + ", scope: \"https://outlook.office365.com/.default\"";
        StringBuilder yaml = new StringBuilder("credentials:\n");
        yaml.append("  by-key:\n    method: certificate-microsoft-oauth2\n    private-key: |\n")
                .append(key)
                .append("    private-key-passphrase: ")
                .append(PASSPHRASE)
                .append("\n    certificate: file:secrets/certificate.pem\n    ")
                .append(tenant.replace(", ", "\n    "))
                .append('\n');
        for (String[] secret : new String[][] {{"by-secret", SECRET}, {"by-wrong", WRONG_SECRET}}) {
            yaml.append("  " + secret[0] + ": {method: client-secret-microsoft-oauth2, " + tenant
                    + ", client-secret: \"" + secret[1] + "\"}\n");
        }
        yaml.append("  by-pasted: {method: oauth2, token-url: \"" + tokenUrl + "\", trust: file:ca.pem,"
                + " request-properties: {" + form
                + ", client_assertion_type: \"urn:ietf:params:oauth:client-assertion-type:jwt-bearer\", client_assertion: "
                + jwt + "}}\n");
        for (String path : List.of("json", "html", "form", "cut")) {
            yaml.append("  by-" + path + ": {method: oauth2, allow-insecure: true, token-url: \"http://127.0.0.1:"
                    + endpoint.getAddress().getPort() + "/" + path + "\", request-properties: {" + form
                    + ", client_secret: \"" + SECRET + "\"}}\n");
        }
        yaml.append("  by-proxy: {method: client-secret-microsoft-oauth2, " + tenant + ", client-secret: \"" + SECRET
                + "\", proxy: \"http://gate:" + PROXY_PASSWORD + "@127.0.0.1:" + repeating.port() + "\"}\n");
        yaml.append("accounts:\n");
        String hosts = "trust: file:ca.pem, smtp: {host: localhost, port: " + provider.simulator.smtpPort()
                + "}, imap: {host: localhost, port: " + provider.simulator.imapsPort()
                + ", tls: implicit}, pop3: {host:"
                + " localhost, port: " + provider.simulator.pop3sPort() + ", tls: implicit}";
        yaml.append("  good: {address: portal@contoso.example, credential: by-key, " + hosts + "}\n");
        yaml.append("  stranger: {address: nobody@contoso.example, credential: by-secret, " + hosts + "}\n");
        yaml.append("  broken: {address: help@contoso.example, credential: by-json, " + hosts + "}\n");
        String raw = "{host: 127.0.0.1, port: " + repeating.port() + ", tls: none}";
        yaml.append("  pw: {address: pw@contoso.example, password: " + PASSWORD + ", smtp: " + raw + "}\n");
        yaml.append("  proxied: {address: px@contoso.example, credential: by-key, proxy: \"http://gate:"
                + PROXY_PASSWORD + "@127.0.0.1:" + repeating.port() + "\", " + hosts + "}\n");
        return yaml.toString();
    }

    private List<String[]> commands() {
        List<String[]> commands = new ArrayList<>();
        commands.add(words("check"));
        commands.add(words("check --json"));
        for (String account : List.of("good", "stranger", "broken", "pw", "proxied")) {
            commands.add(words("test " + account + " --json"));
            commands.add(words("test " + account + " --debug"));
            commands.add(
                    words("send --debug --account " + account + " --to help@contoso.example --subject S --body B"));
        }
        commands.add(words("send --json --account good --to help@contoso.example --subject S --body B"));
        for (String account : List.of("good", "stranger", "broken", "proxied")) {
            for (String protocol : List.of("imap", "pop3")) {
                commands.add(words("fetch --debug --account " + account + " --protocol " + protocol + " --into "
                        + folder.resolve("in-" + account + "-" + protocol)));
            }
        }
        for (String name : List.of("key", "secret", "wrong", "pasted", "json", "html", "form", "cut", "proxy")) {
            commands.add(words("token by-" + name + " --show-request --debug"));
            commands.add(words("token by-" + name + " --show-request --json --account good"));
            commands.add(words("assertion by-" + name + " --json --debug"));
        }
        return commands;
    }

    private static String[] words(String line) {
        return line.split(" ");
    }

    private String[] withFile(String[] command) {
        String[] line = java.util.Arrays.copyOf(command, command.length + 2);
        line[command.length] = "-f";
        line[command.length + 1] = file().toString();
        return line;
    }

    @Test
    void noCommandShowsASecret() throws Exception {
        Set<Integer> statuses = new LinkedHashSet<>();
        for (String[] command : commands()) {
            Run run = Run.of(withFile(command));
            statuses.add(run.status());
            clean(String.join(" ", command), run.out() + run.err());
            assertFalse(run.err().contains("defect of Signet"), run.err());
        }
        assertEquals(Set.of(0, 1, 2), Set.copyOf(statuses), "healthy, failing and impossible ones");

        Run shown = Run.of(
                "cert",
                "show",
                folder.resolve("secrets/key.pem").toString(),
                "--passphrase",
                "file:" + folder.resolve("passphrase.txt"));
        assertEquals(0, shown.status(), shown.err());
        clean("cert show", shown.out() + shown.err());
        Run wrong = Run.of("cert", "show", folder.resolve("secrets/key.pem").toString(), "--debug");
        assertEquals(1, wrong.status(), wrong.out());
        clean("cert show without passphrase", wrong.out() + wrong.err());
        String log = "client_secret=" + SECRET + " Authorization: Bearer HIDDENopaqueTOKEN0001 535 5.7.3 failed";
        clean(
                "explain",
                Run.of("explain", log).out() + Run.of("explain", "--json", log).out());

        clean("the log", String.join("\n", logged));
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path written : files.filter(Files::isRegularFile).toList()) {
                if (folder.relativize(written).toString().startsWith("in-")) {
                    clean(written.toString(), Files.readString(written, StandardCharsets.ISO_8859_1));
                }
            }
        }
        assertTrue(repeating.heard().contains("CONNECT"), "the proxy was asked");
        assertTrue(repeating.heard().contains("AUTH PLAIN"), "the password was sent");
    }

    /** The refusals themselves must be shown: a mask that hides everything would pass, too. */
    @Test
    void whatTheServersSayIsShownAroundTheMask() {
        Run token = Run.of(withFile(words("token by-html")));
        assertTrue(token.err().contains("client_secret=••••••"), token.err());
        Run send = Run.of(withFile(words("send --account pw --to a@contoso.example --subject S --body B")));
        assertTrue(send.err().contains("535 ") && send.err().contains(" you said "), send.err());
        assertFalse(send.err().contains("\033"), "what a server says does not drive the terminal");
    }

    private void clean(String what, String text) {
        for (String secret : planted) {
            assertFalse(text.contains(secret), () -> what + " shows " + secret + ":\n" + text);
        }
        assertFalse(TOKEN.matcher(text).find(), () -> what + " shows a token:\n" + text);
    }

    private final class Recorder extends Handler {
        @Override
        public void publish(LogRecord entry) {
            synchronized (logged) {
                logged.add(entry.getLoggerName() + " " + entry.getMessage() + " "
                        + java.util.Arrays.toString(entry.getParameters()) + " " + entry.getThrown());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
