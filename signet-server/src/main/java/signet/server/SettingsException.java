package signet.server;

import java.io.IOException;
import java.util.List;
import signet.doctor.Finding;
import signet.oauth.Problem.Severity;

/** The settings keep the server from starting; the findings say why and what to do. */
public final class SettingsException extends IOException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // never serialised; it travels within one process
    private final List<Finding> findings;

    SettingsException(List<Finding> findings) {
        super(findings.stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .findFirst()
                .map(Finding::summary)
                .orElse("the settings cannot be used"));
        this.findings = List.copyOf(findings);
    }

    public List<Finding> findings() {
        return findings;
    }
}
