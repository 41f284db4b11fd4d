package signet.server.queue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What follows from an attempt, stored with it in one transaction.
 *
 * @param results   one for each recipient of the claim, in its order
 * @param next      when the pending ones are tried again
 * @param held      what holds the entry from now on
 * @param report    a delivery status notification to accept in the same transaction
 * @param quarantineFailure the attempt failed in our own code: counts for the quarantine
 */
public record Settlement(
        Attempt attempt,
        List<Result> results,
        Instant next,
        Held held,
        Optional<Submission> report,
        boolean quarantineFailure) {
    public Settlement {
        results = List.copyOf(results);
    }

    /**
     * One recipient's state after the attempt.
     *
     * @param reply  the deciding reply as one line
     * @param code   the catalogue's id, where the state is not {@code DELIVERED}
     */
    public record Result(String recipient, RecipientState state, Optional<String> reply, String code) {}
}
