package signet.server.watch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import signet.oauth.Secret;
import signet.server.account.WebhookUrl;
import tools.jackson.core.JsonGenerator;

/**
 * Posts one alert by Standard Webhooks 1.0: {@code webhook-id, webhook-timestamp} and, with a secret, {@code webhook-signature}:
 * {@code v1,} and the base64 of HMAC-SHA256 over {@code id.timestamp.payload}. No redirect is followed, and of the answer nothing
 * but the head is read, so an endless one does no harm. Thread-safe.
 */
final class Webhook implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Webhook.class.getName());
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final String PREFIX = "whsec_";
    private static final int GONE = 410;
    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;
    private static final Duration LONGEST_WISH = Duration.ofHours(24);

    private final JsonLines json = new JsonLines();
    private final HttpClient client = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(DEADLINE)
            .build();

    /** What became of a post. */
    sealed interface Answer {
        /** 2xx. */
        record Taken() implements Answer {}

        /** 410: the receiver wants no more. */
        record Gone() implements Answer {}

        /**
         * Again later.
         *
         * @param wish how long the receiver asked us to wait
         */
        record Later(String reason, Optional<Duration> wish) implements Answer {}
    }

    /** Posts it once; waits at most 10 seconds. Neither the URL nor the secret comes into a message. */
    Answer post(Secret to, Optional<Secret> secret, Alert alert, Instant now) {
        String id = "alert-"
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(alert.key().getBytes(StandardCharsets.UTF_8));
        byte[] payload = payload(alert);
        String timestamp = Long.toString(now.getEpochSecond());
        HttpRequest.Builder request;
        try {
            URI url = URI.create(to.reveal());
            request = HttpRequest.newBuilder(url);
            WebhookUrl.look(url);
        } catch (IllegalArgumentException e) {
            return new Answer.Later("alerts.webhook is no http or https URL", Optional.empty());
        } catch (IOException e) {
            return new Answer.Later(e.toString(), Optional.empty());
        }
        request = request.timeout(DEADLINE)
                .header("Content-Type", "application/json")
                .header("User-Agent", "Signet")
                .header("webhook-id", id)
                .header("webhook-timestamp", timestamp)
                .POST(HttpRequest.BodyPublishers.ofByteArray(payload));
        if (secret.isPresent()) {
            request.header("webhook-signature", signature(secret.get(), id, timestamp, payload));
        }
        try {
            HttpResponse<InputStream> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            response.body().close();
            return answer(response, now);
        } catch (IOException e) {
            return new Answer.Later(e.toString(), Optional.empty());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer.Later("the server is ending", Optional.empty());
        }
    }

    private static Answer answer(HttpResponse<InputStream> response, Instant now) {
        int status = response.statusCode();
        if (status >= 200 && status < 300) {
            return new Answer.Taken();
        }
        if (status == GONE) {
            return new Answer.Gone();
        }
        Optional<Duration> wish = status == TOO_MANY || status == UNAVAILABLE
                ? response.headers().firstValue("Retry-After").flatMap(value -> wish(value, now))
                : Optional.empty();
        return new Answer.Later("the receiver answered " + status, wish);
    }

    /** RFC 9110 §10.2.3: seconds or a date. */
    private static Optional<Duration> wish(String value, Instant now) {
        try {
            Duration wish = value.strip().chars().allMatch(Character::isDigit)
                    ? Duration.ofSeconds(Long.parseLong(value.strip()))
                    : Duration.between(
                            now,
                            java.time.ZonedDateTime.parse(
                                    value.strip(), java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME));
            return wish.isNegative()
                    ? Optional.empty()
                    : Optional.of(wish.compareTo(LONGEST_WISH) > 0 ? LONGEST_WISH : wish);
        } catch (java.time.DateTimeException | NumberFormatException e) {
            LOG.log(Level.DEBUG, "a Retry-After that is none: {0}", e.getMessage());
            return Optional.empty();
        }
    }

    private byte[] payload(Alert alert) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        try (JsonGenerator generator = json.generator(out)) {
            generator.writeStartObject();
            generator.writeStringProperty("type", alert.event().event().kind().word());
            generator.writeStringProperty("timestamp", alert.event().at().toString());
            generator.writeName("data");
            generator.writeStartObject();
            generator.writeStringProperty("subject", alert.subject());
            generator.writeStringProperty("text", alert.text());
            alert.data().forEach((name, value) -> {
                if (!name.equals("subject") && !name.equals("text")) {
                    generator.writeStringProperty(name, JsonLines.cut(value));
                }
            });
            generator.writeEndObject();
            generator.writeEndObject();
        }
        return out.toByteArray();
    }

    static String signature(Secret secret, String id, String timestamp, byte[] payload) {
        String text = secret.reveal();
        byte[] key = text.startsWith(PREFIX)
                ? Base64.getDecoder().decode(text.substring(PREFIX.length()))
                : text.getBytes(StandardCharsets.UTF_8);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(payload));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA256", e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
