package signet.server.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import signet.server.queue.LineEnds;

/**
 * Any octets after DATA, however they are cut: the message ends where the text of RFC 5321 says, is refused exactly when a bare
 * CR, a bare LF or a NUL is in it, and is otherwise what a plain reading of §4.5.2 gives. The seeds are in
 * {@code src/test/resources}; with {@code JAZZER_FUZZ=1} new inputs are looked for.
 */
class BodyReaderFuzzTest {
    private record Outcome(int end, boolean refused, String content) {}

    @FuzzTest(maxDuration = "20s")
    void aMessageEndsAndReadsAsTheStandardSays(byte[] octets) throws IOException {
        Outcome expected = plainReading(octets);
        for (int piece : new int[] {Math.max(1, octets.length), 1, 3}) {
            Outcome read = read(octets, piece, LineEnds.REJECT);
            assertEquals(expected.end, read.end, "where it ends, in pieces of " + piece);
            assertEquals(expected.refused, read.refused, "whether it is refused, in pieces of " + piece);
            if (!expected.refused) {
                assertEquals(expected.content, read.content, "what it is, in pieces of " + piece);
            }
            Outcome mended = read(octets, piece, LineEnds.NORMALIZE);
            assertEquals(expected.end, mended.end, "where it ends when line ends are mended");
            assertEquals(
                    mended.content.replace("\r\n", ""),
                    mended.content.replace("\r", "").replace("\n", ""),
                    "a bare line end was left");
        }
    }

    /** Eight octets are looked at together: nothing hides among them, wherever it stands. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n",
                "\r",
                "\0",
                "\t",
                "\013",
                "\u001f",
                "\u007f",
                "\u008d",
                "\u00ff",
                "\r\n",
                "\r\n.",
                "\n.\r\n",
                "\r\n.\r\n"
            })
    void whatMattersIsSeenAtEveryPlace(String what) throws IOException {
        for (int before = 0; before < 20; before++) {
            for (int after = 0; after < 20; after++) {
                String text = "y".repeat(before) + what + "\u00f1".repeat(after) + "\r\n.\r\n";
                aMessageEndsAndReadsAsTheStandardSays(text.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
    }

    private static Outcome read(byte[] octets, int piece, LineEnds lineEnds) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        BodyReader reader = new BodyReader(content, lineEnds, true);
        for (int from = 0; from < octets.length; from += piece) {
            int to = Math.min(octets.length, from + piece);
            byte[] buffer = Arrays.copyOfRange(octets, from, to);
            int end = reader.take(buffer, 0, buffer.length);
            if (end >= 0) {
                return new Outcome(from + end, reader.refusal().isPresent(), text(content.toByteArray()));
            }
        }
        return new Outcome(-1, false, lineEnds == LineEnds.REJECT ? "" : text(content.toByteArray()));
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    private static Outcome plainReading(byte[] octets) {
        String lines = "\r\n" + text(octets);
        int end = lines.indexOf("\r\n.\r\n");
        if (end < 0) {
            return new Outcome(-1, false, "");
        }
        String message = lines.substring(0, end + 2);
        boolean bare = message.replace("\r\n", "").matches("(?s).*[\r\n\0].*");
        return new Outcome(end + 3, bare, message.replace("\r\n.", "\r\n").substring(2));
    }
}
