package signet.server.store;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteException;
import signet.server.queue.Health;
import signet.server.queue.NotAcceptedException;
import signet.server.queue.NotAcceptedException.Reason;

/** What the writer's thread does with a batch: one transaction, then the news. For that thread only. */
final class Transactions {
    private static final System.Logger LOG = System.getLogger(Transactions.class.getName());

    private final DataFolder folder;
    private final Database database;
    private final Health health;
    private final Books books;
    private final Contents contents;
    private final List<Runnable> undo = new ArrayList<>();
    private final List<Runnable> after = new ArrayList<>();
    private final Set<String> due = new LinkedHashSet<>();
    private final List<Consumer<String>> dueWakes = new CopyOnWriteArrayList<>();
    private final List<Runnable> eventWakes = new CopyOnWriteArrayList<>();
    private Sql sql;
    private Object identity;

    Transactions(DataFolder folder, Database database, Health health, Books books, Contents contents)
            throws IOException {
        this.folder = folder;
        this.database = database;
        this.health = health;
        this.books = books;
        this.contents = contents;
        this.identity = folder.databaseIdentity();
        try {
            this.sql = database.openForWriting();
            books.load(sql);
            contents.load(sql);
        } catch (SQLException e) {
            throw new IOException("the database " + folder.database() + " cannot be read: " + e.getMessage(), e);
        }
    }

    List<Consumer<String>> dueWakes() {
        return dueWakes;
    }

    List<Runnable> eventWakes() {
        return eventWakes;
    }

    /** Within a change: to be done when it is durable. */
    void afterCommit(Runnable step) {
        after.add(step);
    }

    /** Within a change: to be done when it fails after all. */
    void onFailure(Runnable step) {
        undo.add(step);
    }

    /** Within a change: something of this account may be tried. */
    void due(String account) {
        due.add(account);
    }

    void run(List<Writer.Job<?>> batch) {
        long events = books.lastEvent();
        try {
            if (health.unhealthy().isPresent()) {
                refuseAllButProbes(batch);
            }
            transact(batch);
        } catch (SQLException | IOException | RuntimeException | Error e) {
            fail(batch, e);
            return;
        }
        after.forEach(Transactions::guarded);
        due.forEach(account -> dueWakes.forEach(wake -> guarded(() -> wake.accept(account))));
        if (books.lastEvent() != events) {
            eventWakes.forEach(Transactions::guarded);
        }
        forget();
    }

    private void refuseAllButProbes(List<Writer.Job<?>> batch) {
        for (Writer.Job<?> job : batch) {
            if (!job.probe()) {
                job.fail(unhealthy(health.unhealthy().orElse("it was latched"), null));
            }
        }
    }

    private void transact(List<Writer.Job<?>> batch) throws SQLException, IOException {
        if (batch.stream().allMatch(Writer.Job::failed)) {
            return;
        }
        if (batch.stream().anyMatch(Writer.Job::probe)) {
            reopen();
        }
        if (!folder.databaseIdentity().equals(identity)) {
            throw new StorageException("the database " + folder.database() + " is no longer the file that was opened");
        }
        sql.connection().setAutoCommit(false); // BEGIN IMMEDIATE
        if (!applyTogether(batch)) {
            for (Writer.Job<?> job : batch) {
                if (!job.failed()) {
                    apply(job);
                }
            }
        }
        books.flush(sql);
        contents.force(sql);
        sql.connection().setAutoCommit(true); // COMMIT; commit() would begin the next transaction at once
    }

    /**
     * Applies all of them without savepoints, under which SQLite keeps a copy of every page that a change touches. False when that
     * cannot be done, or one of them failed: then everything is as it was before.
     */
    private boolean applyTogether(List<Writer.Job<?>> batch) throws SQLException, IOException {
        if (!batch.stream().allMatch(job -> job.failed() || job.repeatable())) {
            return false;
        }
        books.mark();
        try {
            for (Writer.Job<?> job : batch) {
                if (!job.failed()) {
                    job.apply(sql);
                }
            }
            return true;
        } catch (SQLException | IOException | RuntimeException | Error e) {
            if (Disk.smells(e)) {
                throw e;
            }
            LOG.log(System.Logger.Level.DEBUG, "one of {0} changes failed; each is applied by itself", batch.size());
            sql.connection().rollback(); // and begins the next transaction
            takeBack(0, 0);
            return false;
        }
    }

    private void apply(Writer.Job<?> job) throws SQLException, IOException {
        int undone = undo.size();
        int done = after.size();
        books.mark();
        sql.prepare("savepoint change").execute();
        try {
            job.apply(sql);
            sql.prepare("release change").execute();
        } catch (SQLException | IOException | RuntimeException | Error e) {
            if (Disk.smells(e)) {
                throw e;
            }
            sql.prepare("rollback to change").execute();
            sql.prepare("release change").execute();
            job.fail(e);
            takeBack(undone, done);
        }
    }

    /** Undoes in memory what changes did behind these places of the two lists, and since the books were marked. */
    private void takeBack(int undone, int done) {
        undo.subList(undone, undo.size()).reversed().forEach(Transactions::guarded);
        undo.subList(undone, undo.size()).clear();
        after.subList(done, after.size()).clear();
        books.takeBack();
    }

    /** The transaction is gone, and with it everybody's change; the connection is not used again before a probe. */
    private void fail(List<Writer.Job<?>> batch, Throwable cause) {
        String reason = String.valueOf(cause.getMessage());
        LOG.log(
                System.Logger.Level.ERROR,
                "storage failed; nothing is accepted until it is sound again: " + reason,
                cause);
        health.latch(reason);
        try {
            sql.run("rollback");
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.DEBUG, "there was no transaction left to roll back", e);
        }
        undo.reversed().forEach(Transactions::guarded);
        forget();
        for (Writer.Job<?> job : batch) {
            if (!job.failed()) {
                job.fail(unhealthy(reason, cause));
            }
        }
    }

    private void forget() {
        undo.clear();
        after.clear();
        due.clear();
    }

    /** After a failure nothing in memory is trusted: connection, accounts and numbers come from the file again. */
    private void reopen() throws SQLException, IOException {
        if (health.unhealthy().isEmpty()) {
            return;
        }
        try {
            sql.close();
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.DEBUG, "the failed connection did not close", e);
        }
        if (!folder.databaseIdentity().equals(identity)) {
            throw new StorageException("the database " + folder.database() + " is no longer the file that was opened. "
                    + "Stop the server, put the file back, and start again.");
        }
        sql = database.openForWriting();
        books.load(sql);
        contents.load(sql);
    }

    private static NotAcceptedException unhealthy(String reason, @Nullable Throwable cause) {
        String message = "storage is not sound: " + reason;
        return cause == null
                ? new NotAcceptedException(Reason.STORAGE_UNHEALTHY, message)
                : new NotAcceptedException(Reason.STORAGE_UNHEALTHY, message, cause);
    }

    private static void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) { // the writer's thread must outlive whoever it tells
            LOG.log(System.Logger.Level.ERROR, "what follows a commit failed; the commit stands", e);
        }
    }

    void close() throws IOException {
        try {
            contents.close();
            if (health.unhealthy().isEmpty()) {
                sql.run("pragma wal_checkpoint(truncate)");
            }
            sql.close();
        } catch (SQLException e) {
            throw new IOException("closing the database failed: " + e.getMessage(), e);
        }
    }

    /** Whether a failure is the disk's rather than the change's. */
    static final class Disk {
        private Disk() {}

        static boolean smells(Throwable e) {
            if (e instanceof StorageException) {
                return true;
            }
            if (!(e instanceof SQLiteException sqlite)) {
                return false;
            }
            int primary = sqlite.getResultCode().code & 0xff; // extended codes keep the primary one in the low octet
            return switch (primary) {
                // BUSY, LOCKED, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB
                case 5, 6, 8, 10, 11, 13, 14, 15, 26 -> true;
                default -> false;
            };
        }
    }
}
