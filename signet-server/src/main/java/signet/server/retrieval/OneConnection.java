package signet.server.retrieval;

import java.io.IOException;

/** What one connection achieves of a retrieval. */
interface OneConnection {
    /** Fetches at most {@code most} messages. */
    void run(int most) throws IOException;

    /** How far it came, also when {@link #run} threw. */
    Progress progress();

    /** How many messages the cursor passed. */
    int fetched();
}
