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
import signet.server.queue.Settlement;

/** What delivery does. Who holds which claim is in the writer's memory; the order of what is due is an index. */
final class SqliteClaims implements Claims {
    private static final String READY = "account = ? and state = 0 and held = 0";

    private final Writer writer;
    private final Change change;
    private final Settling settling;

    SqliteClaims(Writer writer, Change change, Settling settling) {
        this.writer = writer;
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

    private List<Claim> claim(Sql sql, Books.Line line, int limit, long now) throws SQLException, IOException {
        List<Claim> claims = new ArrayList<>();
        long oldest = line.clock(now) - change.giveUpAfter(line.name);
        Optional<Long> priority = Optional.of((long) Integer.MAX_VALUE);
        while (claims.size() < limit) {
            priority = sql.first(
                    row -> row.getLong(1),
                    "select priority from entry where " + READY + " and priority < ? order by priority desc limit 1",
                    line.number,
                    priority.get());
            if (priority.isEmpty()) {
                break;
            }
            claimOf(sql, line, priority.get(), oldest, now, limit, claims);
        }
        return claims;
    }

    /** Entries of one priority, by due time. */
    private void claimOf(
            Sql sql, Books.Line line, long priority, long oldest, long now, int limit, List<Claim> claims)
            throws SQLException, IOException {
        int wanted = limit - claims.size();
        int inHand = line.claims();
        List<EntryRow> rows = EntryRow.where(
                sql,
                READY + " and priority = ? and due <= ? and base > ? order by due, n limit ?",
                line.number,
                priority,
                now,
                oldest,
                wanted + inHand);
        for (EntryRow row : rows) {
            if (claims.size() < limit && !change.books().claimed(row.n())) {
                claimOne(sql, line, row).ifPresent(claims::add);
            }
        }
    }

    private Optional<Claim> claimOne(Sql sql, Books.Line line, EntryRow row) throws SQLException, IOException {
        Optional<Envelope> envelope = row.envelope(sql, Codes.QUEUED);
        Optional<Content> content = row.octets(sql, change.contents());
        if (envelope.isEmpty() || content.isEmpty()) {
            throw new StorageException("entry " + row.id() + " is queued, but its "
                    + (content.isEmpty() ? "content" : "recipients") + " are missing: the database is damaged");
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
                row.resent() || row.dot() != null,
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
        return writer.write(sql -> {
            long now = change.now();
            Map<String, Instant> due = new LinkedHashMap<>();
            for (Books.Line line : change.books().lines()) {
                if (!line.stands() && line.queued() > 0) {
                    earliest(sql, line, now).ifPresent(at -> due.put(line.name, Micros.instant(at)));
                }
            }
            return due;
        });
    }

    private Optional<Long> earliest(Sql sql, Books.Line line, long now) throws SQLException {
        long oldest = line.clock(now) - change.giveUpAfter(line.name);
        Optional<Long> earliest = Optional.empty();
        Optional<Long> priority = Optional.of((long) Integer.MAX_VALUE);
        while (true) {
            priority = sql.first(
                    row -> row.getLong(1),
                    "select priority from entry where " + READY + " and priority < ? order by priority desc limit 1",
                    line.number,
                    priority.get());
            if (priority.isEmpty()) {
                return earliest;
            }
            Optional<Long> first = earliestOf(sql, line, priority.get(), oldest);
            if (first.isPresent() && (earliest.isEmpty() || first.get() < earliest.get())) {
                earliest = first;
            }
        }
    }

    /** The earliest of one priority that nobody has claimed. */
    private Optional<Long> earliestOf(Sql sql, Books.Line line, long priority, long oldest) throws SQLException {
        record Candidate(long n, long due) {}
        return sql
                .list(
                        row -> new Candidate(row.getLong(1), row.getLong(2)),
                        "select n, due from entry where " + READY + " and priority = ? and base > ? order by due limit ?",
                        line.number,
                        priority,
                        oldest,
                        line.claims() + 1)
                .stream()
                .filter(candidate -> !change.books().claimed(candidate.n()))
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
