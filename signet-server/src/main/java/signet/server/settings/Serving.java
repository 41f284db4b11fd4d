package signet.server.settings;

import java.nio.file.Path;
import java.util.List;
import signet.doctor.Finding;
import signet.oauth.Problem.Severity;
import signet.server.account.Login;
import signet.server.queue.Limits;
import signet.server.queue.Upkeep.Keep;

/**
 * What only a running server uses.
 *
 * @param listeners for SMTP, the usable ones
 * @param logins    the usable ones
 * @param rules     how long things are kept and what is accepted
 * @param faults    errors in {@code server}, {@code retention} and {@code limits}: a server does not start with them, and a
 *                  running one keeps its former settings. A fault of one listener, login or alert is not among them
 */
public record Serving(
        List<ConfiguredListener> listeners,
        List<Login> logins,
        ServerSettings server,
        AlertSettings alerts,
        Rules rules,
        List<Finding> faults) {
    public Serving {
        listeners = List.copyOf(listeners);
        logins = List.copyOf(logins);
        faults = faults.stream().filter(f -> f.severity() == Severity.ERROR).toList();
    }

    public record Rules(Keep retention, Limits limits) {
        static final Rules STANDARD = new Rules(Keep.STANDARD, Limits.STANDARD);
    }

    public Keep retention() {
        return rules.retention();
    }

    public Limits limits() {
        return rules.limits();
    }

    /** Whether a server can run by it. */
    public boolean usable() {
        return faults.isEmpty();
    }

    /** What holds where nothing is written; relative paths start at {@code folder}. */
    static Serving standard(Path folder) {
        return new Serving(
                List.of(),
                List.of(),
                ServerSettings.standard(folder),
                AlertSettings.STANDARD,
                Rules.STANDARD,
                List.of());
    }
}
