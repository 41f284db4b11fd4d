package signet.simulator.http;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** One answer: status, header fields, body, and the {@link Pace} at which it is written. Immutable. */
public final class HttpAnswer {
    private final int status;
    private final Map<String, String> fields;
    private final byte[] body;
    private final Pace pace;

    private HttpAnswer(int status, Map<String, String> fields, byte[] body, Pace pace) {
        this.status = status;
        this.fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        this.body = body;
        this.pace = pace;
    }

    /** An answer with a body in UTF-8. */
    public static HttpAnswer of(int status, String contentType, String text) {
        return new HttpAnswer(
                status, Map.of("Content-Type", contentType), text.getBytes(StandardCharsets.UTF_8), Pace.HONEST);
    }

    /** An answer in JSON, as Entra labels it. */
    public static HttpAnswer json(int status, String json) {
        return of(status, "application/json; charset=utf-8", json);
    }

    /** An answer without a body. */
    public static HttpAnswer empty(int status) {
        return new HttpAnswer(status, Map.of(), new byte[0], Pace.HONEST);
    }

    /** The same with another header field, replacing one of that name. */
    public HttpAnswer with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(fields);
        more.put(name, value);
        return new HttpAnswer(status, more, body, pace);
    }

    /** The same with another body. */
    public HttpAnswer withBody(byte[] octets) {
        return new HttpAnswer(status, fields, octets.clone(), pace);
    }

    /** The same, written at another pace. */
    public HttpAnswer at(Pace otherPace) {
        return new HttpAnswer(status, fields, body, otherPace);
    }

    /** The same with a {@code Date} field of this time in place of the listener's. */
    public HttpAnswer dated(Instant at) {
        return with("Date", AnswerWriter.date(at));
    }

    /** The status code. */
    public int status() {
        return status;
    }

    /** The header fields in the order in which they are written; {@code Date} and {@code Content-Length} are added. */
    public Map<String, String> fields() {
        return fields;
    }

    /** The body's octets. */
    public byte[] body() {
        return body.clone();
    }

    /** How it is written. */
    public Pace pace() {
        return pace;
    }
}
