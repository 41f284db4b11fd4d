package signet.server.queue;

/** The way into the queue. Thread-safe; callers wait together for one durable step. */
public interface Acceptance {
    /**
     * Stores the submission with its recipients, idempotency key and event. Returns only when all of it is durable.
     *
     * @throws NotAcceptedException when it is not stored; nothing of it remains, and its neighbours are not affected
     */
    Accepted accept(Submission submission) throws NotAcceptedException;

    /** @param replayed an earlier submission with the same idempotency key has this id; nothing was stored now */
    record Accepted(EntryId id, boolean replayed) {}
}
