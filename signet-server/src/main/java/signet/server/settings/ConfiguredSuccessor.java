package signet.server.settings;

import java.util.List;
import java.util.Optional;
import signet.doctor.CredentialDraft;
import signet.doctor.Finding;
import signet.doctor.Successor;
import signet.oauth.Credential;

/**
 * What follows when a credential ends.
 *
 * @param material   as it was written
 * @param draft      the credential's draft with it
 * @param credential the usable form; absent when a finding of severity error stands in its way
 * @param findings   about this alone
 * @param instead    the keys that {@code signet.yaml} should have in the place of the old ones, references as they were written,
 *                   values in clear left out; empty unless it is declared there
 */
public record ConfiguredSuccessor(
        Successor material,
        Origin origin,
        CredentialDraft draft,
        Optional<Credential> credential,
        List<Finding> findings,
        String instead) {
    public ConfiguredSuccessor {
        findings = List.copyOf(findings);
    }

    /** Where it is kept. */
    public enum Origin {
        /** As {@code next:} in {@code signet.yaml}. */
        DECLARED,
        /** In files beside those of the first pair, with {@code .next} behind their names. */
        BESIDE,
        /** In the database, with its credential. */
        STORED
    }

    /** What {@code signet.yaml} should say once this is in use. */
    public String advice() {
        return advice(draft.name(), instead);
    }

    static String advice(String credential, String instead) {
        return "In signet.yaml, under credentials." + credential + ", write " + instead
                + " in the place of the old ones, and remove next.";
    }
}
