package signet.server.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonGenerator;

class JsonLinesTest {
    private final JsonLines json = new JsonLines();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "two\r\nlines",
                "\u0000nul",
                "\u001b[2Jcleared",
                "\u007fdel",
                "\u009b31m",
                "\u202egnirts",
                "\u2066isolated\u2069",
                "\u2028line\u2029",
                "\u061carabic mark",
                "\ufeffmark",
                "Grüße, 世界 🎉",
                "half \ud83c of a pair",
                "\"quoted\" \\ back"
            })
    void whateverIsInAValueALineIsVisibleAsciiAndReadsAsItWas(String value) throws Exception {
        String line = written(value);
        assertTrue(line.chars().allMatch(c -> c >= ' ' && c <= '~'), line);
        assertEquals(value, JSONObjectUtils.parse(line).get("value"));
    }

    @ParameterizedTest
    @CsvSource({"x, 2048, true", "x, 2049, false", "ü, 341, true", "ü, 342, false", "\", 1024, true", "\", 1025, false"
    })
    void aValueIsCutAtTwoKilobytesAsWritten(String piece, int times, boolean whole) {
        String value = piece.repeat(times);
        String cut = JsonLines.cut(value);
        assertEquals(whole, cut.equals(value));
        String line = written(cut);
        assertTrue(line.length() - "{\"value\":\"\"}".length() <= JsonLines.LONGEST, "" + line.length());
        assertEquals(whole, !cut.endsWith("…"));
    }

    @Test
    void aCutHalvesNoCharacter() {
        for (int before = 0; before < 6; before++) {
            String cut = JsonLines.cut("x".repeat(before) + "🎉".repeat(1000));
            assertFalse(Character.isHighSurrogate(cut.charAt(cut.length() - 2)), "after " + before);
        }
    }

    private String written(String value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator generator = json.generator(out)) {
            generator.writeStartObject();
            generator.writeStringProperty("value", value);
            generator.writeEndObject();
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }
}
