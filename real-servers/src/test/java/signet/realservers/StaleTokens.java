package signet.realservers;

import com.sun.net.httpserver.HttpsServer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A token endpoint with a broken cache: always the same token, said to be good for an hour. */
final class StaleTokens implements Closeable {
    private final HttpsServer server;

    private StaleTokens(HttpsServer server) {
        this.server = server;
    }

    static StaleTokens start(Authority authority, String token) {
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
