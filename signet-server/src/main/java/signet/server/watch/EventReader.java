package signet.server.watch;

import java.io.IOException;
import java.util.List;
import signet.server.event.Recorded;

/** Somebody who follows the events at a place of its own. Called by one thread. */
public interface EventReader {
    /** For logs. */
    String name();

    /**
     * The number of the last event that is done with.
     *
     * @throws IOException when that cannot be told at this moment
     */
    long position() throws IOException;

    /**
     * Takes the next events, in order, all with greater numbers than {@link #position()}. When it throws, its position says which
     * were done.
     */
    void take(List<Recorded> events) throws IOException;
}
