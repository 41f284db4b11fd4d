package signet.simulator.entra;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import signet.simulator.Journal;
import signet.simulator.fault.Faults;
import signet.simulator.http.HttpAnswer;
import signet.simulator.http.HttpRequest;
import signet.simulator.http.Json;

/** What the login host answers: token requests, metadata, keys. */
public final class TokenEndpoint {
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    private final Entra entra;
    private final TokenFaults faults;
    private final Journal journal;
    private final InstantSource clock;
    private final Supplier<Authorities> authorities;
    private final Messages messages = new Messages();

    /**
     * Prepares the endpoint.
     *
     * @param authorities asked with each request, for the ports are known late
     */
    public TokenEndpoint(
            Entra entra, Faults faults, Journal journal, InstantSource clock, Supplier<Authorities> authorities) {
        this.entra = entra;
        this.faults = new TokenFaults(faults, clock);
        this.journal = journal;
        this.clock = clock;
        this.authorities = authorities;
    }

    /** Answers one request to the login host. */
    public HttpAnswer answer(HttpRequest request) {
        List<String> path = request.segments();
        if (path.size() == 4 && path.subList(1, 4).equals(List.of("oauth2", "v2.0", "token"))) {
            return token(TokenRequest.of(request));
        }
        return new Metadata(entra, authorities.get())
                .answer(request)
                .map(answer -> noted(request, answer))
                .or(() -> unknownTenant(request))
                .orElseGet(() -> HttpAnswer.of(404, "text/html; charset=utf-8", "<html><body>Not Found</body></html>"));
    }

    private HttpAnswer noted(HttpRequest request, HttpAnswer answer) {
        note(request, "request", request.method() + " " + request.path());
        note(request, "synthetic-answer", answer.status() + " metadata");
        return answer;
    }

    private HttpAnswer token(TokenRequest request) {
        note(request.http(), "request", request.masked());
        Optional<HttpAnswer> instead =
                faults.insteadOf(request, () -> honest(request), key -> playedSentence(request, key));
        HttpAnswer answer = instead.orElseGet(() -> honest(request));
        note(
                request.http(),
                "synthetic-answer",
                instead.isPresent() ? answer.status() + " by a fault" : summary(answer));
        return faults.spoiled(request, answer);
    }

    private HttpAnswer honest(TokenRequest request) {
        RequestCheck.Outcome outcome = new RequestCheck(entra, messages, authorities.get(), clock, request).judge();
        return outcome.order()
                .map(order -> HttpAnswer.json(200, Json.line(success(order)))
                        .with("Cache-Control", "no-store, no-cache")
                        .with("Pragma", "no-cache"))
                .orElseGet(() -> refused(request, outcome.refusal().orElseThrow()));
    }

    private Map<String, Object> success(TokenMint.Order order) {
        TokenShape shape = entra.tokenShape();
        long seconds = shape.lifetime().toSeconds();
        Object expiresIn = shape.expiresInAsText() ? Long.toString(seconds) : (Object) seconds;
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("token_type", "Bearer");
        body.put("expires_in", expiresIn);
        body.put("ext_expires_in", expiresIn);
        shape.refreshIn().ifPresent(d -> body.put("refresh_in", d.toSeconds()));
        body.put("access_token", entra.mint().issue(order, shape));
        return body;
    }

    private HttpAnswer refused(TokenRequest request, Refusal refusal) {
        return refused(refusal, request.http().field("client-request-id"));
    }

    /** RFC 6749 §5.2, with Entra's additions. */
    private HttpAnswer refused(Refusal refusal, Optional<String> correlation) {
        Instant now = clock.instant();
        String trace = UUID.randomUUID().toString();
        String correlationId = correlation
                .filter(c -> c.length() == 36)
                .orElseGet(() -> UUID.randomUUID().toString());
        String timestamp = TIMESTAMP.format(now);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", refusal.error());
        body.put(
                "error_description",
                refusal.sentence() + " Trace ID: " + trace + " Correlation ID: " + correlationId + " Timestamp: "
                        + timestamp);
        body.put("error_codes", refusal.codes());
        body.put("timestamp", timestamp);
        body.put("trace_id", trace);
        body.put("correlation_id", correlationId);
        body.put(
                "error_uri",
                "https://login.microsoftonline.com/error?code="
                        + refusal.codes().get(0));
        return HttpAnswer.json(refusal.status(), Json.line(body))
                .with("Cache-Control", "no-store, no-cache")
                .with("x-ms-request-id", trace);
    }

    private Optional<HttpAnswer> playedSentence(TokenRequest request, String key) {
        RequestCheck check = new RequestCheck(entra, messages, authorities.get(), clock, request);
        return messages.find(key).map(refusal -> refused(request, refusal.filled(check.facts())));
    }

    /** Metadata of a tenant that does not exist: 400, without any credential asked for. */
    private Optional<HttpAnswer> unknownTenant(HttpRequest request) {
        List<String> path = request.segments();
        boolean metadata = path.size() > 1 && path.get(path.size() - 1).equals("openid-configuration");
        if (!metadata) {
            return Optional.empty();
        }
        String tenant = path.get(0);
        String key = tenant.contains(".") || tenant.length() == 36 ? "90002" : "900023";
        return Optional.of(noted(
                request, refused(messages.refusal(key, Map.of("tenant", tenant)), request.field("client-request-id"))));
    }

    private static String summary(HttpAnswer answer) {
        String body = new String(answer.body(), StandardCharsets.UTF_8);
        return answer.status() == 200 ? "200 token issued" : answer.status() + " " + body;
    }

    private void note(HttpRequest request, String kind, String text) {
        journal.record(new Journal.Entry(clock.instant(), "token", request.session(), kind, text));
    }
}
