package signet.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Entra ID, Exchange Online, Google and the standards are known to answer: each has its entry, and that one comes first. */
class KnownAnswersTest {
    private static final Catalogue CATALOGUE = Catalogue.load();

    /** The IANA registry "SMTP Enhanced Status Codes", by subject: up to which detail. */
    private static final int[] DETAILS = {0, 10, 4, 6, 7, 6, 10, 30};

    record Answer(String list, String code, String text, String entry) {
        static Answer of(String line) {
            String[] cells = line.split("\t", -1);
            assertEquals(4, cells.length, line);
            return new Answer(cells[0], cells[1], cells[2], cells[3]);
        }
    }

    static Stream<Answer> answers() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(KnownAnswersTest.class.getResourceAsStream("answers.tsv"), "no answers.tsv")) {
            List<Answer> answers = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Answer::of)
                    .toList();
            return answers.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("answers")
    void eachIsExplainedByItsOwnEntryFirst(Answer answer) {
        List<String> codes =
                CATALOGUE.explain(answer.text()).stream().map(Finding::code).toList();
        assertEquals(answer.entry(), codes.get(0), codes::toString);
    }

    @ParameterizedTest
    @MethodSource("answers")
    void eachIsFoundInsideALogToo(Answer answer) {
        String log = """
                2026-11-23 10:00:00,001 INFO  [mail-1] queue started
                2026-11-23 10:00:01,002 ERROR [mail-1] could not send 4711
                org.example.MailException: sending failed
                	at org.example.Sender.send(Sender.java:88)
                Caused by: org.example.ProviderException: %s
                	at org.example.Provider.ask(Provider.java:12)
                	... 7 more
                """.formatted(answer.text());
        assertTrue(
                CATALOGUE.explain(log).stream()
                        .anyMatch(finding -> finding.code().equals(answer.entry())),
                () -> CATALOGUE.explain(log).toString());
    }

    @Test
    void allOfThemAreThere() throws IOException {
        List<Answer> answers = answers().toList();
        assertEquals(99, answers.stream().filter(a -> a.list().equals("entra")).count());
        assertEquals(
                143, answers.stream().filter(a -> a.list().equals("exchange")).count());
        Set<String> known = CATALOGUE.entries().stream().map(Entry::id).collect(Collectors.toSet());
        Set<String> missing = new TreeSet<>();
        answers.stream().map(Answer::entry).filter(id -> !known.contains(id)).forEach(missing::add);
        assertEquals(Set.of(), missing);
    }

    @Test
    void everyStatusOfTheRegistryHasItsMeaningWhateverTheWords() {
        List<String> wrong = new ArrayList<>();
        for (int subject = 0; subject < DETAILS.length; subject++) {
            for (int detail = 0; detail <= DETAILS[subject]; detail++) {
                String status = subject + "." + detail;
                String text = "550 5." + status + " <bob@example.org>: words of this server";
                List<String> codes =
                        CATALOGUE.explain(text).stream().map(Finding::code).toList();
                if (!codes.equals(List.of("status-x." + status))) {
                    wrong.add(status + ": " + codes);
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void aStatusIsOneWhereItStandsForOne() {
        assertEquals("status-x.1.1", first("Final-Recipient: rfc822; bob@example.org\nStatus: 5.1.1"));
        assertEquals("status-x.2.2", first("to=<bob@example.org>, relay=mx, dsn=4.2.2, status=deferred (x)"));
        assertEquals("unknown-answer", first("Angus Mail 5.1.1 started on Linux 5.4.0"));
        assertEquals("unknown-answer", first("550 5.1.11 never assigned"));
    }

    @Test
    void aFrameGivesWayToWhatStandsInIt() {
        assertEquals(
                List.of("smtp-554-5.2.2"),
                codes(
                        "554 5.2.0 STOREDRV.Submission.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded; x"));
        assertEquals(
                List.of("aadsts-700027-expired"),
                codes("AADSTS70002: Error validating credentials. AADSTS700027: [Reason - The key used is expired.]"));
        assertEquals(
                List.of("smtp-535-5.7.3"),
                codes("jakarta.mail.AuthenticationFailedException: 535 5.7.3 Authentication unsuccessful"));
    }

    private static String first(String text) {
        return codes(text).get(0);
    }

    private static List<String> codes(String text) {
        return CATALOGUE.explain(text).stream().map(Finding::code).toList();
    }
}
