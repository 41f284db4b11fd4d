package signet.mail.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Any octets from a server end in responses or in one {@link IOException}, the same however they are cut. The seeds are in
 * {@code src/test/resources}; with {@code JAZZER_FUZZ=1} new inputs are looked for.
 */
class ImapResponseFuzzTest {
    @FuzzTest(maxDuration = "20s")
    void anyOctetsEndInResponsesOrOneException(byte[] octets) {
        assertEquals(outcome(octets, Integer.MAX_VALUE), outcome(octets, 1));
    }

    private static List<String> outcome(byte[] octets, int piece) {
        HeardResponses responses = new HeardResponses();
        RecordedOctets source = new RecordedOctets(octets, piece);
        ResponseReader reader = new ResponseReader(source);
        List<String> outcome = new ArrayList<>();
        try {
            while (!source.atEnd()) {
                outcome.add(reader.read(ResponseCursor.LINE, responses).toString());
            }
        } catch (IOException e) {
            outcome.add(String.valueOf(e.getMessage()));
        }
        outcome.addAll(responses.heard);
        return outcome;
    }
}
