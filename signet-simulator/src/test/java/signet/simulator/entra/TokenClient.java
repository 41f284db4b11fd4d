package signet.simulator.entra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;
import signet.simulator.Scenario;
import signet.simulator.Simulator;

/** A client of the token endpoint that does exactly what a test says. */
public final class TokenClient {
    private final HttpClient http;
    private final URI url;

    public TokenClient(Simulator simulator, URI url) {
        this.http = HttpClient.newBuilder()
                .sslContext(simulator.clientTls())
                .connectTimeout(Duration.ofSeconds(10))
                .build();
        this.url = url;
    }

    /** The default app's request with its secret. */
    public static Map<String, String> bySecret(Scenario scenario) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "client_credentials");
        form.put("client_id", scenario.clientId());
        form.put("scope", "https://outlook.office365.com/.default");
        form.put("client_secret", scenario.clientSecret());
        return form;
    }

    /** The default app's request with an assertion. */
    public static Map<String, String> byAssertion(Scenario scenario, String assertion) {
        Map<String, String> form = bySecret(scenario);
        form.remove("client_secret");
        form.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        form.put("client_assertion", assertion);
        return form;
    }

    public HttpResponse<String> post(Map<String, String> form) {
        String body = form.entrySet().stream()
                .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send(HttpRequest.newBuilder(url)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public static Map<String, Object> json(HttpResponse<String> response) {
        try {
            return JsonUtil.parseJson(response.body());
        } catch (JoseException e) {
            throw new IllegalArgumentException("no JSON: " + response.body(), e);
        }
    }
}
