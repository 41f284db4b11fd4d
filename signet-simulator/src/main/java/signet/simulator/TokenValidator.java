package signet.simulator;

import java.time.Instant;
import java.util.Set;

/** What the mail servers ask about a bearer token. Thread-safe. */
public interface TokenValidator {
    /**
     * Judges a token as presented by a mail client: signature, audience and life time. Roles and mailbox rights are for the
     * mail servers to judge. Never throws.
     *
     * @param bearerToken what stood after {@code Bearer }, any text at all
     */
    Verdict check(String bearerToken);

    /**
     * The judgement on one token.
     *
     * @param accepted whether the token is genuine, meant for Exchange Online, and not expired
     * @param reason why it was refused, for the journal; empty when accepted. Exchange Online itself never tells the client
     * @param tenantId claim {@code tid}; empty when the token could not be read
     * @param appId the client ID in the token; empty when the token could not be read
     * @param objectId claim {@code oid}, the object id of the enterprise application; empty when the token could not be read
     * @param audience claim {@code aud}; empty when the token could not be read
     * @param roles claim {@code roles}, such as {@code SMTP.SendAsApp}; empty when nothing was consented to
     * @param expiresAt claim {@code exp}; {@link Instant#EPOCH} when the token could not be read
     */
    record Verdict(
            boolean accepted,
            String reason,
            String tenantId,
            String appId,
            String objectId,
            String audience,
            Set<String> roles,
            Instant expiresAt) {
        /** Copies the roles. */
        public Verdict {
            roles = Set.copyOf(roles);
        }

        /** A refusal of a token that could not be read. */
        public static Verdict unreadable(String reason) {
            return new Verdict(false, reason, "", "", "", "", Set.of(), Instant.EPOCH);
        }
    }
}
