package signet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "quo\"te \\ back",
                "line\nbreak\r\ttab",
                "nul\0esc\033del\177",
                "Grüße 😀",
                "half \ud83d",
                "\ude00 half"
            })
    void anyTextSurvivesAnotherParser(String text) throws Exception {
        Map<String, Object> read = JSONObjectUtils.parse(Json.line(Json.object("a", text, text, List.of(text))));
        assertEquals(text, read.get("a"));
        assertEquals(List.of(text), read.get(text));
    }

    @Test
    void valuesHaveTheirForms() {
        assertEquals(
                "{\"n\":1,\"t\":true,\"at\":\"2026-11-23T10:00:00Z\",\"no\":null,\"yes\":\"x\",\"e\":[],\"o\":{}}",
                Json.line(Json.object(
                        "n", 1,
                        "t", true,
                        "at", Instant.parse("2026-11-23T10:00:00Z"),
                        "no", Optional.empty(),
                        "yes", Optional.of("x"),
                        "e", List.of(),
                        "o", Map.of())));
        assertEquals("[\n  1,\n  2\n]", Json.indented(List.of(1, 2)));
    }
}
