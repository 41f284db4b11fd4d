package signet.server.event;

import java.io.IOException;
import java.util.List;

/** The stored events. Thread-safe. */
public interface EventLog {
    /** Stores an event that belongs to no other change. Returns when it is durable. */
    void append(Event event) throws IOException;

    /** At most {@code limit} events with greater numbers, in order. */
    List<Recorded> after(long number, int limit) throws IOException;

    /** The greatest number so far, 0 when there is none. */
    long last() throws IOException;

    /**
     * Has {@code wake} called after each commit that stored events, on a thread that must not wait: wake somebody, then return.
     * Close the subscription to end it.
     */
    Subscription subscribe(Runnable wake);

    /** An interest in news. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
