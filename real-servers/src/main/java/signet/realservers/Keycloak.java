package signet.realservers;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Keycloak with one realm in memory, over HTTPS on loopback. Its folder is prepared once and used again. */
public final class Keycloak implements Closeable {
    private static final Duration BUILD = Duration.ofMinutes(4);
    private static final Duration START = Duration.ofMinutes(3);

    private final Daemon daemon;
    private final String realmUrl;
    private final HttpClient http;

    private Keycloak(Daemon daemon, String realmUrl, HttpClient http) {
        this.daemon = daemon;
        this.realmUrl = realmUrl;
        this.http = http;
    }

    /** Starts it without waiting; {@link #awaitReady} waits. Building its folder (once) takes about 25 s. */
    static Keycloak start(Path home, Realm realm, Authority authority, int port, Path log) {
        build(home);
        Authority.write(home.resolve("data/import/" + Realm.NAME + "-realm.json"), realm.json());
        Authority.write(home.resolve("data/import/" + Realm.CLOSED + "-realm.json"), Realm.closed());
        Authority.Pair pair = authority.serverPair("localhost");
        Command start = script(home, "start", "--optimized", "--import-realm", "--cache=local")
                .with("--http-enabled=false", "--http-host=127.0.0.1", "--https-port=" + port)
                .with("--https-certificate-file=" + pair.certificate(), "--https-certificate-key-file=" + pair.key())
                .with("--hostname=https://localhost:" + port);
        Daemon daemon = Daemon.start(start.words(), start.environment(), home, log);
        HttpClient http = HttpClient.newBuilder()
                .sslContext(authority.tls())
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
        return new Keycloak(daemon, "https://localhost:" + port + "/realms/" + Realm.NAME, http);
    }

    private static void build(Path home) {
        Path done = home.resolve(".built-for-signet");
        if (Files.exists(done)) {
            return;
        }
        // the realm lives in memory: Keycloak imports a realm only where it does not exist yet
        script(home, "build", "--db=dev-mem", "--health-enabled=false", "--metrics-enabled=false")
                .within(BUILD)
                .run()
                .orFail();
        Authority.write(done, "");
    }

    private static Command script(Path home, String... words) {
        return Command.of("bash", home.resolve("bin/kc.sh").toString())
                .with((Object[]) words)
                .in(home)
                .withVariable("JAVA_HOME", System.getProperty("java.home"))
                // quick to start matters more than quick to run
                .withVariable("JAVA_OPTS_APPEND", "-XX:TieredStopAtLevel=1")
                .withVariable("JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx400m");
    }

    /** Waits until the realm answers. */
    void awaitReady() {
        Pause.until("Keycloak answers at " + realmUrl, START, () -> {
            try {
                return get(realmUrl).statusCode() == 200;
            } catch (UncheckedIOException e) {
                return false;
            }
        });
    }

    /** The issuer of the realm's tokens. */
    public String issuer() {
        return realmUrl;
    }

    public String tokenUrl() {
        return realmUrl + "/protocol/openid-connect/token";
    }

    /** The key the realm signs tokens with, as PEM. */
    String publicKeyPem() {
        String key = field(get(realmUrl).body(), "public_key");
        return "-----BEGIN PUBLIC KEY-----\n" + key.replaceAll("(.{64})", "$1\n") + "\n-----END PUBLIC KEY-----\n";
    }

    /** A client-credentials token by client secret, asked for directly. */
    public String tokenBySecret(String clientId, String secret) {
        HttpResponse<String> answer =
                post(Map.of("grant_type", "client_credentials", "client_id", clientId, "client_secret", secret));
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("no token for " + clientId + ": " + answer.body());
        }
        return field(answer.body(), "access_token");
    }

    /** The decoded header and claims of a JWT, as the JSON text they are. */
    static String decoded(String jwt, int part) {
        return new String(Base64.getUrlDecoder().decode(jwt.split("\\.", -1)[part]), StandardCharsets.UTF_8);
    }

    /** When a token ends, to the second. */
    static Instant expiry(String jwt) {
        Matcher match = Pattern.compile("\"exp\":(\\d+)").matcher(decoded(jwt, 1));
        if (!match.find()) {
            throw new IllegalStateException("the token has no exp");
        }
        return Instant.ofEpochSecond(Long.parseLong(match.group(1)));
    }

    static String field(String json, String name) {
        Matcher match = Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]*)\"").matcher(json);
        if (!match.find()) {
            throw new IllegalStateException("no field " + name + " in " + json);
        }
        return match.group(1);
    }

    private HttpResponse<String> get(String url) {
        return send(HttpRequest.newBuilder(URI.create(url)).build());
    }

    private HttpResponse<String> post(Map<String, String> form) {
        String body = form.entrySet().stream()
                .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send(HttpRequest.newBuilder(URI.create(tokenUrl()))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Keycloak answers", e);
        }
    }

    @Override
    public void close() {
        daemon.close();
    }
}
