package signet.realservers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** A reverse proxy that gives Keycloak's token endpoint the address it has at Entra ID: {@code /TENANT/oauth2/v2.0/token}. */
final class EntraAddresses implements Closeable {
    private final HttpsServer server;
    private final HttpClient http;
    private final URI tokenUrl;

    private EntraAddresses(HttpsServer server, HttpClient http, URI tokenUrl) {
        this.server = server;
        this.http = http;
        this.tokenUrl = tokenUrl;
    }

    static EntraAddresses start(Authority authority, Keycloak keycloak) throws IOException {
        HttpClient http = HttpClient.newBuilder()
                .sslContext(authority.tls())
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        EntraAddresses front = new EntraAddresses(TestHttps.server(authority), http, URI.create(keycloak.tokenUrl()));
        front.server.createContext("/", front::answer);
        front.server.start();
        return front;
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (!exchange.getRequestURI().getPath().endsWith("/oauth2/v2.0/token")) {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
            return;
        }
        try {
            HttpResponse<byte[]> answer = http.send(
                    HttpRequest.newBuilder(tokenUrl)
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
            exchange.getResponseBody().write(answer.body());
            exchange.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while Keycloak answers", e);
        }
    }

    String authority() {
        return "https://localhost:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
