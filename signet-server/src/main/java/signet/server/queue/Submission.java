package signet.server.queue;

import java.time.Instant;
import java.util.Optional;
import signet.mail.Content;
import signet.mail.Envelope;

/**
 * What somebody hands us to send. Every check has been made: {@link Reception} is the way in.
 *
 * @param id          the id it will have, where it has to be known before: it stands in the message's trace field; otherwise the
 *                    store makes one
 * @param account     through which it is sent
 * @param content     the message as it will be sent; owned by the queue from the moment of acceptance
 * @param messageId   the Message-ID field, when there is one
 * @param subject     the decoded Subject, at most 256 characters; empty when there is none
 * @param priority    0 is normal, a greater one goes first; from -10 to 10
 * @param sendAt      not before this time
 * @param idempotency the caller's key
 */
public record Submission(
        Optional<EntryId> id,
        String account,
        Envelope envelope,
        Content content,
        Optional<String> messageId,
        String subject,
        int priority,
        Optional<Instant> sendAt,
        Optional<IdempotencyKey> idempotency,
        Origin origin) {

    /** One whose id the store makes. */
    public Submission(
            String account,
            Envelope envelope,
            Content content,
            Optional<String> messageId,
            String subject,
            int priority,
            Optional<Instant> sendAt,
            Optional<IdempotencyKey> idempotency,
            Origin origin) {
        this(Optional.empty(), account, envelope, content, messageId, subject, priority, sendAt, idempotency, origin);
    }

    /**
     * Where a submission comes from.
     *
     * @param by   whose: login, API token or {@code signet}
     * @param peer from which address; empty for our own
     */
    public record Origin(Kind kind, String by, String peer) {
        public enum Kind {
            SMTP,
            API,
            /** A delivery status notification of ours: never answered by another. */
            REPORT,
            ALERT,
            /** An entry sent again with another recipient. */
            RESENT,
            /** A message of an account to itself, to see whether mail works: never answered by a report. */
            CANARY
        }
    }

    /**
     * A caller's promise that the same key means the same message (24 hours).
     *
     * @param scope  caller and account
     * @param key    1–255 visible ASCII characters
     * @param digest SHA-256 of the request, to notice another body under the same key
     */
    public record IdempotencyKey(String scope, String key, String digest) {}
}
