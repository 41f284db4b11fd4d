package signet.doctor;

import java.time.Instant;
import java.util.List;

/**
 * What can be said about settings without asking anybody: no network, no file. The findings are in the order in which they
 * should be put right. A value is never echoed where it may be a secret.
 */
public final class Lint {
    private Lint() {}

    /** What is wrong with a credential as it was written. */
    public static List<Finding> credential(CredentialDraft draft, Instant now) {
        return Drafts.credential(draft, now).findings();
    }

    /** What is wrong with an account as it was written; its credential is looked at by {@link #credential}. */
    public static List<Finding> account(AccountDraft draft, Instant now) {
        return new AccountLint(draft).findings();
    }
}
