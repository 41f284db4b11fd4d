package signet.mail.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import signet.mail.MailException;
import signet.mail.Protocol;
import signet.mail.Reply;
import signet.mail.wire.RecordedWire;

/**
 * Any octets from a server end in replies and one {@link MailException}, the same however they are cut. The seeds are in
 * {@code src/test/resources}; with {@code JAZZER_FUZZ=1} new inputs are looked for.
 */
class RepliesFuzzTest {
    @FuzzTest(maxDuration = "20s")
    void anyOctetsEndInRepliesAndOneException(byte[] octets) {
        assertEquals(outcome(octets, 4096), outcome(octets, 1));
    }

    private static List<String> outcome(byte[] octets, int piece) {
        Replies replies = new Replies(RecordedWire.of(Protocol.SMTP, octets, piece));
        List<String> outcome = new ArrayList<>();
        try {
            while (true) {
                Reply reply = replies.read("RCPT TO", Duration.ofSeconds(10));
                assertTrue(reply.status().matches("[2-5][0-9]{2}"));
                assertTrue(reply.lines().size() <= 100);
                assertTrue(reply.toString().chars().noneMatch(c -> c < ' '), "a control character got through");
                outcome.add(reply.toString());
            }
        } catch (MailException e) {
            outcome.add(e.fault().kind().toString());
        }
        return outcome;
    }
}
