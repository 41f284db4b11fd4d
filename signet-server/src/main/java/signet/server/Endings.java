package signet.server;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** How the parts of a server end: in the opposite order of how they began, each once, and all of them whatever one throws. */
final class Endings {
    private static final Logger LOG = System.getLogger(Endings.class.getName());

    private final Deque<Ending> endings = new ArrayDeque<>();

    /** Ends one part. */
    interface Ending {
        void end() throws IOException, InterruptedException;
    }

    /** A part has begun. */
    void push(Ending ending) {
        endings.push(ending);
    }

    /** Ends all that have begun; what was thrown first. */
    Optional<IOException> end() {
        IOException failure = null;
        while (!endings.isEmpty()) {
            try {
                endings.pop().end();
            } catch (IOException | RuntimeException e) {
                LOG.log(Level.WARNING, "while ending: {0}", e.getMessage());
                failure =
                        failure == null ? new IOException("not everything ended well: " + e.getMessage(), e) : failure;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // whoever hurries us: the rest still ends
            }
        }
        return Optional.ofNullable(failure);
    }
}
