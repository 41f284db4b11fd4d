package signet.server.store;

import java.security.SecureRandom;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import signet.mail.ForwardPath;
import signet.server.event.EventKind;
import signet.server.queue.Acceptance.Accepted;
import signet.server.queue.EntryId;
import signet.server.queue.NotAcceptedException;
import signet.server.queue.NotAcceptedException.Reason;
import signet.server.queue.Submission;
import signet.server.queue.Submission.IdempotencyKey;

/** Turns a submission into an entry, within a transaction: row, recipients, content, key and event. For the writer's thread. */
final class Intake {
    /** How long a caller's key means the same message. */
    static final Duration KEY_LIFE = Duration.ofHours(24);

    private static final String ENTRY =
            "insert into entry (n, low, account, state, held, priority, due, base, content, segment,"
                    + " position, size, accepted, send_at, origin, origin_by, origin_peer, sender, subject, message_id, ret,"
                    + " envelope_id) values (?, ?, ?, 0, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String RECIPIENT =
            "insert into recipient (entry, position, state, since, hash, address, notify, orcpt)"
                    + " values (?, ?, 0, ?, ?, ?, ?, ?)";

    private final Books books;
    private final Contents contents;
    private final Journal journal;
    private final Transactions transactions;
    private final SecureRandom random = new SecureRandom();

    Intake(Books books, Contents contents, Journal journal, Transactions transactions) {
        this.books = books;
        this.contents = contents;
        this.journal = journal;
        this.transactions = transactions;
    }

    /** The number under which addresses are found; equal for addresses that differ in case only. */
    static int hash(String address) {
        return address.toLowerCase(Locale.ROOT).hashCode();
    }

    /** For any thread. */
    EntryId newId(long now) {
        return EntryNumbers.id(books.nextEntry(now), EntryNumbers.low(random.nextLong()));
    }

    /** Stores it, unless an earlier submission has its key. */
    Accepted accept(Sql sql, Submission submission, Payload payload, long now)
            throws SQLException, java.io.IOException {
        if (submission.idempotency().isPresent()) {
            Optional<EntryId> earlier = earlier(sql, submission.idempotency().get(), now);
            if (earlier.isPresent()) {
                return new Accepted(earlier.get(), true);
            }
        }
        EntryId id = submission.id().orElseGet(() -> newId(now));
        long n = EntryNumbers.of(id);
        Books.Line line = books.line(sql, submission.account());
        if (submission.idempotency().isPresent()) {
            keep(sql, submission.idempotency().get(), id, now);
        }
        Contents.Place place = contents.put(sql, n, id, payload);
        if (place.kind() == Contents.SEGMENT) {
            transactions.onFailure(() -> contents.drop(place.segment()));
        }
        entry(sql, submission, line, id, place, payload.size(), now);
        recipients(sql, n, submission.envelope().forwardPaths(), now);
        books.count(line, 1, 0);
        journal.about(submission.origin().kind())
                .entry(sql, now, EventKind.ACCEPTED, line.name, id.toString(), facts(submission, payload.size()));
        transactions.due(line.name);
        return new Accepted(id, false);
    }

    private static Optional<EntryId> earlier(Sql sql, IdempotencyKey key, long now)
            throws SQLException, NotAcceptedException {
        record Earlier(String digest, EntryId id) {}
        Optional<Earlier> earlier = sql.first(
                row -> new Earlier(row.getString(1), EntryNumbers.id(row.getLong(2), row.getLong(3))),
                "select digest, entry, low from idempotency where scope = ? and key = ? and at > ?",
                key.scope(),
                key.key(),
                now - Micros.of(KEY_LIFE));
        if (earlier.isPresent() && !earlier.get().digest().equals(key.digest())) {
            throw new NotAcceptedException(
                    Reason.KEY_REUSED,
                    "the idempotency key '" + key.key() + "' was used within the last 24 hours for another message, "
                            + earlier.get().id() + ". Use a new key for each message.");
        }
        return earlier.map(Earlier::id);
    }

    private static void keep(Sql sql, IdempotencyKey key, EntryId id, long now) throws SQLException {
        sql.update(
                "insert or replace into idempotency (at, scope, key, digest, entry, low) values (?, ?, ?, ?, ?, ?)",
                now,
                key.scope(),
                key.key(),
                key.digest(),
                EntryNumbers.of(id),
                EntryNumbers.low(id));
    }

    private static void entry(
            Sql sql, Submission submission, Books.Line line, EntryId id, Contents.Place place, long size, long now)
            throws SQLException {
        long start = submission.sendAt().map(Micros::of).filter(at -> at > now).orElse(now);
        PreparedStatement insert = sql.prepare(ENTRY);
        insert.setLong(1, EntryNumbers.of(id));
        insert.setLong(2, EntryNumbers.low(id));
        insert.setInt(3, line.number);
        insert.setInt(4, submission.priority());
        insert.setLong(5, start);
        insert.setLong(6, line.clock(now) + (start - now));
        insert.setInt(7, place.kind());
        insert.setLong(8, place.segment());
        insert.setLong(9, place.position());
        insert.setLong(10, size);
        insert.setLong(11, now);
        if (submission.sendAt().isPresent()) {
            insert.setLong(12, Micros.of(submission.sendAt().get()));
        } else {
            insert.setNull(12, java.sql.Types.NULL);
        }
        insert.setInt(13, Codes.of(submission.origin().kind()));
        insert.setString(14, submission.origin().by());
        insert.setString(15, submission.origin().peer());
        insert.setString(16, submission.envelope().reversePath());
        insert.setString(17, submission.subject());
        insert.setString(18, submission.messageId().orElse(null));
        insert.setString(19, submission.envelope().dsn().ret().orElse(null));
        insert.setString(20, submission.envelope().dsn().envelopeId().orElse(null));
        insert.executeUpdate();
    }

    private static void recipients(Sql sql, long n, List<ForwardPath> paths, long now) throws SQLException {
        PreparedStatement insert = sql.prepare(RECIPIENT);
        insert.setLong(1, n);
        insert.setLong(3, now);
        for (int i = 0; i < paths.size(); i++) {
            ForwardPath path = paths.get(i);
            insert.setInt(2, i);
            insert.setInt(4, hash(path.address()));
            insert.setString(5, path.address());
            insert.setString(6, path.notifyOn().orElse(null));
            insert.setString(7, path.originalRecipient().orElse(null));
            insert.executeUpdate();
        }
    }

    private static Map<String, String> facts(Submission submission, long size) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("from", submission.envelope().reversePath());
        facts.put(
                "recipients",
                Integer.toString(submission.envelope().forwardPaths().size()));
        facts.put("size", Long.toString(size));
        submission.messageId().ifPresent(id -> facts.put("message-id", id));
        facts.put("origin", submission.origin().kind().name().toLowerCase(Locale.ROOT));
        return facts;
    }
}
