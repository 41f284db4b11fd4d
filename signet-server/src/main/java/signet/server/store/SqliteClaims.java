package signet.server.store;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import signet.mail.Content;
import signet.mail.Envelope;
import signet.server.account.Ownership;
import signet.server.event.EventKind;
import signet.server.queue.Claim;
import signet.server.queue.Claims;
import signet.server.queue.EntryId;
import signet.server.queue.Held;
import signet.server.queue.Settlement;

/** What delivery does. Who holds which claim is in the writer's memory; the order of what is due is an index. */
final class SqliteClaims implements Claims {
    private static final System.Logger LOG = System.getLogger(SqliteClaims.class.getName());
    /** Of the index entry_ready; {@code +base} keeps SQLite from taking entry_clock instead and sorting everything. */
    private static final String READY = "account = ? and state = 0 and held = 0";

    private final Writer writer;
    private final Readers readers;
    private final Change change;
    private final Settling settling;

    SqliteClaims(Writer writer, Readers readers, Change change, Settling settling) {
        this.writer = writer;
        this.readers = readers;
        this.change = change;
        this.settling = settling;
    }

    @Override
    public List<Claim> claim(Ownership ownership, int limit, Instant now) throws IOException {
        return writer.write(sql -> {
            checkEpoch(ownership.epoch());
            Optional<Books.Line> line = change.books().known(ownership.account());
            if (line.isEmpty() || line.get().stands() || line.get().queued() == 0) {
                return List.of();
            }
            return claim(sql, line.get(), limit, Micros.of(now));
        });
    }

    @Override
    public Sample claimOne(Ownership ownership, Instant now) throws IOException {
        return writer.write(sql -> {
            checkEpoch(ownership.epoch());
            Optional<Books.Line> line = change.books().known(ownership.account());
            if (line.isEmpty() || line.get().waiting() == 0) {
                return new Sample(Optional.empty(), false);
            }
            List<Claim> claims = claim(sql, line.get(), 1, Micros.of(now));
            return new Sample(claims.stream().findFirst(), true);
        });
    }

    private List<Claim> claim(Sql sql, Books.Line line, int limit, long now) throws SQLException {
        List<Claim> claims = new ArrayList<>();
        long oldest = line.clock(now) - change.giveUpAfter(line.name);
        Optional<Long> priority = lower(sql, line.number, Integer.MAX_VALUE);
        while (claims.size() < limit && priority.isPresent()) {
            claimOf(sql, line, priority.get(), oldest, now, limit, claims);
            priority = lower(sql, line.number, priority.get());
        }
        return claims;
    }

    /** Entries of one priority, by due time. */
    private void claimOf(Sql sql, Books.Line line, long priority, long oldest, long now, int limit, List<Claim> claims)
            throws SQLException {
        List<Long> numbers = sql.take(
                row -> row.getLong(1),
                n -> !change.books().claimed(n) && base(sql, n) > oldest,
                limit - claims.size(),
                "select n from entry where " + READY + " and priority = ? and due <= ? order by due, n",
                line.number,
                priority,
                now);
        for (long n : numbers) {
            for (EntryRow row : EntryRow.where(sql, "n = ?", n)) {
                claimOne(sql, line, row, now).ifPresent(claims::add);
            }
        }
    }

    private static long base(Sql sql, long n) throws SQLException {
        return sql.number("select base from entry where n = ?", n);
    }

    private Optional<Claim> claimOne(Sql sql, Books.Line line, EntryRow row, long now) throws SQLException {
        Optional<Envelope> envelope = row.envelope(sql, Codes.QUEUED);
        Optional<Content> content = row.octets(sql, change.contents());
        if (envelope.isEmpty() || content.isEmpty()) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "entry {0} is queued, but its octets or recipients are missing: it is quarantined",
                    row.id());
            change.hold(sql, row, Held.QUARANTINE, "", now);
            return Optional.empty();
        }
        Books.Claimed claimed = change.books().claim(row.n(), line);
        change.transactions().onFailure(() -> change.books().endClaim(row.n(), claimed));
        return Optional.of(new Claim(
                row.id(),
                line.name,
                claimed.epoch(),
                envelope.get(),
                content.get(),
                row.burnt(),
                row.failures(),
                row.resent() || row.dot().isPresent(),
                Codes.origin(row.origin()),
                Micros.instant(row.accepted()),
                claimed.number()));
    }

    private void checkEpoch(long epoch) throws IOException {
        long current = change.books().epoch();
        if (epoch != current) {
            throw new IOException("the right to the accounts under epoch " + epoch + " has ended; the present one is "
                    + current + ". Nothing was changed.");
        }
    }

    @Override
    public Map<String, Instant> due() throws IOException {
        return readers.read(sql -> {
            long now = change.now();
            Map<String, Instant> due = new LinkedHashMap<>();
            for (Waiting account : sql.list(
                    row -> new Waiting(row.getInt(1), row.getString(2), row.getLong(3)),
                    "select n, name, standstill from account where queued > held and since is null")) {
                long oldest = now - account.standstill() - change.giveUpAfter(account.name());
                earliest(sql, account.number(), oldest).ifPresent(at -> due.put(account.name(), Micros.instant(at)));
            }
            return due;
        });
    }

    /** An account that may be tried. */
    private record Waiting(int number, String name, long standstill) {}

    private Optional<Long> earliest(Sql sql, int account, long oldest) throws SQLException {
        Optional<Long> earliest = Optional.empty();
        Optional<Long> priority = lower(sql, account, Integer.MAX_VALUE);
        while (priority.isPresent()) {
            Optional<Long> first = earliestOf(sql, account, priority.get(), oldest);
            if (first.isPresent() && (earliest.isEmpty() || first.get() < earliest.get())) {
                earliest = first;
            }
            priority = lower(sql, account, priority.get());
        }
        return earliest;
    }

    /** The greatest priority below this one that an entry has. */
    private static Optional<Long> lower(Sql sql, int account, long priority) throws SQLException {
        return sql.first(
                row -> row.getLong(1),
                "select priority from entry where " + READY + " and priority < ? order by priority desc limit 1",
                account,
                priority);
    }

    /** The earliest of one priority that nobody has claimed. */
    private Optional<Long> earliestOf(Sql sql, int account, long priority, long oldest) throws SQLException {
        record Candidate(long n, long due) {}
        return sql
                .take(
                        row -> new Candidate(row.getLong(1), row.getLong(2)),
                        candidate -> !change.books().claimed(candidate.n()),
                        1,
                        "select n, due from entry where " + READY + " and priority = ? and +base > ? order by due",
                        account,
                        priority,
                        oldest)
                .stream()
                .map(Candidate::due)
                .findFirst();
    }

    @Override
    public void dot(Claim claim, EntryId attempt, Instant began) throws IOException {
        writer.write(sql -> {
            if (!change.valid(claim)) {
                throw new IOException("the claim of entry " + claim.id() + " is void: the dot must not be sent");
            }
            sql.update(
                    "update entry set dot = ?, dot_began = ? where n = ?",
                    Change.octets(attempt),
                    Micros.of(began),
                    EntryNumbers.of(claim.id()));
            change.journal()
                    .about(claim.origin())
                    .entry(
                            sql,
                            change.now(),
                            EventKind.DOT,
                            claim.account(),
                            claim.id().toString(),
                            Map.of("attempt", attempt.toString()));
            return true;
        });
    }

    @Override
    public boolean settle(Claim claim, Settlement settlement) throws IOException {
        Optional<Payload> report = settlement.report().isEmpty()
                ? Optional.empty()
                : Optional.of(Payload.of(
                        settlement.report().get().content(), change.contents().folder()));
        return writer.write(sql -> change.valid(claim) && settling.settle(sql, claim, settlement, report));
    }

    @Override
    public void giveBack(List<Claim> claims, Duration wait) throws IOException {
        writer.write(sql -> {
            long due = change.now() + Micros.of(wait);
            for (Claim claim : claims) {
                if (change.valid(claim)) {
                    sql.update("update entry set due = ? where n = ?", due, EntryNumbers.of(claim.id()));
                    change.end(claim);
                }
            }
            return true;
        });
    }

    @Override
    public int recover(long epoch, Set<String> hold) throws IOException {
        return writer.write(sql -> {
            checkEpoch(epoch);
            return settling.recover(sql, hold);
        });
    }

    @Override
    public void onDue(Consumer<String> wake) {
        change.transactions().dueWakes().add(wake);
    }
}
