package signet.server.queue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import signet.mail.Envelope;

/**
 * What a listener or the API brings to {@link Reception}, not yet checked against any rule.
 *
 * @param senders     addresses and patterns the caller may send as, within those of the account; empty = all of the account's
 * @param content     complete; the caller closes it afterwards in any case
 */
public record Offer(
        String account,
        List<String> senders,
        Envelope envelope,
        Spool.Incoming content,
        int priority,
        Optional<Instant> sendAt,
        Optional<Submission.IdempotencyKey> idempotency,
        Submission.Origin origin) {
    public Offer {
        senders = List.copyOf(senders);
    }
}
