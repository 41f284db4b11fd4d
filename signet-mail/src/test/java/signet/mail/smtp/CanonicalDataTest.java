package signet.mail.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalDataTest {
    private static final List<String> LINE_ENDS = List.of("\n", "\r", "\r\n", "\r\r\n", "\n\r");

    static Stream<Arguments> smuggling() {
        return LINE_ENDS.stream().flatMap(before -> LINE_ENDS.stream().map(after -> Arguments.of(before, after)));
    }

    /** No way to end a message early, wherever a buffer ends. */
    @ParameterizedTest
    @MethodSource("smuggling")
    void noLineEndAroundADotEndsTheMessage_B9(String before, String after) {
        byte[] text = ("a" + before + "." + after + "MAIL FROM:<evil@example.org>").getBytes(StandardCharsets.US_ASCII);
        for (int piece = 1; piece <= text.length; piece++) {
            String wire = convert(text, piece);
            assertFalse(wire.contains("\r\n.\r\n"), "pieces of " + piece);
            assertFalse(wire.matches("(?s).*[^\r]\n.*|.*\r[^\n].*|\n.*"), "a bare CR or LF, pieces of " + piece);
            assertTrue(wire.contains("\r\n..\r\n"), "pieces of " + piece);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "a, 'a|'",
        "'a|', 'a|'",
        "., '..|'",
        "'.a|.|..|', '..a|..|...|'",
        "'a.b|', 'a.b|'",
        "'|', '|'",
    })
    void doublesDotsAndEndsTheLastLine(String text, String wire) {
        assertEquals(
                wire.replace("|", "\r\n"), convert(text.replace("|", "\r\n").getBytes(StandardCharsets.US_ASCII), 3));
    }

    /** Whatever the octets: undoing what was done gives the same lines, and cutting them differently the same wire. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void randomTextKeepsItsLines(long seed) {
        Random random = new Random(seed);
        byte[] alphabet = {'\r', '\n', '.', 'a', ' ', (byte) 0xE4, 0};
        for (int round = 0; round < 500; round++) {
            byte[] text = new byte[random.nextInt(40)];
            for (int i = 0; i < text.length; i++) {
                text[i] = alphabet[random.nextInt(alphabet.length)];
            }
            String wire = convert(text, 1 + random.nextInt(8));
            assertEquals(convert(text, 1024), wire);
            String expected = new String(text, StandardCharsets.ISO_8859_1)
                    .replace("\r\n", "\n")
                    .replace('\r', '\n')
                    .replace("\n", "\r\n");
            String received = ("\r\n" + wire).replace("\r\n.", "\r\n").substring(2);
            assertEquals(expected.isEmpty() || expected.endsWith("\r\n") ? expected : expected + "\r\n", received);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'Subject: x||body', false, false",
        "'Subject: ä||body', true, true",
        "'Subject: x||bödy', true, false",
        "'ä', true, true",
        "'||ä', true, false",
    })
    void noticesOctetsBeyondAscii(String text, boolean eightBit, boolean header) {
        CanonicalData data = new CanonicalData();
        byte[] octets = text.replace("|", "\n").getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[CanonicalData.room(octets.length)];
        int length = data.put(octets, octets.length, out);
        length += data.finish(new byte[4]);
        assertEquals(eightBit, data.eightBit());
        assertEquals(header, data.eightBitHeader());
        assertEquals(length, data.octets());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 1000})
    void theWorstTextFitsIntoTheRoom(int count) {
        for (byte octet : new byte[] {'\n', '\r', '.'}) {
            byte[] text = new byte[count];
            Arrays.fill(text, octet);
            assertTrue(new CanonicalData().put(text, count, new byte[CanonicalData.room(count)]) <= 2 * count);
        }
    }

    private static String convert(byte[] text, int piece) {
        CanonicalData data = new CanonicalData();
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        byte[] out = new byte[CanonicalData.room(Math.max(piece, 4))];
        for (int from = 0; from < text.length; from += piece) {
            byte[] part = Arrays.copyOfRange(text, from, Math.min(text.length, from + piece));
            wire.write(out, 0, data.put(part, part.length, out));
        }
        wire.write(out, 0, data.finish(out));
        return wire.toString(StandardCharsets.ISO_8859_1);
    }
}
