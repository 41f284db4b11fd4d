package signet.server.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import signet.mail.Content;
import signet.mail.Envelope;
import signet.server.account.Ownership;
import signet.server.queue.Acceptance;
import signet.server.queue.EntryId;
import signet.server.queue.Health;
import signet.server.queue.Submission;
import signet.server.queue.Submission.IdempotencyKey;
import signet.server.queue.Submission.Origin;
import signet.server.secret.Vault;

/**
 * A store in a folder of the test's, with a clock that moves by hand unless another is given, for the tests of everybody who
 * needs a queue. {@link #reopen()} is a restart.
 */
public final class TestStore implements AutoCloseable {
    /** How long entries are tried here. */
    public static final Duration GIVE_UP_AFTER = Duration.ofDays(5);

    /** The content of {@link #submission(String, String...)}. */
    static final byte[] TEXT = "Subject: Exam results\r\n\r\nAll passed.\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Path folder;
    private final InstantSource clock;
    private Health health = new Health();
    private SqliteStore store;

    private TestStore(Path folder, InstantSource clock) throws IOException {
        this.folder = folder;
        this.clock = clock;
        this.store = start();
    }

    /** With a clock that moves by hand: see {@link #clock()}. */
    public static TestStore in(Path folder) throws IOException {
        return new TestStore(folder, new MovableClock());
    }

    public static TestStore in(Path folder, InstantSource clock) throws IOException {
        return new TestStore(folder, clock);
    }

    private SqliteStore start() throws IOException {
        return SqliteStore.open(folder, new Vault(new byte[Vault.KEY_LENGTH]), clock, health, account -> GIVE_UP_AFTER);
    }

    public SqliteStore store() {
        return store;
    }

    public Health health() {
        return health;
    }

    public Path folder() {
        return folder;
    }

    /** The clock that moves by hand. */
    public MovableClock clock() {
        if (clock instanceof MovableClock movable) {
            return movable;
        }
        throw new IllegalStateException("this store was given another clock");
    }

    /** Closes the store in order and opens it again. */
    public void reopen() throws IOException {
        store.close();
        health = new Health();
        store = start();
    }

    /** A small message from portal@university.example. */
    public static Submission submission(String account, String... recipients) {
        return submission(account, Content.of(TEXT), recipients);
    }

    public static Submission submission(String account, Content content, String... recipients) {
        return new Submission(
                account,
                Envelope.of("portal@university.example", List.of(recipients)),
                content,
                Optional.of("<1@university.example>"),
                "Exam results",
                0,
                Optional.empty(),
                Optional.empty(),
                new Origin(Origin.Kind.SMTP, "portal", "127.0.0.1"));
    }

    /** A small message of the account portal, with a key; all keys are of one caller. */
    public static Submission keyed(String key, String digest) {
        Submission plain = submission("portal", "ann@example.org");
        return new Submission(
                "portal",
                plain.envelope(),
                plain.content(),
                plain.messageId(),
                plain.subject(),
                0,
                Optional.empty(),
                Optional.of(new IdempotencyKey("token-1/portal", key, digest)),
                plain.origin());
    }

    public static Content content(String text) {
        return Content.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Accepts a small message. */
    public EntryId accept(String account, String... recipients) throws IOException {
        Acceptance.Accepted accepted = store.acceptance().accept(submission(account, recipients));
        return accepted.id();
    }

    /** The right to an account under a new epoch. */
    public Ownership own(String account) throws IOException {
        return new Ownership(account, "test", store.accountStates().takeOver("test"));
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
