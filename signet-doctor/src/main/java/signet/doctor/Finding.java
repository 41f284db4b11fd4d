package signet.doctor;

import java.util.List;
import signet.mail.Stage;
import signet.oauth.Problem;
import signet.oauth.Problem.Severity;

/**
 * Something the doctor found. Never contains a secret value.
 *
 * @param code     stable name, lower case with hyphens and dots, such as {@code aadsts-700027-expired}
 * @param severity an ERROR keeps mail from working, a WARNING may, an INFO is only worth knowing
 * @param summary  what is wrong, in one sentence, with the place (file and line, setting, host) where it is known
 * @param causes   why, the most likely first, each with the way to prove it; may be empty
 * @param remedy   what to do
 * @param stage    where it shows
 */
public record Finding(String code, Severity severity, String summary, List<String> causes, String remedy, Stage stage) {
    public Finding {
        causes = List.copyOf(causes);
    }

    /** A value's problem, found while reading settings. */
    public static Finding of(Problem problem, Stage stage) {
        return new Finding(problem.code(), problem.severity(), problem.summary(), List.of(), problem.remedy(), stage);
    }
}
