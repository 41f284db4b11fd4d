package signet.server.delivery;

import java.util.HashMap;
import java.util.Map;
import signet.server.account.SendingAccount;
import signet.server.account.Triage;

/**
 * Who logged in by which credential, and who was refused: so that one broken mailbox does not stop the others of its credential,
 * and a broken credential stops all of them. Thread-safe.
 */
final class LoginRecord {
    private final Map<String, Map<String, Last>> byCredential = new HashMap<>();
    private long count;

    /** When an account last succeeded and was last refused, as numbers that grow; 0 is never. */
    private record Last(long success, long refusal) {}

    synchronized void succeeded(SendingAccount account) {
        count++;
        note(account, count, 0);
    }

    /** By what the account logs in; notes nothing. */
    synchronized Triage.Means means(SendingAccount account) {
        if (account.credential().isEmpty()) {
            return Triage.Means.OWN;
        }
        long success = 0;
        long refusal = 0;
        Map<String, Last> accounts =
                byCredential.getOrDefault(account.credential().get(), Map.of());
        for (Map.Entry<String, Last> other : accounts.entrySet()) {
            if (!other.getKey().equals(account.name())) {
                success = Math.max(success, other.getValue().success());
                refusal = Math.max(refusal, other.getValue().refusal());
            }
        }
        return success > refusal ? Triage.Means.PROVEN_CREDENTIAL : Triage.Means.CREDENTIAL;
    }

    synchronized void refused(SendingAccount account) {
        count++;
        note(account, 0, count);
    }

    private void note(SendingAccount account, long success, long refusal) {
        account.credential()
                .ifPresent(credential -> byCredential
                        .computeIfAbsent(credential, fresh -> new HashMap<>())
                        .merge(
                                account.name(),
                                new Last(success, refusal),
                                (old, now) -> new Last(
                                        Math.max(old.success(), now.success()),
                                        Math.max(old.refusal(), now.refusal()))));
    }
}
