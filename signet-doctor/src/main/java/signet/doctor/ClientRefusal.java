package signet.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import signet.oauth.TokenFault;

/**
 * Keycloak says of every client it does not let in the same words. Its error code tells more: {@code unauthorized_client} for
 * a client it knows, {@code invalid_client} for one it does not find or may not use.
 */
final class ClientRefusal {
    private ClientRefusal() {}

    /** The causes of {@code keycloak-invalid-client} by what speaks for them; any other finding as it is. */
    static Finding ordered(Evidence evidence, Finding finding, TokenFault fault) {
        if (!finding.code().equals("keycloak-invalid-client")) {
            return finding;
        }
        boolean known = fault.error().filter("unauthorized_client"::equals).isPresent();
        List<String> causes = new ArrayList<>(finding.causes());
        if (!known) {
            first(causes, "The client is switched off");
            first(causes, "The client ID");
        } else if (signed(evidence)) {
            first(causes, "The client proves itself in another way");
        }
        return finding.with(causes, finding.facts());
    }

    private static boolean signed(Evidence evidence) {
        Optional<CredentialDraft> draft = evidence.subject().draft().credential();
        return draft.isPresent()
                && !draft.get().requestProperties().containsKey("client_secret")
                && draft.get().clientSecret().isEmpty();
    }

    private static void first(List<String> causes, String begin) {
        causes.stream().filter(cause -> cause.startsWith(begin)).findFirst().ifPresent(cause -> {
            causes.remove(cause);
            causes.add(0, cause);
        });
    }
}
