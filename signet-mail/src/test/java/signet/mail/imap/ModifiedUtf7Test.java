package signet.mail.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModifiedUtf7Test {
    /** RFC 3501 §5.1.3 has the first example. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "~peter/mail/台北/日本語|~peter/mail/&U,BTFw-/&ZeVnLIqe-",
                "Entwürfe|Entw&APw-rfe",
                "Tom & Jerry|Tom &- Jerry",
                "INBOX|INBOX",
                "😀|&2D3eAA-",
                "''|''",
            })
    void encodesAndDecodes(String name, String wire) {
        assertEquals(wire, ModifiedUtf7.encode(name));
        assertEquals(name, ModifiedUtf7.decode(wire));
    }

    @ParameterizedTest
    @ValueSource(strings = {"&", "a&b", "&!!-", "&AA-", "&-&"})
    void leavesWhatIsNotModifiedUtf7AsItIs(String wire) {
        String decoded = ModifiedUtf7.decode(wire);
        assertEquals(wire.replace("&-", "&"), decoded);
    }

    @Test
    void noNameEndsALine() {
        assertEquals("a&AA0ACg-A1 DELETE x", ModifiedUtf7.encode("a\r\nA1 DELETE x"));
    }

    @Test
    void anyNameComesBackAndIsPrintableAsciiOnTheWire() {
        Random random = new Random(42);
        for (int i = 0; i < 5_000; i++) {
            String name = random.ints(random.nextInt(12), 0, 0x30000)
                    .filter(c -> c < 0xD800 || c > 0xDFFF)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            String wire = ModifiedUtf7.encode(name);
            assertTrue(Command.isAscii(wire), wire);
            assertEquals(name, ModifiedUtf7.decode(wire));
        }
    }
}
