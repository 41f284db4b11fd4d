package signet.realservers;

import com.sun.net.httpserver.HttpsServer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** A token endpoint with a broken cache: always the same token, said to be good for an hour. */
final class StaleTokens implements Closeable {
    private final HttpsServer server;

    private StaleTokens(HttpsServer server) {
        this.server = server;
    }

    /** Returns once the token it gives out has ended. */
    static StaleTokens start(Site site) {
        String token = site.keycloak().tokenBySecret(RealServers.APP_SHORT, RealServers.SECRET);
        Instant end = Keycloak.expiry(token);
        Pause.until(
                "the token is expired",
                Duration.ofSeconds(30),
                () -> Instant.now().isAfter(end.plusSeconds(1)));
        return start(site.servers().authority(), token);
    }

    private static StaleTokens start(Authority authority, String token) {
        try {
            HttpsServer server = TestHttps.server(authority);
            byte[] answer = """
                    {"access_token":"%s","token_type":"Bearer","expires_in":3600}""".formatted(token).getBytes(StandardCharsets.UTF_8);
            server.createContext("/", exchange -> {
                exchange.getRequestBody().readAllBytes();
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
                exchange.close();
            });
            server.start();
            return new StaleTokens(server);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    String tokenUrl() {
        return "https://localhost:" + server.getAddress().getPort() + "/token";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
