package signet.server.store;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TempStore;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteOpenMode;

/** Opens connections to the database file and brings its tables up to date. */
final class Database {
    /** The version of the tables this program knows: the last of its migrations, each of which sets {@code user_version}. */
    static final int SCHEMA = 5;

    private static final int PAGE = 8 * 1024;
    /** Pages in the log before they are moved into the database, by the writer. 12 MiB. */
    private static final int CHECKPOINT = 1_500;

    static final int CACHE_KIB = 16 * 1024;
    private static final int BUSY_MILLIS = 5_000;

    private final DataFolder folder;
    private final SynchronousMode synchronous;

    /** @param synchronous {@code FULL}; anything less loses what was acknowledged, which a test shows */
    Database(DataFolder folder, SynchronousMode synchronous) {
        this.folder = folder;
        this.synchronous = synchronous;
        if (System.getProperty("org.sqlite.tmpdir") == null) { // the common folder may be mounted noexec, or be swept
            System.setProperty("org.sqlite.tmpdir", folder.temporary().toString());
        }
    }

    Sql openForWriting() throws SQLException {
        SQLiteConfig config = config();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(synchronous);
        config.setTransactionMode(TransactionMode.IMMEDIATE);
        config.setPageSize(PAGE);
        Sql sql = new Sql(connect(config));
        sql.run("pragma wal_autocheckpoint = " + CHECKPOINT);
        sql.run("pragma journal_size_limit = " + 4L * CHECKPOINT * PAGE);
        return sql;
    }

    /** @param cache how much of the database it keeps in mind, KiB */
    Sql openForReading(int cache) throws SQLException {
        SQLiteConfig config = config();
        config.setReadOnly(true);
        config.setCacheSize(-cache);
        return new Sql(connect(config));
    }

    private SQLiteConfig config() {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.setTempStore(TempStore.MEMORY);
        config.setCacheSize(-CACHE_KIB);
        config.setOpenMode(SQLiteOpenMode.NOMUTEX); // each connection is one thread's at a time
        config.setGetGeneratedKeys(false); // else the driver asks for the last row's number after each insert
        return config;
    }

    private Connection connect(SQLiteConfig config) throws SQLException {
        return source(config).getConnection();
    }

    private SQLiteDataSource source(SQLiteConfig config) {
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + folder.database());
        return source;
    }

    /** Makes or migrates the tables. The usual start, with nothing to do, does not load Flyway. */
    void migrate() throws IOException {
        folder.prepareDatabase();
        try (Sql sql = openForWriting()) {
            long version = sql.number("pragma user_version");
            if (version > SCHEMA) {
                throw new IOException(
                        "the database " + folder.database() + " was written by a newer Signet (tables of version "
                                + version + "; this one knows up to " + SCHEMA
                                + "). Start the newer one, or restore a backup made before the update.");
            }
            if (version == 0 && folder.marked()) {
                throw new IOException("the database " + folder.database()
                        + " is empty, though this folder has held one. " + "Put it back from a backup.");
            }
            if (version == SCHEMA) {
                folder.markDatabase();
                return;
            }
        } catch (SQLException e) {
            throw new IOException("the database " + folder.database() + " cannot be opened: " + e.getMessage(), e);
        }
        flyway();
        DataFolder.force(folder.database());
        folder.markDatabase();
    }

    private void flyway() throws IOException {
        SQLiteConfig config = config();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.setPageSize(PAGE);
        try {
            Flyway.configure(Database.class.getClassLoader())
                    .dataSource(source(config))
                    .locations("classpath:signet/server/store/sqlite")
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new IOException(
                    "the tables of " + folder.database() + " cannot be brought up to date: " + e.getMessage(), e);
        }
        if (Files.notExists(folder.database())) {
            throw new StorageException("the database " + folder.database() + " is gone");
        }
    }
}
