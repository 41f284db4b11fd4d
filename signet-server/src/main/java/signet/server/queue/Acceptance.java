package signet.server.queue;

import java.util.concurrent.CompletableFuture;

/** The way into the queue. Thread-safe; callers wait together for one durable step. */
public interface Acceptance {
    /**
     * Stores the submission with its recipients, idempotency key and event. Returns only when all of it is durable.
     *
     * @throws NotAcceptedException when it is not stored; nothing of it remains, and its neighbours are not affected
     */
    Accepted accept(Submission submission) throws NotAcceptedException;

    /**
     * Like {@link #accept}, for a submission whose content is in memory, and waits for nothing. The promise is kept, or broken with
     * a {@link NotAcceptedException}, by the store's own thread: what follows it there must not wait.
     */
    CompletableFuture<Accepted> begin(Submission submission);

    /**
     * A hint: a submission is under way ({@code 1}, at MAIL or when a request's body begins), or it is over ({@code -1}, once
     * {@link #accept} has returned or nothing comes of it). A durable step waits a fraction of a millisecond for those it knows
     * of. Each 1 is followed by exactly one -1.
     */
    default void expecting(int change) {}

    /** An id that no other entry has or will have, for a submission whose trace field has to name it. */
    EntryId newId();

    /** @param replayed an earlier submission with the same idempotency key has this id; nothing was stored now */
    record Accepted(EntryId id, boolean replayed) {}
}
