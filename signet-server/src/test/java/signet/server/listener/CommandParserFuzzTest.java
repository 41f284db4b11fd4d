package signet.server.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import signet.server.mime.StrictAddress;

/**
 * Any octets on a line end in one command without an exception, and nothing in a command can end a line where it goes on. The
 * seeds are in {@code src/test/resources}; with {@code JAZZER_FUZZ=1} new inputs are looked for.
 */
class CommandParserFuzzTest {
    @FuzzTest(maxDuration = "20s")
    void anyLineIsOneCommandAndNothingInItEndsALine(byte[] octets) {
        Command command = CommandParser.parse(octets, 0, octets.length);
        switch (command) {
            case Command.Mail mail -> {
                mail.from().ifPresent(CommandParserFuzzTest::sameAgain);
                mail.parameters().envelopeId().ifPresent(CommandParserFuzzTest::onOneLine);
                assertTrue(mail.parameters().size() >= 0);
            }
            case Command.Recipient recipient -> {
                sameAgain(recipient.to());
                recipient.originalRecipient().ifPresent(CommandParserFuzzTest::onOneLine);
                recipient.notifyOn().ifPresent(CommandParserFuzzTest::onOneLine);
            }
            case Command.Hello hello -> onOneLine(hello.name());
            case Command.Auth auth -> auth.initial().ifPresent(CommandParserFuzzTest::onOneLine);
            case Command.Wrong wrong -> {
                String answer = new String(wrong.answer().octets(), StandardCharsets.US_ASCII);
                assertTrue(answer.matches("[45][0-9]{2} 5\\.[0-9]\\.[0-9]{1,2} [ -~]+\r\n"), answer);
            }
            case Command.Chunk chunk -> assertTrue(chunk.size() >= 0);
            case Command.Data data -> {}
            case Command.Reset reset -> {}
            case Command.Noop noop -> {}
            case Command.Verify verify -> {}
            case Command.Help help -> {}
            case Command.Quit quit -> {}
            case Command.StartTls start -> {}
            case Command.Foreign foreign -> {}
        }
    }

    private static void onOneLine(String text) {
        assertTrue(text.chars().noneMatch(c -> c < ' ' || c == 0x7f), "a control character got through");
    }

    /** What is read is read the same again, and is one address. */
    private static void sameAgain(StrictAddress address) {
        String text = address.toString();
        onOneLine(text);
        assertTrue(text.chars().noneMatch(c -> c == '<' || c == '>'), text);
        assertEquals(1, text.chars().filter(c -> c == '@').count(), text);
        assertEquals(Optional.of(address), StrictAddress.parse(text, true));
    }
}
