package signet.simulator.wire;

import java.io.IOException;

/** Looks after the session while it waits for input: expired tokens, IDLE. */
@FunctionalInterface
public interface Lookout {
    void look() throws IOException;
}
