package signet.server.settings;

import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import signet.doctor.CredentialDraft;
import signet.doctor.Lifetime;
import signet.oauth.Secret;
import signet.server.account.Expiry;

/** What of the credentials ends when: of those in use, and of what follows them. */
public final class Expiries {
    private static final String ASSERTION = "client_assertion";

    private Expiries() {}

    /** In the order of the credentials; what follows comes after what is in use. */
    public static List<Expiry> of(Collection<ConfiguredCredential> credentials) {
        List<Expiry> expiries = new ArrayList<>();
        for (ConfiguredCredential credential : credentials) {
            CredentialDraft draft = credential.draft();
            add(expiries, credential.name(), Lifetime.ofCertificate(draft), Expiry.Kind.CERTIFICATE);
            add(expiries, credential.name(), Lifetime.ofSecret(draft), Expiry.Kind.SECRET);
            add(
                    expiries,
                    credential.name(),
                    Optional.ofNullable(draft.requestProperties().get(ASSERTION))
                            .flatMap(Expiries::assertion),
                    Expiry.Kind.ASSERTION);
            credential.next().ifPresent(next -> {
                CredentialDraft renewed = next.draft();
                boolean pair = next.material().pair();
                add(
                        expiries,
                        credential.name(),
                        pair ? Lifetime.ofCertificate(renewed) : Lifetime.ofSecret(renewed),
                        pair ? Expiry.Kind.NEXT_CERTIFICATE : Expiry.Kind.NEXT_SECRET);
            });
        }
        return expiries;
    }

    private static void add(List<Expiry> expiries, String credential, Optional<Instant> end, Expiry.Kind kind) {
        end.ifPresent(when -> expiries.add(new Expiry(credential, when, kind)));
    }

    private static Optional<Instant> assertion(Secret jwt) {
        try {
            return Optional.ofNullable(com.nimbusds.jwt.SignedJWT.parse(jwt.reveal())
                            .getJWTClaimsSet()
                            .getExpirationTime())
                    .map(java.util.Date::toInstant);
        } catch (ParseException e) {
            return Optional.empty(); // the lints say what is wrong with it
        }
    }
}
