package signet.server.store;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import signet.server.queue.TooSlowException;

/**
 * Threads that read, each with a read-only connection. They see what is committed and wait for no writer. There are two such
 * pools, so that delivery never waits for what a person looks for.
 */
final class Readers implements AutoCloseable {
    private static final int THREADS = 2;

    private final Duration patience;
    private final BlockingQueue<Sql> connections = new ArrayBlockingQueue<>(THREADS);
    private final List<Sql> all = new ArrayList<>();
    private final ExecutorService threads;

    private Readers(Database database, String name, int cache, Duration patience) throws IOException {
        this.patience = patience;
        this.threads = Executors.newFixedThreadPool(
                THREADS, Thread.ofPlatform().name(name, 0).daemon().factory());
        try {
            for (int i = 0; i < THREADS; i++) {
                all.add(database.openForReading(cache));
            }
        } catch (SQLException e) {
            throw new IOException("the database cannot be opened for reading: " + e.getMessage(), e);
        }
        connections.addAll(all);
    }

    /** For Signet's own work: short questions, each through an index. */
    static Readers ofTheHouse(Database database) throws IOException {
        return new Readers(database, "signet-store-reader-", Database.CACHE_KIB, Duration.ofSeconds(30));
    }

    /** For lists and searches. What takes longer than {@code patience} is broken off. */
    static Readers ofPeople(Database database, Duration patience) throws IOException {
        return new Readers(database, "signet-store-people-", Database.CACHE_KIB / 4, patience);
    }

    /** A question. */
    @FunctionalInterface
    interface Query<T> {
        T ask(Sql sql) throws SQLException, IOException;
    }

    /** A question on its way; one that nobody waits for any more is broken off. */
    private final class Question<T> implements Callable<T> {
        private final Query<T> query;
        private @Nullable Sql running;
        private boolean stopped;

        Question(Query<T> query) {
            this.query = query;
        }

        @Override
        public T call() throws Exception {
            Sql sql = connections.take(); // there are as many as threads
            try {
                begin(sql);
                return query.ask(sql);
            } finally {
                end(sql);
                connections.add(sql);
            }
        }

        private synchronized void begin(Sql sql) throws SQLException {
            if (stopped) {
                throw new SQLException("nobody waits for it any more");
            }
            running = sql;
        }

        private synchronized void end(Sql sql) {
            running = null;
            sql.goOn();
        }

        synchronized void stop() throws SQLException {
            stopped = true;
            if (running != null) {
                running.stop();
            }
        }
    }

    /** @throws TooSlowException when there is no answer in time: it is not looked for any longer */
    <T> T read(Query<T> query) throws IOException {
        Question<T> question = new Question<>(query);
        Future<T> answer;
        try {
            answer = threads.submit(question);
        } catch (RejectedExecutionException e) {
            throw new IOException("the store is closed", e);
        }
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            stop(question);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while reading the queue", e);
        } catch (TimeoutException e) {
            stop(question);
            throw new TooSlowException("the queue gave no answer within " + patience.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw cause(e);
        }
    }

    private static void stop(Question<?> question) throws IOException {
        try {
            question.stop();
        } catch (SQLException e) {
            throw new IOException("a question that takes too long cannot be broken off: " + e.getMessage(), e);
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
