package signet.server.console;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Fields of a form (application/x-www-form-urlencoded, WHATWG URL §5.1) or of a query. Strictly UTF-8; duplicates are kept; at
 * most {@value #MOST_FIELDS} fields.
 */
final class Form {
    static final String TYPE = "application/x-www-form-urlencoded";
    /** Octets of a body. */
    static final int LIMIT = 1_000_000;

    private static final int MOST_FIELDS = 1_000;
    static final Form EMPTY = new Form(Map.of());

    private final Map<String, List<String>> fields;

    private Form(Map<String, List<String>> fields) {
        this.fields = fields;
    }

    /** @throws Refusal for what is no such text */
    static Form parse(String text) {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        int count = 0;
        for (String pair : text.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            if (++count > MOST_FIELDS) {
                throw new Refusal(400, "Bad request", "The form has more than " + MOST_FIELDS + " fields.");
            }
            int equals = pair.indexOf('=');
            fields.computeIfAbsent(decoded(equals < 0 ? pair : pair.substring(0, equals)), n -> new ArrayList<>())
                    .add(equals < 0 ? "" : decoded(pair.substring(equals + 1)));
        }
        return new Form(fields);
    }

    /**
     * Reads a body.
     *
     * @param patience that a client has, and a second more for every 1,000 octets
     */
    static Form read(InputStream in, Duration patience) throws IOException {
        long began = System.nanoTime();
        byte[] octets = new byte[LIMIT + 1];
        int length = 0;
        for (int got = in.read(octets); got >= 0; got = in.read(octets, length, octets.length - length)) {
            length += got;
            if (length > LIMIT) {
                throw new Refusal(413, "Too large", "A form has at most " + LIMIT + " octets.");
            }
            if (System.nanoTime() - began > patience.plusSeconds(length / 1_000).toNanos()) {
                throw new Refusal(408, "Too slow", "The form came too slowly.");
            }
        }
        return parse(new String(octets, 0, length, StandardCharsets.ISO_8859_1));
    }

    private static String decoded(String text) {
        byte[] octets = new byte[text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
                if (low < 0) {
                    throw malformed();
                }
                octets[length++] = (byte) (high << 4 | low);
                i += 2;
            } else if (c > 0xff) {
                throw malformed();
            } else {
                octets[length++] = c == '+' ? (byte) ' ' : (byte) c;
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed();
        }
    }

    private static Refusal malformed() {
        return new Refusal(400, "Bad request", "The form or the address is not percent-encoded UTF-8.");
    }

    /** The value as sent; empty when the field is absent, empty, or there more than once. */
    Optional<String> exact(String name) {
        List<String> values = all(name);
        return values.size() == 1 ? Optional.of(values.getFirst()).filter(v -> !v.isEmpty()) : Optional.empty();
    }

    /** The value without blanks around it; empty when nothing is left. */
    Optional<String> text(String name) {
        return exact(name).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** Whether a box is checked. */
    boolean checked(String name) {
        return fields.containsKey(name);
    }

    /** All values of a field in order, empty ones too. */
    List<String> all(String name) {
        return List.copyOf(fields.getOrDefault(name, List.of()));
    }

    Set<String> names() {
        return fields.keySet();
    }

    /** One value per name, for showing a form again. Never for secrets. */
    Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        fields.forEach((name, all) -> values.put(name, all.getFirst()));
        return values;
    }
}
