package signet.server.api;

import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a handler gives back.
 *
 * @param type media type of the body; empty when there is none
 */
record Answer(int status, String type, Map<String, String> headers, Body body) {
    static final String JSON = "application/json";
    static final String PROBLEM = "application/problem+json";

    /** Writes the octets; a stream may take its time. */
    @FunctionalInterface
    interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    private static final Body NOTHING = out -> {};

    static Answer json(int status, Object value) {
        return new Answer(status, JSON, Map.of(), out -> out.write(WRITER.write(value)));
    }

    static Answer ok(Object value) {
        return json(200, value);
    }

    static Answer text(String type, String text) {
        byte[] octets = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return new Answer(200, type, Map.of(), out -> out.write(octets));
    }

    static Answer empty(int status) {
        return new Answer(status, "", Map.of(), NOTHING);
    }

    static Answer of(Problem problem) {
        byte[] octets = WRITER.write(problem.shape());
        return new Answer(problem.status(), PROBLEM, Map.of(), out -> out.write(octets));
    }

    /** What HEAD gets. */
    Answer withoutBody() {
        return new Answer(status, type, headers, NOTHING);
    }

    Answer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, type, more, body);
    }

    private static final Json WRITER = new Json(1);
}
