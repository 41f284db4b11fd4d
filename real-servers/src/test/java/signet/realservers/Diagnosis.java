package signet.realservers;

import com.nimbusds.jose.util.JSONArrayUtils;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What {@code signet test --json} printed about one protocol of an account. */
record Diagnosis(
        String account,
        String protocol,
        boolean ok,
        List<Map<String, Object>> steps,
        List<Map<String, Object>> findings) {
    /** Reads the array and takes the only element. */
    static Diagnosis of(Command.Result result) {
        List<Diagnosis> all = all(result);
        if (all.size() != 1) {
            throw new IllegalStateException("one report expected: " + result);
        }
        return all.get(0);
    }

    /** Reads the array, in order. */
    static List<Diagnosis> all(Command.Result result) {
        try {
            return JSONArrayUtils.parse(result.out()).stream()
                    .map(element -> (Map<?, ?>) element)
                    .map(report -> new Diagnosis(
                            String.valueOf(report.get("account")),
                            String.valueOf(report.get("protocol")),
                            Boolean.TRUE.equals(report.get("ok")),
                            maps(report, "steps"),
                            maps(report, "findings")))
                    .toList();
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
