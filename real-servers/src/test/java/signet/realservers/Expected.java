package signet.realservers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/** The codes of {@code situations.tsv}, and what was found in their place. */
final class Expected {
    private static final Map<String, String> CODES = read();

    private final ConcurrentLinkedQueue<Said> all = new ConcurrentLinkedQueue<>();

    /**
     * What was said of one mistake.
     *
     * @param place   of the expected code among the findings; 0: it is not among them
     * @param certain whether the first finding leaves no more than one cause
     */
    record Said(String name, String protocol, String code, int place, boolean certain, List<String> codes) {
        boolean certainButWrong() {
            return certain && place != 1;
        }
    }

    private static Map<String, String> read() {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Expected.class.getResourceAsStream("situations.tsv")),
                StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.startsWith("#") && !line.startsWith("name\t"))
                    .map(line -> line.split("\t", -1))
                    .collect(Collectors.toMap(cells -> cells[0] + " " + cells[1], cells -> cells[2]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compares what the test said with the table. */
    Said judge(String name, String protocol, Diagnosis diagnosis) {
        String code = Objects.requireNonNull(CODES.get(name + " " + protocol), name + " is not in situations.tsv");
        List<Map<String, Object>> findings = diagnosis.findings().stream()
                .filter(finding -> !"info".equals(finding.get("severity")))
                .toList();
        List<String> codes = findings.stream()
                .map(finding -> String.valueOf(finding.get("code")))
                .toList();
        boolean certain =
                !findings.isEmpty() && findings.get(0).get("causes") instanceof List<?> causes && causes.size() <= 1;
        Said said = new Said(name, protocol, code, codes.indexOf(code) + 1, certain, codes);
        all.add(said);
        return said;
    }

    List<Said> certainButWrong() {
        return all.stream().filter(Said::certainButWrong).toList();
    }

    int situations() {
        return all.size();
    }

    long within(int places) {
        return all.stream()
                .filter(said -> said.place() >= 1 && said.place() <= places)
                .count();
    }

    /** A line for each, and the sums. */
    String table() {
        List<String> lines =
                new ArrayList<>(List.of("", "Confusion table, real servers: expected, place, what was said"));
        all.forEach(said -> lines.add(String.format(
                "%-45s %-5s %-28s %d%s %s",
                said.name(),
                said.protocol(),
                said.code(),
                said.place(),
                said.certain() ? "!" : " ",
                said.place() == 1 ? "" : said.codes())));
        lines.add(String.format(
                "%d situations; first %d, within three %d, certain but wrong %d",
                situations(), within(1), within(3), certainButWrong().size()));
        return String.join("\n", lines);
    }
}
