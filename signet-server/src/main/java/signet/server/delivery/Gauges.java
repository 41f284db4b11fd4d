package signet.server.delivery;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What delivery is doing at this moment, for metrics. Thread-safe. */
public final class Gauges {
    private final AtomicInteger sessions = new AtomicInteger();
    private final AtomicInteger lanes = new AtomicInteger();
    private final AtomicInteger waits = new AtomicInteger();
    private final AtomicLong restarts = new AtomicLong();

    Gauges() {}

    /** Sessions that are open, warm ones included. */
    public int openSessions() {
        return sessions.get();
    }

    /** Lanes that run, idle ones included. */
    public int lanes() {
        return lanes.get();
    }

    /** Lanes that wait for their account's pace. */
    public int pacingWaits() {
        return waits.get();
    }

    /** Loops and lanes that died of our own fault and were started again, since the start. */
    public long restarts() {
        return restarts.get();
    }

    void session(int change) {
        sessions.addAndGet(change);
    }

    void lane(int change) {
        lanes.addAndGet(change);
    }

    void wait(int change) {
        waits.addAndGet(change);
    }

    void restarted() {
        restarts.incrementAndGet();
    }
}
