package signet.server.account;

import java.time.Duration;
import java.util.Optional;

/**
 * What we conclude from one recipient's disposition, or from a conversation that could not be had.
 *
 * @param scope       how far it reaches
 * @param after       when to look or try again, where the answer or the catalogue says so
 * @param code        the catalogue's id or a finding's code; {@code unknown} where neither fits
 * @param explanation one sentence for people: meaning and fix
 */
public record Outcome(Verdict verdict, Scope scope, Optional<Duration> after, String code, String explanation) {

    public enum Verdict {
        /** The provider took responsibility. */
        DELIVERED,
        /** This recipient, or every recipient of this message, is refused for good. Only in scope recipient or message. */
        FAILED,
        /** Try again; the attempt counts. */
        LATER,
        /** Try again after a wait; the attempt does not count, because nothing was wrong with the entry. */
        WAIT,
        /** Nothing changes by itself: one incident for the scope, a probe now and then. The attempt does not count. */
        PARK,
        /** The entries of this sender wait for a person; the account goes on. The attempt does not count. */
        HOLD,
        /** The final dot was sent and no answer seen. */
        UNCONFIRMED
    }

    /** How far a conclusion reaches. */
    public enum Scope {
        RECIPIENT,
        MESSAGE,
        SENDER,
        ACCOUNT,
        CREDENTIAL,
        UPSTREAM,
        TOKEN_SERVICE,
        STORAGE
    }
}
