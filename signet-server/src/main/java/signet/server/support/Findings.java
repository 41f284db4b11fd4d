package signet.server.support;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import signet.doctor.Finding;

/** Findings as {@code signet check --json} prints them. */
public final class Findings {
    private Findings() {}

    public static List<Map<String, Object>> shapes(List<Finding> findings) {
        return findings.stream().map(Findings::shape).toList();
    }

    public static Map<String, Object> shape(Finding finding) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("code", finding.code());
        shape.put("severity", finding.severity().name().toLowerCase(Locale.ROOT));
        shape.put("summary", finding.summary());
        shape.put("causes", finding.causes());
        shape.put("remedy", finding.remedy());
        shape.put("stage", finding.stage().word());
        shape.put("facts", finding.facts());
        return shape;
    }
}
