package signet.simulator.entra;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;
import signet.simulator.fault.Effect;
import signet.simulator.fault.Faults;
import signet.simulator.fault.Protocol;
import signet.simulator.fault.Stage;
import signet.simulator.http.HttpAnswer;
import signet.simulator.http.Pace;

/**
 * Applies faults of the protocol {@code token}. Their {@code mailbox}, when given, is the client ID.
 *
 * <ul>
 *   <li>stage {@code request}, before anything is judged: stall, close, reset, delay; {@code say} a key of
 *       {@code entra-messages.properties}, a status (429, 500, 502, 503, 504 get the body usual there), or a whole answer:
 *       status, fields, blank line, body
 *   <li>stage {@code headers}, after the judgement: stall, delay, close; {@code say} a field: {@code Content-Type:
 *       text/html}, {@code Content-Encoding: gzip} and {@code Transfer-Encoding: chunked} (the body is then really so), {@code Date: …}, or {@code Date}
 *       alone with a duration: the clock shifted by so much
 *   <li>stage {@code body}: delay, stall, close (after some octets), drip, garble; {@code say} another body, in which
 *       {@code {access_token}} is the real one; {@code inject} so many {@code octets} of blanks after the body
 * </ul>
 */
final class TokenFaults {
    // longer than any client waits; the listener's end cuts it short
    private static final Duration FOR_EVER = Duration.ofDays(1);
    private static final Pattern ANSWER = Pattern.compile("(\\d{3})\\b[^\\n]*(?:\\n(.*))?", Pattern.DOTALL);

    private final Faults faults;
    private final InstantSource clock;

    TokenFaults(Faults faults, InstantSource clock) {
        this.faults = faults;
        this.clock = clock;
    }

    /** The answer that takes the place of a plain judgement, if a fault wants one. */
    Optional<HttpAnswer> insteadOf(
            TokenRequest request, Supplier<HttpAnswer> honest, Function<String, Optional<HttpAnswer>> sentences) {
        return due(Stage.REQUEST, request).map(effect -> switch (effect.action()) {
            case STALL -> silent(effect);
            case CLOSE -> HttpAnswer.empty(204).at(Pace.HONEST.silently());
            case RESET -> HttpAnswer.empty(204).at(Pace.HONEST.silently().resetting());
            case SAY -> sentences.apply(effect.text()).orElseGet(() -> said(effect.text()));
            case DELAY, DRIP, GARBLE, INJECT, SPLIT -> inHead(effect, honest.get());
        });
    }

    private static HttpAnswer silent(Effect effect) {
        return HttpAnswer.empty(204)
                .at(Pace.HONEST.withPauseBeforeHead(lasting(effect.duration())).silently());
    }

    private static Duration lasting(Duration duration) {
        return duration.isZero() ? FOR_EVER : duration;
    }

    private static HttpAnswer said(String text) {
        Matcher whole = ANSWER.matcher(text.replace("\r", ""));
        if (!whole.matches()) {
            return HttpAnswer.of(200, "application/json; charset=utf-8", text);
        }
        int status = Integer.parseInt(whole.group(1));
        String rest = whole.group(2);
        if (rest == null) {
            return usual(status);
        }
        String[] halves = rest.split("\n\n", 2);
        HttpAnswer answer = HttpAnswer.of(status, "text/plain", halves.length == 2 ? halves[1] : "");
        for (String line : halves[0].lines().toList()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                answer = answer.with(
                        line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
        return answer;
    }

    /** The bodies seen with these statuses: text for 429, the gateway's HTML for 5xx, nothing for 504. */
    private static HttpAnswer usual(int status) {
        return switch (status) {
            case 429 -> HttpAnswer.of(429, "text/plain", "Too Many Requests").with("Retry-After", "60");
            case 504 -> HttpAnswer.empty(504);
            default ->
                HttpAnswer.of(
                        status,
                        "text/html; charset=us-ascii",
                        "<!DOCTYPE html>\r\n<html><head><title>Service Unavailable</title></head>\r\n"
                                + "<body><h2>Service Unavailable</h2><hr><p>HTTP Error " + status
                                + ".</p></body></html>\r\n");
        };
    }

    /** The answer as the faults of the stages {@code headers} and {@code body} leave it. */
    HttpAnswer spoiled(TokenRequest request, HttpAnswer answer) {
        HttpAnswer headed = due(Stage.HEADERS, request)
                .map(effect -> inHead(effect, answer))
                .orElse(answer);
        return due(Stage.BODY, request).map(effect -> inBody(effect, headed)).orElse(headed);
    }

    private HttpAnswer inHead(Effect effect, HttpAnswer answer) {
        Pace pace = answer.pace();
        return switch (effect.action()) {
            case STALL -> silent(effect);
            case CLOSE -> answer.at(pace.silently());
            case RESET -> answer.at(pace.silently().resetting());
            case DELAY -> answer.at(pace.withPauseBeforeHead(effect.duration()));
            case SAY -> field(effect, answer);
            case DRIP, GARBLE, INJECT, SPLIT -> inBody(effect, answer);
        };
    }

    private HttpAnswer field(Effect effect, HttpAnswer answer) {
        String[] field = effect.text().split(":", 2);
        String name = field[0].strip();
        if (field.length == 1) {
            return answer.dated(clock.instant().plus(effect.duration()));
        }
        String value = field[1].strip();
        HttpAnswer changed = answer.with(name, value);
        if (name.equalsIgnoreCase("Transfer-Encoding") && value.equalsIgnoreCase("chunked")) {
            return changed.withBody(chunked(answer.body()));
        }
        return name.equalsIgnoreCase("Content-Encoding") && value.equalsIgnoreCase("gzip")
                ? changed.withBody(gzipped(answer.body()))
                : changed;
    }

    /** RFC 9112 §7.1, in chunks of a hundred octets. */
    private static byte[] chunked(byte[] body) {
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        for (int at = 0; at < body.length; at += 100) {
            int size = Math.min(100, body.length - at);
            chunks.writeBytes((Integer.toHexString(size) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            chunks.write(body, at, size);
            chunks.writeBytes(new byte[] {'\r', '\n'});
        }
        chunks.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return chunks.toByteArray();
    }

    private static byte[] gzipped(byte[] body) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    private static HttpAnswer inBody(Effect effect, HttpAnswer answer) {
        Pace pace = answer.pace();
        return switch (effect.action()) {
            case STALL -> answer.at(pace.stalledAfter(effect.after(), lasting(effect.duration())));
            case CLOSE -> answer.at(pace.cutAfter(effect.after()));
            case RESET -> answer.at(pace.cutAfter(effect.after()).resetting());
            case DELAY -> answer.at(pace.withPauseBeforeBody(effect.duration()));
            case DRIP -> answer.at(pace.dripping(effect.duration().dividedBy(Math.max(1, effect.octets()))));
            case SPLIT -> answer.at(pace.dripping(Duration.ofMillis(1)));
            case GARBLE -> answer.withBody(garbled(answer.body()));
            case INJECT -> answer.at(pace.filledWith(effect.octets()));
            case SAY ->
                answer.withBody(effect.text()
                        .replace("{access_token}", accessToken(answer))
                        .getBytes(StandardCharsets.UTF_8));
        };
    }

    private static byte[] garbled(byte[] body) {
        for (int i = 0; i < body.length; i += 3) {
            body[i] ^= 0x15;
        }
        return body;
    }

    private static String accessToken(HttpAnswer answer) {
        try {
            Map<String, Object> json = JsonUtil.parseJson(new String(answer.body(), StandardCharsets.UTF_8));
            return String.valueOf(json.getOrDefault("access_token", ""));
        } catch (JoseException e) {
            return ""; // another fault made the body already
        }
    }

    private Optional<Effect> due(Stage stage, TokenRequest request) {
        return faults.take(Protocol.TOKEN, stage, request.clientId());
    }
}
