package signet.server.queue;

import java.util.Optional;
import signet.server.queue.NotAcceptedException.Reason;

/**
 * Whether mail may be accepted and delivered at this moment. Storage that failed is latched: neither happens until a probe has
 * written, forced and read again. Low disk refuses new mail only. Thread-safe.
 */
public final class Health {
    private volatile Optional<String> storage = Optional.empty();
    private volatile Optional<String> disk = Optional.empty();
    private volatile boolean draining;

    /** Storage failed. True when it was sound before. */
    public boolean latch(String reason) {
        boolean first = storage.isEmpty();
        storage = Optional.of(reason);
        return first;
    }

    /** A probe succeeded. True when it was latched before. */
    public boolean clear() {
        boolean latched = storage.isPresent();
        storage = Optional.empty();
        return latched;
    }

    /** @param reason how much is free and how much must stay free; empty when there is enough */
    public void disk(Optional<String> reason) {
        disk = reason;
    }

    /** From now on nothing new is accepted. */
    public void drain() {
        draining = true;
    }

    public boolean draining() {
        return draining;
    }

    /** Why storage is latched. */
    public Optional<String> unhealthy() {
        return storage;
    }

    /** Why nothing is accepted at this moment, most telling first; for readiness too. */
    public Optional<String> refusal() {
        return storage.or(() -> disk)
                .or(() -> draining ? Optional.of("the server is shutting down") : Optional.empty());
    }

    /** @throws NotAcceptedException when nothing is accepted at this moment */
    public void check() throws NotAcceptedException {
        sound();
        if (draining) {
            throw new NotAcceptedException(Reason.SHUTTING_DOWN, "the server is shutting down; try again soon");
        }
    }

    /**
     * For what began before the server was told to end: that is still taken.
     *
     * @throws NotAcceptedException when nothing can be stored at this moment
     */
    public void sound() throws NotAcceptedException {
        Optional<String> failed = storage;
        if (failed.isPresent()) {
            throw new NotAcceptedException(Reason.STORAGE_UNHEALTHY, "storage is not sound: " + failed.get());
        }
        Optional<String> full = disk;
        if (full.isPresent()) {
            throw new NotAcceptedException(Reason.DISK_LOW, full.get());
        }
    }
}
