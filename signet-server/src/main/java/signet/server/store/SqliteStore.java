package signet.server.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Function;
import org.sqlite.SQLiteConfig.SynchronousMode;
import signet.server.account.AccountStates;
import signet.server.account.ApiTokens;
import signet.server.account.ObjectStore;
import signet.server.account.SecondFactors;
import signet.server.account.Users;
import signet.server.event.EventLog;
import signet.server.queue.Acceptance;
import signet.server.queue.Claims;
import signet.server.queue.Health;
import signet.server.queue.QueueVerbs;
import signet.server.queue.QueueView;
import signet.server.queue.Upkeep;
import signet.server.secret.Vault;

/** Everything durable of one server, in one folder. Open it once per process; its ports are thread-safe. */
public final class SqliteStore implements AutoCloseable {
    /** A page is there at once, or nobody waits for it any more. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final DataFolder folder;
    private final Writer writer;
    private final Readers readers;
    private final Readers people;
    private final Change change;
    private final Health health;
    private final Vault vault;

    private SqliteStore(DataFolder folder, SynchronousMode synchronous, Vault vault, Health health, Change.Rules rules)
            throws IOException {
        this.folder = folder;
        this.health = health;
        this.vault = vault;
        Database database = new Database(folder, synchronous);
        database.migrate();
        Books books = new Books();
        Contents contents = new Contents(folder.contents());
        removeOrphans(database, contents);
        Transactions transactions = new Transactions(folder, database, health, books, contents);
        Journal journal = new Journal(books);
        Intake intake = new Intake(books, contents, journal, transactions);
        this.change = new Change(books, contents, journal, intake, transactions, rules);
        this.readers = Readers.ofTheHouse(database);
        this.people = Readers.ofPeople(database, PATIENCE);
        this.writer = new Writer(transactions);
        writer.start();
    }

    private static void removeOrphans(Database database, Contents contents) throws IOException {
        try (Sql sql = database.openForWriting()) {
            contents.removeOrphans(sql);
        } catch (SQLException e) {
            throw new IOException("the database cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Opens the store, making it where there is none.
     *
     * @param dataFolder  made if it is missing; becomes readable by its owner only
     * @param vault       seals objects
     * @param health      latched when storage fails
     * @param giveUpAfter how long entries of an account, by its name, are tried; asked for each claim
     * @throws IOException when another process has the folder, it is on a network file system, the database is missing, damaged
     *     or of a newer version
     */
    public static SqliteStore open(
            Path dataFolder, Vault vault, InstantSource clock, Health health, Function<String, Duration> giveUpAfter)
            throws IOException {
        return open(dataFolder, vault, health, new Change.Rules(clock, giveUpAfter), SynchronousMode.FULL);
    }

    /** The version of SQLite that is used. */
    public static String library() {
        return org.sqlite.SQLiteJDBCLoader.getVersion();
    }

    /** Whether there is, or was, a database in the folder. */
    public static boolean exists(Path dataFolder) {
        return DataFolder.holdsDatabase(dataFolder);
    }

    static SqliteStore open(
            Path dataFolder, Vault vault, Health health, Change.Rules rules, SynchronousMode synchronous)
            throws IOException {
        DataFolder folder = DataFolder.open(dataFolder);
        try {
            return new SqliteStore(folder, synchronous, vault, health, rules);
        } catch (IOException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    public Acceptance acceptance() {
        return new SqliteAcceptance(
                writer, change.intake(), change.contents(), change.rules().clock());
    }

    public Claims claims() {
        return new SqliteClaims(writer, readers, change, new Settling(change));
    }

    /** For Signet itself: nothing that people look for keeps it waiting. */
    public QueueView view() {
        return view(readers, Listing.SEARCH);
    }

    /**
     * For people and programs that look into the queue: with readers of its own, and what takes longer than five seconds is broken
     * off with a {@link signet.server.queue.TooSlowException}.
     */
    public QueueView pages() {
        return view(people, Listing.SEARCH);
    }

    QueueView view(Readers asked, Duration search) {
        return new SqliteView(asked, change.contents(), change.rules().clock(), search);
    }

    public QueueVerbs verbs() {
        return new SqliteVerbs(writer, people, change);
    }

    public Upkeep upkeep() {
        return new SqliteUpkeep(writer, readers, change, health);
    }

    public EventLog events() {
        return new SqliteEvents(
                writer,
                readers,
                change.transactions(),
                change.journal(),
                change.rules().clock());
    }

    public AccountStates accountStates() {
        return new SqliteAccountStates(writer, readers, change);
    }

    public ApiTokens apiTokens() {
        return new SqliteApiTokens(writer, readers);
    }

    public Users users() {
        return new SqliteUsers(writer, readers);
    }

    public SecondFactors secondFactors() {
        return new SqliteSecondFactors(writer, readers, vault);
    }

    public ObjectStore objects() {
        return new SqliteObjects(writer, readers, vault);
    }

    Writer writer() {
        return writer;
    }

    Readers people() {
        return people;
    }

    /** Makes everything durable that was asked before, and lets go of the folder. */
    @Override
    public void close() throws IOException {
        try (folder;
                readers;
                people) {
            writer.close();
        }
    }
}
