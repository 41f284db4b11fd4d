package signet.server.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("C25")
class LogTailTest {
    private static final String FIRST = "{\"number\":7,\"event\":\"message.accepted\"}\n";
    private static final String SECOND =
            "{\"number\":12,\"event\":\"recipient.delivered\",\"reply\":\"250 \\u00fc\"}\n";

    @TempDir
    Path folder;

    @Test
    void cutAtAnyOctetTheFileEndsWithTheLastCompleteRecord() throws Exception {
        byte[] whole = (FIRST + SECOND).getBytes(StandardCharsets.US_ASCII);
        for (int length = 0; length <= whole.length; length++) {
            Path file = folder.resolve("cut-" + length);
            Files.write(file, java.util.Arrays.copyOf(whole, length));

            OptionalLong number = new LogTail(new JsonLines()).mend(file);

            String expected = length == whole.length ? FIRST + SECOND : length >= FIRST.length() ? FIRST : "";
            assertEquals(expected, Files.readString(file), "cut at " + length);
            assertEquals(
                    expected.isEmpty() ? OptionalLong.empty() : OptionalLong.of(expected.equals(FIRST) ? 7 : 12),
                    number);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\0\0\0\0\0\0\0\0",
                "\0\0\0\n\0\0\n",
                "{\"number\":13,\"ev\n",
                "{\"number\":13}}\n",
                "{\"event\":\"x\"}\n",
                "{\"number\":\"13\"}\n",
                "\n\n",
                "[13]\n"
            })
    void aTailThatIsNoRecordIsCut(String tail) throws Exception {
        Path file = Files.writeString(folder.resolve("log"), FIRST + SECOND + tail);
        assertEquals(OptionalLong.of(12), new LogTail(new JsonLines()).mend(file));
        assertEquals(FIRST + SECOND, Files.readString(file));
    }

    @Test
    void aTornRecordLongerThanAnyBufferIsCut() throws Exception {
        Path file =
                Files.writeString(folder.resolve("log"), FIRST + "{\"number\":8,\"to\":[\"" + "x".repeat(3_000_000));
        assertEquals(OptionalLong.of(7), new LogTail(new JsonLines()).mend(file));
        assertEquals(FIRST, Files.readString(file));
    }

    @Test
    void aRecordLongerThanAnyBufferIsKept() throws Exception {
        String longOne = "{\"number\":8,\"to\":[\"" + "x".repeat(300_000) + "\"]}\n";
        Path file = Files.writeString(folder.resolve("log"), FIRST + longOne);
        assertEquals(OptionalLong.of(8), new LogTail(new JsonLines()).mend(file));
        assertEquals(FIRST + longOne, Files.readString(file));
    }
}
