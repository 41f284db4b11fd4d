package signet.server.queue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An entry as it is shown.
 *
 * @param state       {@code queued} while a recipient is pending, else the common state or {@code partly}
 * @param heldBy      who holds it, for {@link Held#OPERATOR}
 * @param next        when it is tried next, while queued
 * @param contentKept false once retention has removed the octets
 * @param last        the latest attempt
 */
public record EntryView(
        EntryId id,
        String account,
        String from,
        String subject,
        Optional<String> messageId,
        long size,
        int priority,
        Submission.Origin origin,
        Instant accepted,
        Optional<Instant> sendAt,
        String state,
        Held held,
        Optional<String> heldBy,
        Optional<Instant> next,
        boolean contentKept,
        List<Recipient> recipients,
        int attempts,
        Optional<Attempt> last) {
    public EntryView {
        recipients = List.copyOf(recipients);
    }

    /**
     * One recipient.
     *
     * @param since when it came into this state
     * @param reply the deciding reply as one line
     */
    public record Recipient(
            String address, RecipientState state, Instant since, Optional<String> reply, Optional<String> code) {}
}
