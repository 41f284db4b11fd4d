package signet.server.queue;

import java.time.Instant;
import signet.mail.Content;
import signet.mail.Envelope;

/**
 * The right to try an entry once.
 *
 * @param envelope only the recipients that are still pending
 * @param content  readable as long as the claim lasts
 * @param attempts burnt so far
 * @param failures in a row in our own code, without an answer of any server
 * @param epoch    of the ownership it was claimed under
 * @param resent   a final dot of an earlier attempt has no answer: this one may duplicate
 * @param number   given by the store: tells two claims of one entry apart
 */
public record Claim(
        EntryId id,
        String account,
        long epoch,
        Envelope envelope,
        Content content,
        int attempts,
        int failures,
        boolean resent,
        Submission.Origin.Kind origin,
        Instant accepted,
        long number) {}
