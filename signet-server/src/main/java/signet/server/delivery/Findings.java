package signet.server.delivery;

import java.util.List;
import signet.doctor.Finding;
import signet.mail.Stage;
import signet.oauth.Problem.Severity;
import signet.server.account.SendingAccount;
import signet.server.account.Triage;

/** What is known of an account without asking anybody. */
final class Findings {
    private Findings() {}

    /** The finding that keeps an account from sending. */
    static Finding hindering(SendingAccount account) {
        return account.findings().stream()
                .filter(Triage::hinders)
                .findFirst()
                .orElseGet(() -> new Finding(
                        "account-without-smtp",
                        Severity.ERROR,
                        "Account " + account.name() + " has no SMTP server to send through",
                        List.of(),
                        "Give it an smtp endpoint in signet.yaml.",
                        Stage.CONFIGURATION));
    }
}
