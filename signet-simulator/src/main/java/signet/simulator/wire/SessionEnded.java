package signet.simulator.wire;

import java.io.IOException;

/** The conversation is over, by a fault or because the peer left. */
public final class SessionEnded extends IOException {
    private static final long serialVersionUID = 1;

    public SessionEnded(String why) {
        super(why);
    }
}
