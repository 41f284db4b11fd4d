package signet.simulator.wire;

import java.io.IOException;

/** What a server says and does on one connection, from the greeting to the end. */
@FunctionalInterface
public interface Conversation {
    /** Returns when the conversation is over; the connection is closed then. */
    void hold(Dialog dialog) throws IOException;
}
