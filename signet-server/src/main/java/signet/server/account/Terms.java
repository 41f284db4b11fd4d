package signet.server.account;

import java.util.List;

/**
 * On which terms an account sends.
 *
 * @param senders     addresses and patterns such as {@code *@university.example} it may send as
 * @param from        what happens to another From
 * @param unconfirmed what follows a final dot without an answer
 */
public record Terms(List<String> senders, FromRule from, Pace pace, RetrySchedule retry, UnconfirmedRule unconfirmed) {
    public Terms {
        senders = List.copyOf(senders);
    }

    /** What happens to a sender the account may not send as. */
    public enum FromRule {
        REFUSE,
        /** The account's address takes its place; the old From goes to Reply-To. */
        REWRITE
    }

    /** What follows a final dot without an answer: a possible duplicate or a person's decision. */
    public enum UnconfirmedRule {
        RESEND,
        HOLD
    }
}
