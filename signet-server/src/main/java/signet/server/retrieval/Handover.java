package signet.server.retrieval;

import java.io.IOException;
import java.util.List;

/** The last step before the cursor moves: one batch from the sink to disk and to whoever waits for it. */
final class Handover {
    /**
     * The cursor moves after so many messages or so much time, whichever comes first. Nothing is read while it moves, so a
     * fast server is held up by every batch; a run cut off reads at most half a second's worth again.
     */
    private static final int BATCH = 1000;

    private static final long BATCH_NANOS = 500_000_000;

    private final DirectorySink sink;
    private final ArrivalHandler handler;
    private final RetrievalListener listener;
    private long since = System.nanoTime();

    Handover(DirectorySink sink, ArrivalHandler handler, RetrievalListener listener) {
        this.sink = sink;
        this.handler = handler;
        this.listener = listener;
    }

    /** Moves the cursor. */
    interface Pass {
        /** Past these messages, all of them handed over; the batch is not at its end yet when {@code last} is false. */
        void past(List<Arrival> arrivals, boolean last) throws IOException;
    }

    /** Whether it is time for {@link #commit}. */
    boolean due() {
        int waiting = sink.uncommitted();
        return waiting >= (handler.singly() ? 1 : BATCH) || (waiting > 0 && System.nanoTime() - since >= BATCH_NANOS);
    }

    /**
     * Puts everything delivered so far on disk, hands it over and lets the cursor pass it.
     *
     * @throws IOException when the disk or the handler fails: the cursor then passed what was handed over before
     */
    void commit(Pass pass) throws IOException {
        List<Arrival> arrivals = sink.commit();
        int handed = 0;
        try {
            for (Arrival arrival : arrivals) {
                handler.handle(arrival);
                handed++;
            }
        } catch (IOException | RuntimeException e) {
            pass.past(arrivals.subList(0, handed), false);
            throw e;
        }
        pass.past(arrivals, true);
        since = System.nanoTime();
        if (!arrivals.isEmpty()) {
            listener.passed(
                    arrivals.size(), arrivals.stream().mapToLong(Arrival::size).sum());
        }
    }
}
