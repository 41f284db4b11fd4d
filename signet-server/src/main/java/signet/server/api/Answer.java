package signet.server.api;

import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

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

        /** What the octets say, where it is JSON: for whoever asks inside the process. */
        default Optional<Object> value() {
            return Optional.empty();
        }
    }

    /** A value, written as JSON when it leaves the process. */
    private record Document(Object shape) implements Body {
        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(WRITER.write(shape));
        }

        @Override
        public Optional<Object> value() {
            return Optional.of(shape);
        }
    }

    private static final Body NOTHING = out -> {};

    static Answer json(int status, Object value) {
        return new Answer(status, JSON, Map.of(), new Document(value));
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
        return new Answer(problem.status(), PROBLEM, Map.of(), new Document(problem.shape()));
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
