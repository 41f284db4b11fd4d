package signet.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import signet.mail.Protocol;
import signet.oauth.Method;
import signet.oauth.Problem.Severity;

/** How often the doctor names what is wrong: {@code situations.tsv} says what it must say, the simulator brings it about. */
class ConfusionTest {
    private static final String HELP = "help@contoso.example";

    /** A row of the table. */
    record Row(
            String name,
            Method method,
            List<Protocol> protocols,
            String options,
            String code,
            String cause,
            String source) {
        static Row of(String line) {
            String[] cells = line.split("\t", -1);
            return new Row(
                    cells[0],
                    Changes.method(cells[1]),
                    Arrays.stream(cells[2].split(","))
                            .map(word -> Protocol.valueOf(word.toUpperCase(Locale.ROOT)))
                            .toList(),
                    cells[3],
                    cells[4],
                    cells[5].equals("-") ? "" : cells[5],
                    cells[6]);
        }
    }

    /**
     * What the doctor said about a row.
     *
     * @param rank    at which place what is wrong is named, counting every cause of every finding; 0: not at all
     * @param certain whether the first finding leaves one cause only
     */
    record Said(Row row, int rank, boolean certain, List<String> codes) {}

    static List<Row> rows() throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(ConfusionTest.class.getResourceAsStream("situations.tsv")),
                StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.startsWith("#") && !line.startsWith("name\t"))
                    .map(Row::of)
                    .toList();
        }
    }

    @Test
    void everyRowHasASourceAndAChangeAndEveryChangeARow() throws IOException {
        List<Row> rows = rows();
        Set<String> names = rows.stream().map(Row::name).collect(Collectors.toSet());
        assertEquals(rows.size(), names.size(), "a name twice");
        assertEquals(names, Changes.names());
        for (Row row : rows) {
            assertTrue(row.source().length() > 5, row::toString);
        }
        assertTrue(rows.size() >= 60);
    }

    @Tag("P18")
    @Test
    void theDoctorNamesWhatIsWrong() throws IOException {
        List<Said> all = new ArrayList<>();
        for (Row row : rows()) {
            all.add(said(row));
        }
        long first = all.stream().filter(said -> said.rank() == 1).count();
        long three = all.stream()
                .filter(said -> said.rank() >= 1 && said.rank() <= 3)
                .count();
        List<Said> wrong =
                all.stream().filter(said -> said.certain() && said.rank() != 1).toList();
        String table = table(all, first, three, wrong.size());
        System.out.println(table);
        assertEquals(List.of(), wrong, "certain, but wrong");
        assertTrue(first >= 0.90 * all.size(), table);
        assertTrue(three >= 0.98 * all.size(), table);
    }

    private static Said said(Row row) {
        try (Situation situation = new Situation().method(row.method())) {
            Changes.named(row.name()).apply(situation);
            Report report = situation.diagnose(row.protocols(), options(row)).get(0);
            List<Finding> findings = report.findings().stream()
                    .filter(finding -> finding.severity() != Severity.INFO)
                    .toList();
            boolean certain = !findings.isEmpty() && findings.get(0).certain();
            return new Said(
                    row,
                    rank(row, findings),
                    certain,
                    findings.stream().map(Finding::code).toList());
        }
    }

    private static DoctorOptions options(Row row) {
        DoctorOptions quick = new DoctorOptions(
                java.util.Optional.empty(), java.util.Optional.empty(), Duration.ofSeconds(60), Duration.ofSeconds(5));
        return switch (row.options()) {
            case "send" -> quick.sendingTo(Situation.MAILBOX);
            case "negative" -> quick.notOpening(HELP);
            default -> quick;
        };
    }

    /** Every cause is a claim of its own; where the code says it all, the finding's place counts. */
    private static int rank(Row row, List<Finding> findings) {
        int place = 0;
        for (Finding finding : findings) {
            if (finding.code().equals(row.code()) && row.cause().isEmpty()) {
                return place + 1;
            }
            for (String cause : finding.causes().isEmpty() ? List.of("") : finding.causes()) {
                place++;
                if (finding.code().equals(row.code()) && cause.contains(row.cause())) {
                    return place;
                }
            }
        }
        return 0;
    }

    private static String table(List<Said> all, long first, long three, int wrong) {
        StringBuilder table = new StringBuilder("\nConfusion table: expected, place, what was said first\n");
        for (Said said : all) {
            table.append(String.format(
                    "%-40s %-30s %s%s  %s%n",
                    said.row().name(),
                    said.row().code(),
                    said.rank() == 0 ? "-" : Integer.toString(said.rank()),
                    said.certain() ? "!" : " ",
                    said.rank() == 1
                            ? ""
                            : String.join(
                                    ", ",
                                    said.codes()
                                            .subList(0, Math.min(3, said.codes().size())))));
        }
        table.append(String.format(
                "%d situations; first %d (%.1f %%), within three %d (%.1f %%), certain but wrong %d%n",
                all.size(), first, 100.0 * first / all.size(), three, 100.0 * three / all.size(), wrong));
        return table.toString();
    }

    /** Printed, not judged: it depends on the machine. */
    @Test
    void howLongAWholeTestTakesIsPrinted() {
        try (Situation situation = new Situation()) {
            List<Protocol> every = List.of(Protocol.values());
            List<Long> millis = new ArrayList<>();
            for (int i = 0; i < 21; i++) {
                long began = System.nanoTime();
                List<Report> reports = situation.diagnose(every, DoctorOptions.DEFAULTS.sendingTo(Situation.MAILBOX));
                millis.add((System.nanoTime() - began) / 1_000_000);
                assertTrue(reports.stream().allMatch(Report::ok), reports::toString);
            }
            long cold = millis.get(0);
            millis.sort(null);
            System.out.printf(
                    "Whole test of three protocols with a message sent and found again: median %d ms, first %d ms, most %d"
                            + " ms%n",
                    millis.get(millis.size() / 2), cold, millis.get(millis.size() - 1));
        }
    }
}
