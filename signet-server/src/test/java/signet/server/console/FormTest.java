package signet.server.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormTest {
    @Test
    void fields() {
        Form form = Form.parse("a=1&b=+two%20words+&a=2&c&=x&d=%C3%BC%00&&e=a=b");
        assertEquals(List.of("1", "2"), form.all("a"));
        assertEquals(Optional.empty(), form.text("a"), "one value is asked for, and there are two");
        assertEquals(Optional.of(" two words "), form.exact("b"));
        assertEquals(Optional.of("two words"), form.text("b"));
        assertTrue(form.checked("c"));
        assertEquals(Optional.empty(), form.text("c"));
        assertEquals(Optional.of("\u00fc\0"), form.exact("d"));
        assertEquals(Optional.of("a=b"), form.text("e"));
        assertEquals(Optional.of("x"), form.text(""));
        assertEquals(Optional.empty(), form.text("nothing"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%", "a=%4", "a=%zz", "a=%ff", "%c3=1", "a=%ed%a0%80", "a=%f0%9f%98", "a=\u0151"})
    void malformed(String text) {
        assertThrows(Refusal.class, () -> Form.parse(text));
    }

    @Test
    void everyOctetSurvives() {
        StringBuilder all = new StringBuilder();
        for (int c = 0; c < 0x2000; c++) {
            all.append((char) c);
        }
        assertEquals(
                all.toString(),
                Form.parse("a=" + RunningConsole.encoded(all.toString()))
                        .exact("a")
                        .orElse(""));
    }

    private static Form read(String body) throws Exception {
        return Form.read(new ByteArrayInputStream(body.getBytes(StandardCharsets.US_ASCII)), Duration.ofSeconds(10));
    }

    @Test
    void atTheLimitAndBeyond() throws Exception {
        String most = "a=" + "x".repeat(Form.LIMIT - 2);
        assertEquals(Form.LIMIT - 2, read(most).exact("a").orElse("").length());
        assertThrows(Refusal.class, () -> read(most + "x"));
        assertEquals(1_000, read("a=1&".repeat(1_000)).all("a").size());
        assertThrows(Refusal.class, () -> read("a=1&".repeat(1_001)));
    }

    @Test
    void noTimeIsEndless() {
        assertThrows(
                Refusal.class,
                () -> Form.read(
                        new ByteArrayInputStream("a=1".getBytes(StandardCharsets.US_ASCII)), Duration.ofNanos(-1)));
    }
}
