package signet.server.api;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.Base64Variants;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads and writes JSON (RFC 8259) as maps, lists, strings, numbers and booleans. Strict: no name twice, nothing after the value,
 * no number beyond a double, at most {@value #DEPTH} levels, at most {@value #NODES} values. A member that is null is absent.
 * Thread-safe.
 */
final class Json {
    static final int DEPTH = 64;
    private static final int NODES = 100_000;
    private static final int NUMBER = 30;

    private final JsonFactory factory;

    /** @param text the longest string, in characters */
    Json(int text) {
        factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEPTH)
                        .maxStringLength(text)
                        .maxNameLength(1_000)
                        .maxNumberLength(NUMBER)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
                .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .build();
    }

    /** Where long base64 strings go instead of into memory. */
    interface Octets {
        /** Whether the string at this pointer is such a one. */
        boolean wanted(String pointer);

        /** Reads one by {@code source}, which writes it decoded; what is given back takes the string's place. */
        Object take(Source source);

        /** Writes what was read. */
        interface Source {
            void writeTo(OutputStream out);
        }
    }

    /** One value and nothing else. */
    Object read(InputStream in) {
        return read(in, NO_OCTETS);
    }

    Object read(InputStream in, Octets octets) {
        try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), in)) {
            parser.nextToken();
            Object value = new Reading(parser, octets).value();
            if (parser.nextToken() != null) {
                throw wrong(offset(parser), "there is something after the end of the value");
            }
            return value;
        } catch (JacksonException e) {
            throw e.getCause() instanceof java.io.IOException io ? new java.io.UncheckedIOException(io) : wrong(e);
        }
    }

    private static final Octets NO_OCTETS = new Octets() {
        @Override
        public boolean wanted(String pointer) {
            return false;
        }

        @Override
        public Object take(Source source) {
            throw new IllegalStateException("none is wanted");
        }
    };

    private static long offset(JsonParser parser) {
        return Math.max(parser.currentTokenLocation().getByteOffset(), 0);
    }

    private static ProblemException wrong(JacksonException e) {
        long offset = Optional.ofNullable(e.getLocation())
                .map(location -> location.getByteOffset())
                .orElse(-1L);
        return wrong(Math.max(offset, 0), withoutContent(String.valueOf(e.getOriginalMessage())));
    }

    private static final Pattern QUOTED = Pattern.compile("\\(?'[^']*'\\)?|\"[^\"]*\"");

    /** The library repeats what it stumbled over, which may be a secret. */
    private static String withoutContent(String message) {
        String first = message.lines().findFirst().orElse("");
        return QUOTED.matcher(first).replaceAll("…");
    }

    private static ProblemException wrong(long offset, String what) {
        return new ProblemException(400, "invalid-json", "at octet " + offset + " of the body: " + what);
    }

    /** On one line. */
    byte[] write(@Nullable Object value) {
        var out = new java.io.ByteArrayOutputStream();
        try (JsonGenerator generator = factory.createGenerator(ObjectWriteContext.empty(), out)) {
            write(generator, value);
        }
        return out.toByteArray();
    }

    String text(Object value) {
        return new String(write(value), StandardCharsets.UTF_8);
    }

    private static void write(JsonGenerator out, @Nullable Object value) {
        switch (value) {
            case null -> out.writeNull();
            case Optional<?> optional -> write(out, optional.orElse(null));
            case Map<?, ?> map -> {
                out.writeStartObject();
                map.forEach((name, member) -> {
                    out.writeName(String.valueOf(name));
                    write(out, member);
                });
                out.writeEndObject();
            }
            case Iterable<?> items -> {
                out.writeStartArray();
                items.forEach(item -> write(out, item));
                out.writeEndArray();
            }
            case Integer number -> out.writeNumber(number);
            case Long number -> out.writeNumber(number);
            case Double number -> out.writeNumber(number);
            case Boolean truth -> out.writeBoolean(truth);
            default -> out.writeString(value.toString());
        }
    }

    /** One document being read. */
    private static final class Reading {
        private final JsonParser parser;
        private final Octets octets;
        private int nodes;

        Reading(JsonParser parser, Octets octets) {
            this.parser = parser;
            this.octets = octets;
        }

        @SuppressWarnings("NullAway") // null only stands inside lists and maps, where it is left out
        Object value() {
            JsonToken token = parser.currentToken();
            if (token == null) {
                throw wrong(0, "the body is empty; expected is a JSON object");
            }
            if (++nodes > NODES) {
                throw wrong(offset(parser), "there are more than " + NODES + " values");
            }
            return switch (token) {
                case START_OBJECT -> object();
                case START_ARRAY -> array();
                case VALUE_STRING -> string();
                case VALUE_NUMBER_INT -> whole();
                case VALUE_NUMBER_FLOAT -> decimal();
                case VALUE_TRUE -> true;
                case VALUE_FALSE -> false;
                case VALUE_NULL -> Optional.empty();
                case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
                    throw wrong(offset(parser), "a value is expected here");
            };
        }

        private Map<String, Object> object() {
            Map<String, Object> members = new LinkedHashMap<>();
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                parser.nextToken();
                Object value = value();
                if (!(value instanceof Optional)) {
                    members.put(name, value);
                }
            }
            return Collections.unmodifiableMap(members);
        }

        private List<Object> array() {
            List<Object> items = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(value());
            }
            return Collections.unmodifiableList(items);
        }

        private Object string() {
            String pointer = parser.streamReadContext().pathAsPointer().toString();
            if (!octets.wanted(pointer)) {
                return parser.getString();
            }
            return octets.take(out -> {
                try {
                    parser.readBinaryValue(Base64Variants.MIME_NO_LINEFEEDS, out);
                } catch (tools.jackson.core.exc.StreamReadException e) {
                    throw ProblemException.member(pointer, "this is no base64 (RFC 4648 §4, with padding)");
                }
            });
        }

        private Long whole() {
            try {
                return parser.getLongValue();
            } catch (tools.jackson.core.exc.InputCoercionException e) {
                throw wrong(offset(parser), "this number is beyond 64 bits");
            }
        }

        private Double decimal() {
            double number = Double.parseDouble(parser.getString());
            if (Double.isInfinite(number)) {
                throw wrong(offset(parser), "this number is beyond a double");
            }
            return number;
        }
    }
}
