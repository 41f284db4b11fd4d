package signet.server.delivery;

import java.lang.System.Logger;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The virtual threads of one delivery, so that its end can wait for them. Thread-safe. */
final class Threads {
    private static final Logger LOG = System.getLogger("signet.delivery");

    private final Set<Thread> running = ConcurrentHashMap.newKeySet();

    void start(String name, Runnable work) {
        Thread thread = Thread.ofVirtual().name(name).unstarted(() -> {
            try {
                work.run();
            } finally {
                running.remove(Thread.currentThread());
            }
        });
        running.add(thread);
        thread.start();
    }

    /** Waits for all of them; false when some run on after {@code grace}. */
    boolean await(Duration grace) throws InterruptedException {
        long deadline = System.nanoTime() + grace.toNanos();
        while (!running.isEmpty()) {
            for (Thread thread : List.copyOf(running)) {
                thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
            }
            if (System.nanoTime() - deadline >= 0) {
                return running.isEmpty();
            }
        }
        return true;
    }

    /** Breaks off what they wait for, connections included. */
    void interrupt() {
        for (Thread thread : List.copyOf(running)) {
            LOG.log(Logger.Level.INFO, "{0} is broken off", thread.getName());
            thread.interrupt();
        }
    }
}
