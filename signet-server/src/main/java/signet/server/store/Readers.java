package signet.server.store;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Threads that read, each with a read-only connection. They see what is committed and wait for no writer. */
final class Readers implements AutoCloseable {
    private static final int THREADS = 2;
    private static final long WAIT_SECONDS = 30;

    private final BlockingQueue<Sql> connections = new ArrayBlockingQueue<>(THREADS);
    private final List<Sql> all = new ArrayList<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(
            THREADS,
            Thread.ofPlatform().name("signet-store-reader-", 0).daemon().factory());

    Readers(Database database) throws IOException {
        try {
            for (int i = 0; i < THREADS; i++) {
                all.add(database.openForReading());
            }
        } catch (SQLException e) {
            throw new IOException("the database cannot be opened for reading: " + e.getMessage(), e);
        }
        connections.addAll(all);
    }

    /** A question. */
    @FunctionalInterface
    interface Query<T> {
        T ask(Sql sql) throws SQLException, IOException;
    }

    <T> T read(Query<T> query) throws IOException {
        Future<T> answer;
        try {
            answer = threads.submit(() -> {
                Sql sql = connections.take(); // there are as many as threads
                try {
                    return query.ask(sql);
                } finally {
                    connections.add(sql);
                }
            });
        } catch (RejectedExecutionException e) {
            throw new IOException("the store is closed", e);
        }
        try {
            return answer.get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            answer.cancel(false);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while reading the queue", e);
        } catch (TimeoutException e) {
            answer.cancel(false); // nobody waits for it: where it has not begun, others need not either
            throw new IOException("the queue gave no answer within " + WAIT_SECONDS + " seconds", e);
        } catch (ExecutionException e) {
            throw cause(e);
        }
    }

    private static IOException cause(ExecutionException e) {
        return switch (e.getCause()) {
            case IOException io -> io;
            case RuntimeException wrong ->
                throw new IllegalStateException("reading failed: " + wrong.getMessage(), wrong);
            case Error error -> throw error;
            case null -> new IOException("reading the database failed", e);
            default ->
                new IOException("reading the database failed: " + e.getCause().getMessage(), e.getCause());
        };
    }

    @Override
    public void close() throws IOException {
        threads.close(); // waits for the questions under way
        try {
            for (Sql sql : all) {
                sql.close();
            }
        } catch (SQLException e) {
            throw new IOException("closing the database failed: " + e.getMessage(), e);
        }
    }
}
