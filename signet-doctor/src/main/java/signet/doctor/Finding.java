package signet.doctor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import signet.mail.Stage;
import signet.oauth.Problem;
import signet.oauth.Problem.Severity;

/**
 * Something the doctor found. Never contains a secret value.
 *
 * @param code     stable name, lower case with hyphens and dots, such as {@code aadsts-700027-expired}; all of them are in
 *                 {@code docs/findings.md}
 * @param severity an ERROR keeps mail from working, a WARNING may, an INFO is only worth knowing
 * @param summary  what is wrong, in one sentence, with the place (file and line, setting, host) where it is known
 * @param causes   why, the most likely first, each with the way to prove it; may be empty
 * @param remedy   what to do; empty where nothing need be done
 * @param stage    where it shows
 * @param facts    values read from what was said, by name, in order: {@code trace-id}, {@code correlation-id},
 *                 {@code timestamp} for the provider's support, {@code ended}, {@code thumbprint} …; may be empty
 */
public record Finding(
        String code,
        Severity severity,
        String summary,
        List<String> causes,
        String remedy,
        Stage stage,
        Map<String, String> facts) {
    public Finding {
        causes = List.copyOf(causes);
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    public Finding(String code, Severity severity, String summary, List<String> causes, String remedy, Stage stage) {
        this(code, severity, summary, causes, remedy, stage, Map.of());
    }

    /** Whether no more than one cause is left, so that nobody need look further before acting. */
    public boolean certain() {
        return severity == Severity.ERROR && causes.size() <= 1;
    }

    /** The same with other causes and facts. */
    Finding with(List<String> otherCauses, Map<String, String> otherFacts) {
        return new Finding(code, severity, summary, otherCauses, remedy, stage, otherFacts);
    }

    /** A value's problem, found while reading settings. */
    public static Finding of(Problem problem, Stage stage) {
        return new Finding(problem.code(), problem.severity(), problem.summary(), List.of(), problem.remedy(), stage);
    }
}
