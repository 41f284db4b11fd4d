package signet.server.watch;

import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/**
 * JSON that is safe to show in a terminal: visible ASCII only, everything else – line breaks, escape sequences, characters that
 * turn the direction of writing – as {@code \\uXXXX}. Whatever a provider or a sender wrote, a record stays one line. Thread-safe.
 */
final class JsonLines {
    /** The longest value in octets as written (ASVS 5.0 16.4.1: logs do not grow with foreign text). */
    static final int LONGEST = 2048;

    private static final int ESCAPED = 6;

    private final JsonFactory factory = JsonFactory.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .characterEscapes(new DeleteToo())
            .rootValueSeparator("\n")
            .build();

    JsonGenerator generator(OutputStream out) {
        return factory.createGenerator(ObjectWriteContext.empty(), out);
    }

    JsonParser parser(byte[] octets) {
        return factory.createParser(ObjectReadContext.empty(), octets);
    }

    /** The text, cut to {@value #LONGEST} octets as written; an ellipsis shows that it was. */
    static String cut(String text) {
        if (text.length() * ESCAPED <= LONGEST) {
            return text;
        }
        int octets = 0;
        int fits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            octets += c < ' ' || c > '~' ? ESCAPED : c == '"' || c == '\\' ? 2 : 1;
            if (octets <= LONGEST - ESCAPED) {
                fits = i + 1;
            }
            if (octets > LONGEST) {
                boolean halved = fits > 0 && Character.isHighSurrogate(text.charAt(fits - 1));
                return text.substring(0, halved ? fits - 1 : fits) + '…';
            }
        }
        return text;
    }

    /** DEL is ASCII and needs no escape in JSON (RFC 8259 §7), but terminals act on it. */
    private static final class DeleteToo extends CharacterEscapes {
        private static final long serialVersionUID = 1L;

        private final int[] codes = CharacterEscapes.standardAsciiEscapesForJSON();

        DeleteToo() {
            codes[0x7f] = CharacterEscapes.ESCAPE_STANDARD;
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return codes;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int character) {
            return null; // what the generator escapes, it escapes in the standard way
        }
    }
}
