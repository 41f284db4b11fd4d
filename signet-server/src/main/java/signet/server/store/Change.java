package signet.server.store;

import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import signet.server.event.EventKind;
import signet.server.queue.Claim;
import signet.server.queue.EntryId;
import signet.server.queue.Held;

/** What every change of an entry needs, and the steps that several of them take. For the writer's thread. */
record Change(Books books, Contents contents, Journal journal, Intake intake, Transactions transactions, Rules rules) {

    /** What comes from outside: the time, and how long each account's entries are tried. */
    record Rules(InstantSource clock, Function<String, Duration> giveUpAfter) {}

    long now() {
        return Micros.of(rules.clock().instant());
    }

    long giveUpAfter(String account) {
        return Micros.of(rules.giveUpAfter().apply(account));
    }

    /** Whether the claim has neither ended nor been voided. */
    boolean valid(Claim claim) {
        return claimed(claim).isPresent();
    }

    private Optional<Books.Claimed> claimed(Claim claim) {
        return Optional.ofNullable(books.claimOf(EntryNumbers.of(claim.id())))
                .filter(claimed -> claimed.number() == claim.number()
                        && claimed.epoch() == claim.epoch()
                        && claim.epoch() == books.epoch());
    }

    /** Ends a claim with the COMMIT; until then nobody else gets the entry. */
    void end(Claim claim) {
        long n = EntryNumbers.of(claim.id());
        claimed(claim).ifPresent(claimed -> transactions.afterCommit(() -> books.endClaim(n, claimed)));
    }

    /** Holds an entry that nothing holds yet. Its expiry clock stands still from now on. */
    void hold(Sql sql, EntryRow row, Held why, String by, long now) throws SQLException {
        Books.Line line = books.line(row.account());
        sql.update(
                "update entry set held = ?, held_by = ?, held_since = ? where n = ?",
                Codes.of(why),
                by.isEmpty() ? null : by,
                line.clock(now),
                row.n());
        books.count(line, 0, 1);
        var facts = by.isEmpty() ? Map.of("held", why.word()) : Map.of("held", why.word(), "by", by);
        journal.entry(sql, now, EventKind.HELD, line.name, row.id().toString(), facts);
    }

    /** Where the expiry clock of an entry begins once a hold has ended: what it had used up before stays used up. */
    static long released(long base, long heldSince, long clock) {
        long used = Math.max(0, heldSince - base);
        return Math.max(base, clock - used);
    }

    static byte[] octets(EntryId id) {
        return ByteBuffer.allocate(16)
                .putLong(id.uuid().getMostSignificantBits())
                .putLong(id.uuid().getLeastSignificantBits())
                .array();
    }

    static EntryId id(byte[] octets) {
        ByteBuffer buffer = ByteBuffer.wrap(octets);
        return new EntryId(new java.util.UUID(buffer.getLong(), buffer.getLong()));
    }
}
