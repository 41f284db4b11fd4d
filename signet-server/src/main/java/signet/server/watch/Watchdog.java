package signet.server.watch;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Starts loops again that died of an {@link Error}, and counts. Thread-safe. */
public final class Watchdog {
    private static final Logger LOG = System.getLogger(Watchdog.class.getName());

    private final List<Watched> watched = new CopyOnWriteArrayList<>();
    private final AtomicLong restarts = new AtomicLong();

    public void watch(Watched loop) {
        watched.add(loop);
    }

    /** Looks at all of them once. */
    public void runOnce() {
        for (Watched loop : watched) {
            if (!loop.alive()) {
                restarts.incrementAndGet();
                LOG.log(Level.ERROR, "{0} had died; it is started again", loop.name());
                loop.restart();
            }
        }
    }

    /** How often something was started again since the start of the server. */
    public long restarts() {
        return restarts.get();
    }
}
