package signet.server.retrieval;

import java.io.IOException;

/** Is told of each message between the moment it is safe on disk and the moment the cursor passes it. */
@FunctionalInterface
public interface ArrivalHandler {
    /** Nobody needs to know. */
    ArrivalHandler NONE = arrival -> {};

    /**
     * Takes over one message. May be told of the same message again after a run was cut off.
     *
     * @throws IOException when it could not: the cursor stops before this message and the run ends
     */
    void handle(Arrival arrival) throws IOException;

    /** Whether the cursor must pass each message by itself, because being told twice is expensive. */
    default boolean singly() {
        return false;
    }
}
