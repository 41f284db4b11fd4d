package signet.mail;

import java.util.Optional;

/**
 * What became of one recipient in one mail transaction: the value from which others conclude whether to try again.
 *
 * @param recipient the forward-path's address
 * @param kind      accepted, refused, not tried or unconfirmed
 * @param step      the command whose reply decided: MAIL, RCPT, DATA or DOT
 * @param reply     the deciding reply, when there was one
 * @param fault     why the conversation broke, when it did
 */
public record Disposition(String recipient, Kind kind, Step step, Optional<Reply> reply, Optional<Fault> fault) {

    public enum Kind {
        /** The server took responsibility: a 2xx to the final dot. Accepted is not delivered. */
        ACCEPTED,
        /** The server refused, for now (4xx) or for good (5xx): see the reply. */
        REFUSED,
        /** No final dot was sent, so a repetition cannot duplicate. */
        NOT_TRIED,
        /** The final dot was sent and no answer seen: the message may have been accepted. */
        UNCONFIRMED
    }

    /** Where in the mail transaction. */
    public enum Step {
        MAIL,
        RCPT,
        DATA,
        DOT
    }
}
