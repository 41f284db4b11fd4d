package signet.server.store;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import signet.server.queue.NotAcceptedException;
import signet.server.queue.NotAcceptedException.Reason;

/**
 * The one thread that writes. Changes that wait together are one transaction, and one that fails does not take its neighbours with
 * it; all are answered when the COMMIT has returned.
 */
final class Writer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Writer.class.getName());
    /** How long a batch waits at most for those known to be about to come. */
    private static final long GATHER_NANOS = 300_000;

    /** The part of a batch's time that waiting for others may cost: on a fast disk nothing that could be waited for. */
    private static final int GATHER_PART = 16;

    private static final long GATHER_STEP_NANOS = 50_000;
    private static final long IDLE_NANOS = 1_000_000_000;
    private static final int MOST = 256;

    private final ConcurrentLinkedQueue<Job<?>> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger expecting = new AtomicInteger();
    private final Transactions transactions;
    private final Thread thread;
    private volatile boolean idle;
    private volatile boolean closing;

    Writer(Transactions transactions) {
        this.transactions = transactions;
        this.thread = Thread.ofPlatform().name("signet-store-writer").daemon().unstarted(this::loop);
    }

    void start() {
        thread.start();
    }

    /** What is done on the writer's connection. */
    @FunctionalInterface
    interface Change<T> {
        T apply(Sql sql) throws SQLException, IOException;
    }

    /** Waits until the change is durable or has failed. */
    <T> T write(Change<T> change) throws IOException {
        return await(submit(change));
    }

    /** A change that is tried although storage is latched. Waits like {@link #write}. */
    <T> T probe(Change<T> change) throws IOException {
        return await(enqueue(new Job<>(change, true, false)));
    }

    /**
     * Waits for nothing. The promise is kept by the writer's thread when the change is durable or has failed: what follows it there
     * must not wait either.
     */
    <T> CompletableFuture<T> submit(Change<T> change) {
        return enqueue(new Job<>(change, false, false));
    }

    /** Like {@link #submit}, for a change that may be applied, undone and applied once more: cheaper, as long as none fails. */
    <T> CompletableFuture<T> submitRepeatable(Change<T> change) {
        return enqueue(new Job<>(change, false, true));
    }

    private <T> CompletableFuture<T> enqueue(Job<T> job) {
        if (closing) {
            return CompletableFuture.failedFuture(shuttingDown());
        }
        queue.add(job);
        if (idle) {
            LockSupport.unpark(thread);
        }
        if (closing && !thread.isAlive() && queue.remove(job)) { // it came behind the last look of close
            return CompletableFuture.failedFuture(shuttingDown());
        }
        return job.promise;
    }

    /** No interrupt ends this: half an answer is none, what happens is decided by the disk alone. */
    static <T> T await(CompletableFuture<T> promise) throws IOException {
        try {
            return promise.join();
        } catch (CompletionException e) {
            throw told(e.getCause());
        }
    }

    /** What a caller is told of a change that failed; what is nobody's fault but ours is thrown. */
    static IOException told(@Nullable Throwable failure) {
        return switch (failure) {
            case NotAcceptedException refused -> refused;
            case IOException io -> new IOException(io.getMessage(), io);
            case RuntimeException wrong ->
                throw new IllegalStateException("a change failed: " + wrong.getMessage(), wrong);
            case Error error -> throw error;
            case null -> throw new IllegalStateException("a change failed and does not say why");
            default -> new IOException("the store refused a change: " + failure.getMessage(), failure);
        };
    }

    private static NotAcceptedException shuttingDown() {
        return new NotAcceptedException(Reason.SHUTTING_DOWN, "the server is shutting down; try again soon");
    }

    /** Says that a submission is under way, or is no longer. */
    void expecting(int change) {
        expecting.addAndGet(change);
    }

    private void loop() {
        List<Job<?>> batch = new ArrayList<>(MOST);
        long took = 0;
        while (true) {
            drain(batch);
            if (batch.isEmpty()) {
                if (closing) {
                    return;
                }
                idle = true;
                if (queue.isEmpty() && !closing) {
                    LockSupport.parkNanos(this, IDLE_NANOS);
                }
                idle = false;
                continue;
            }
            gather(batch, Math.min(took / GATHER_PART, GATHER_NANOS));
            long began = System.nanoTime();
            run(batch);
            took = System.nanoTime() - began;
            batch.forEach(Job::answer);
            batch.clear();
        }
    }

    /** Without this thread everybody would wait for ever; whatever it meets, it answers and goes on. */
    private void run(List<Job<?>> batch) {
        try {
            transactions.run(batch);
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "the writer met a failure of its own", e);
            batch.forEach(job -> job.fail(e));
        }
    }

    private void drain(List<Job<?>> batch) {
        Job<?> job;
        while (batch.size() < MOST && (job = queue.poll()) != null) {
            batch.add(job);
        }
    }

    /**
     * A sync that costs far more than a message is worth a short wait for a few more of them: else sessions that were answered
     * together just miss the next batch together. A lone session never waits.
     */
    private void gather(List<Job<?>> batch, long most) {
        if (most < GATHER_STEP_NANOS || expecting.get() <= 1) {
            return;
        }
        long deadline = System.nanoTime() + most;
        while (batch.size() < Math.min(expecting.get(), MOST)) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return;
            }
            LockSupport.parkNanos(this, Math.min(left, GATHER_STEP_NANOS));
            drain(batch);
        }
    }

    @Override
    public void close() throws IOException {
        closing = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true; // what was asked before is still made durable
            }
        }
        for (Job<?> late = queue.poll(); late != null; late = queue.poll()) {
            late.fail(shuttingDown());
            late.answer();
        }
        transactions.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        LOG.log(System.Logger.Level.DEBUG, "the writer has ended");
    }

    /** One change, and what was promised to who brought it. */
    static final class Job<T> {
        private final Change<T> change;
        private final boolean probe;
        private final boolean repeatable;
        private final CompletableFuture<T> promise = new CompletableFuture<>();
        private @Nullable T result;
        private @Nullable Throwable failure;

        private Job(Change<T> change, boolean probe, boolean repeatable) {
            this.change = change;
            this.probe = probe;
            this.repeatable = repeatable;
        }

        boolean probe() {
            return probe;
        }

        boolean repeatable() {
            return repeatable;
        }

        void apply(Sql sql) throws SQLException, IOException {
            result = change.apply(sql);
        }

        void fail(Throwable why) {
            failure = why;
        }

        boolean failed() {
            return failure != null;
        }

        private void answer() {
            if (failure != null) {
                promise.completeExceptionally(failure);
            } else if (result != null) {
                promise.complete(result);
            } else {
                promise.completeExceptionally(new IllegalStateException("a change gave no result"));
            }
        }
    }
}
