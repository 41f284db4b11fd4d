package signet.realservers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the kill campaign notices what it is there to notice. */
class VerdictTest {
    private static final String ONE = "aaaaaaaaaaaaaaaaaaaaaaaaaa";
    private static final String TWO = "bbbbbbbbbbbbbbbbbbbbbbbbbb";

    @TempDir
    private Path data;

    private final ClientBooks books = new ClientBooks();
    private final List<String> lines = new ArrayList<>();

    @BeforeEach
    void oneMessageWasAcknowledged() {
        books.acknowledged.add("m1");
        record("message.accepted", ONE, "\"from\":\"r1@contoso.example\",\"origin\":\"smtp\"");
    }

    private void record(String event, String entry, String more) {
        lines.add("{\"number\":" + (lines.size() + 1) + ",\"event\":\"" + event + "\",\"entry\":\"" + entry + "\","
                + more + "}");
    }

    private void ended(String event, String entry, String recipient) {
        record(event, entry, "\"recipient\":\"" + recipient + "\",\"reply\":\"none\"");
    }

    private void report(String entry, String to) {
        record("message.accepted", entry, "\"from\":\"portal@contoso.example\",\"origin\":\"report\"");
        ended("recipient.delivered", entry, to);
    }

    private KillReport verdict(Map<String, Integer> deliveries) throws IOException {
        Path log = Files.createDirectories(data.resolve("log"));
        Files.write(log.resolve("delivery-2026-01-01.jsonl"), lines);
        return Verdict.of(books, deliveries, LogReading.of(data));
    }

    @Test
    void aMessageThatArrivedIsAllRight() throws IOException {
        ended("recipient.delivered", ONE, "m1@elsewhere.example");
        assertTrue(verdict(Map.of("m1@elsewhere.example", 1)).clean());
    }

    @Test
    void aMessageThatDidNotArriveIsLostEvenIfTheLogSaysOtherwise() throws IOException {
        ended("recipient.delivered", ONE, "m1@elsewhere.example");
        assertEquals(1, verdict(Map.of()).lost());
    }

    @Test
    void aSecondArrivalNeedsADoubt() throws IOException {
        ended("recipient.delivered", ONE, "m1@elsewhere.example");
        assertEquals(1, verdict(Map.of("m1@elsewhere.example", 2)).unexplained());
        record("message.unconfirmed", ONE, "\"attempt\":\"x\"");
        KillReport doubted = verdict(Map.of("m1@elsewhere.example", 2));
        assertTrue(doubted.clean(), doubted.wrong().toString());
        assertEquals(1, doubted.duplicates());
    }

    @Test
    void whatWasRefusedMustNotArrive() throws IOException {
        ended("recipient.delivered", ONE, "m1@elsewhere.example");
        books.refused.add("m2");
        assertEquals(
                2,
                verdict(Map.of("m1@elsewhere.example", 1, "m2@elsewhere.example", 1))
                        .wrong()
                        .size()); // and it is not in the log
    }

    @Test
    void aFailedRecipientNeedsOneReport() throws IOException {
        ended("recipient.failed", ONE, "m1@elsewhere.example");
        assertEquals(
                List.of("reports to r1@contoso.example: 0 for 1 failed recipients"),
                verdict(Map.of()).wrong());
        report(TWO, "r1@contoso.example");
        assertTrue(verdict(Map.of("r1@contoso.example", 1)).clean());
        assertEquals(1, verdict(Map.of("r1@contoso.example", 2)).unexplained());
        report("cccccccccccccccccccccccccc", "r1@contoso.example");
        assertEquals(
                List.of("reports to r1@contoso.example: 2 for 1 failed recipients"),
                verdict(Map.of("r1@contoso.example", 2)).wrong());
    }

    @Test
    void aRecordThatIsMissingOrThereTwiceIsNoticed() throws IOException {
        ended("recipient.delivered", ONE, "m1@elsewhere.example");
        String last = lines.getLast();
        lines.add(last);
        assertEquals(2, verdict(Map.of("m1@elsewhere.example", 1)).wrong().size());
        lines.removeLast();
        lines.removeFirst();
        assertEquals(2, verdict(Map.of("m1@elsewhere.example", 1)).wrong().size());
    }
}
