package signet.realservers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A row of {@code situations.tsv}: what is set up wrongly, and what the doctor must say first.
 *
 * @param method  how the account logs in: secret, certificate, assertion (a finished one), basic
 * @param options where a message goes: self, nobody, outside, or - for none
 * @param cause   words of the right cause; empty where the code says it all
 */
record Situation(
        String server,
        String name,
        String method,
        String protocol,
        String options,
        String code,
        String cause,
        String wrong,
        String source) {
    static List<Situation> all() {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Situation.class.getResourceAsStream("situations.tsv")),
                StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.startsWith("#") && !line.startsWith("server\t"))
                    .map(Situation::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Situation of(String line) {
        String[] cells = line.split("\t", -1);
        if (cells.length != 9) {
            throw new IllegalStateException("nine cells expected: " + line);
        }
        String cause = cells[6].equals("-") ? "" : cells[6];
        return new Situation(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], cause, cells[7], cells[8]);
    }

    /** At which place what is wrong is named, counting every cause of every finding; 0 = not at all. */
    int rank(Diagnosis diagnosis) {
        int place = 0;
        for (Map<String, Object> finding : judged(diagnosis)) {
            boolean same = code.equals(finding.get("code"));
            if (same && cause.isEmpty()) {
                return place + 1;
            }
            List<?> causes = causes(finding);
            for (Object one : causes.isEmpty() ? List.of("") : causes) {
                place++;
                if (same && String.valueOf(one).contains(cause)) {
                    return place;
                }
            }
        }
        return 0;
    }

    /** Whether the first finding leaves one cause only. */
    static boolean certain(Diagnosis diagnosis) {
        List<Map<String, Object>> findings = judged(diagnosis);
        return !findings.isEmpty()
                && "error".equals(findings.get(0).get("severity"))
                && causes(findings.get(0)).size() <= 1;
    }

    private static List<?> causes(Map<String, Object> finding) {
        return (List<?>) Objects.requireNonNull(finding.get("causes"), "a finding without causes");
    }

    /** What is only worth knowing is no diagnosis. */
    static List<Map<String, Object>> judged(Diagnosis diagnosis) {
        return diagnosis.findings().stream()
                .filter(finding -> !"info".equals(finding.get("severity")))
                .toList();
    }
}
