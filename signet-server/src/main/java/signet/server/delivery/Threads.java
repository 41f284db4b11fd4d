package signet.server.delivery;

import java.lang.System.Logger;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The threads of one delivery, so that its end can wait for them. Thread-safe.
 *
 * <p>The first of them are the system's: each answer of a server and each commit wakes a virtual thread by way of a poller and a
 * carrier, which costs more than what is done then. Virtual are those of the many accounts beyond, which mostly wait.
 */
final class Threads {
    private static final Logger LOG = System.getLogger("signet.delivery");

    /** So many stacks of the system's are no burden. */
    private static final int PLATFORM = 64;

    private final Set<Thread> running = ConcurrentHashMap.newKeySet();

    void start(String name, Runnable work) {
        Thread.Builder kind = running.size() < PLATFORM ? Thread.ofPlatform().daemon() : Thread.ofVirtual();
        Thread thread = kind.name(name).unstarted(() -> {
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
