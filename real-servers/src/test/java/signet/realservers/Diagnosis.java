package signet.realservers;

import com.nimbusds.jose.util.JSONArrayUtils;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What {@code signet test --json} printed about one protocol. */
record Diagnosis(boolean ok, List<Map<String, Object>> steps, List<Map<String, Object>> findings) {
    /** Reads the array and takes the only element. */
    static Diagnosis of(Command.Result result) {
        try {
            List<?> all = JSONArrayUtils.parse(result.out());
            if (all.size() != 1) {
                throw new IllegalStateException("one report expected: " + result);
            }
            Map<?, ?> report = (Map<?, ?>) all.get(0);
            return new Diagnosis(
                    Boolean.TRUE.equals(report.get("ok")), maps(report, "steps"), maps(report, "findings"));
        } catch (ParseException e) {
            throw new IllegalStateException("not a JSON array: " + result, e);
        }
    }

    @SuppressWarnings("unchecked") // JSON objects have string keys
    private static List<Map<String, Object>> maps(Map<?, ?> report, String field) {
        return (List<Map<String, Object>>) Objects.requireNonNull(report.get(field), field);
    }

    /** The most likely cause. */
    Map<String, Object> first() {
        if (findings.isEmpty()) {
            throw new IllegalStateException("no finding; steps " + steps);
        }
        return findings.get(0);
    }

    /** The stage of the first step that failed, or an empty text. */
    String failedStage() {
        return steps.stream()
                .filter(step -> "failed".equals(step.get("status")))
                .map(step -> String.valueOf(step.get("stage")))
                .findFirst()
                .orElse("");
    }
}
