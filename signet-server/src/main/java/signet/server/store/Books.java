package signet.server.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What the writer keeps in mind so that no change has to look it up: accounts with their clocks and counts, the last numbers, the
 * epoch, the claims. Changed within a transaction; after one that failed it is loaded anew. For the writer's thread only, but for
 * {@link #nextEntry}.
 */
final class Books {
    private final Map<String, Line> byName = new HashMap<>();
    private final Map<Integer, Line> byNumber = new HashMap<>();
    private final List<Line> dirty = new ArrayList<>();
    private final Map<Long, Claimed> claims = new ConcurrentHashMap<>();
    private final AtomicLong lastEntry = new AtomicLong();
    private long lastEvent;
    private long lastClaim;
    private long epoch;
    private final List<Runnable> undo = new ArrayList<>();

    /** An account as the store sees it. Its clock stands while {@code since} is not 0. */
    static final class Line {
        final int number;
        final String name;
        private long queued;
        private long held;
        private long standstill;
        private long since;
        private int claims;
        private boolean dirty;

        private Line(int number, String name) {
            this.number = number;
            this.name = name;
        }

        boolean stands() {
            return since != 0;
        }

        /** What the account's clock shows: wall time less all standstills. */
        long clock(long now) {
            return (since == 0 ? now : since) - standstill;
        }

        long queued() {
            return queued;
        }

        /** Entries that are pending and not held. */
        long waiting() {
            return queued - held;
        }

        /** Claims that have not ended. */
        int claims() {
            return claims;
        }
    }

    /** A claim that has not ended. */
    record Claimed(long number, long epoch, int account) {}

    void load(Sql sql) throws SQLException {
        byName.clear();
        byNumber.clear();
        dirty.clear();
        sql.list(
                row -> {
                    Line line = new Line(row.getInt(1), row.getString(2));
                    line.queued = row.getLong(3);
                    line.held = row.getLong(4);
                    line.standstill = row.getLong(5);
                    line.since = row.getLong(6);
                    return remember(line);
                },
                "select n, name, queued, held, standstill, since from account");
        claims.values().forEach(claimed -> line(claimed.account()).claims++);
        lastEntry.accumulateAndGet(sql.number("select max(n) from entry"), Math::max);
        lastEvent = Math.max(lastEvent, sql.number("select max(n) from event"));
        epoch = sql.number("select value from meta where name = 'epoch'");
        undo.clear();
    }

    private Line remember(Line line) {
        byName.put(line.name, line);
        byNumber.put(line.number, line);
        return line;
    }

    /** A change begins. */
    void mark() {
        undo.clear();
    }

    /** The change failed: what it left here is taken back, what its neighbours left stays. */
    void takeBack() {
        undo.reversed().forEach(Runnable::run);
        undo.clear();
    }

    /** Writes what changed, once for all changes of a transaction. */
    void flush(Sql sql) throws SQLException {
        for (Line line : dirty) {
            sql.update(
                    "update account set queued = ?, held = ?, standstill = ?, since = ? where n = ?",
                    line.queued,
                    line.held,
                    line.standstill,
                    line.since == 0 ? null : (Long) line.since,
                    line.number);
            line.dirty = false;
        }
        dirty.clear();
    }

    /** The account's line, made where there is none. */
    Line line(Sql sql, String account) throws SQLException {
        Line line = byName.get(account);
        if (line == null) {
            sql.update("insert into account (name) values (?)", account);
            Line made = remember(new Line((int) sql.number("select n from account where name = ?", account), account));
            undo.add(() -> forget(made));
            line = made;
        }
        return line;
    }

    Optional<Line> known(String account) {
        return Optional.ofNullable(byName.get(account));
    }

    Line line(int number) {
        Line line = byNumber.get(number);
        if (line == null) {
            throw new IllegalStateException(
                    "the database has an entry of account number " + number + ", which is none");
        }
        return line;
    }

    Collection<Line> lines() {
        return byName.values();
    }

    void count(Line line, int queued, int held) {
        line.queued += queued;
        line.held += held;
        undo.add(() -> {
            line.queued -= queued;
            line.held -= held;
        });
        change(line);
    }

    void standStill(Line line, long now) {
        clock(line, line.standstill, now);
    }

    void goOn(Line line, long now) {
        clock(line, line.standstill + Math.max(0, now - line.since), 0); // set back, a clock makes nobody older
    }

    /** The wall clock was set; the account's goes on as if it had not been. */
    void moved(Line line, long by) {
        clock(line, line.standstill + by, line.since == 0 ? 0 : line.since + by);
    }

    private void clock(Line line, long standstill, long since) {
        long formerly = line.standstill;
        long began = line.since;
        undo.add(() -> {
            line.standstill = formerly;
            line.since = began;
        });
        line.standstill = standstill;
        line.since = since;
        change(line);
    }

    private void forget(Line line) {
        byName.remove(line.name);
        byNumber.remove(line.number);
        dirty.remove(line);
    }

    private void change(Line line) {
        if (!line.dirty) {
            line.dirty = true;
            dirty.add(line);
        }
    }

    /**
     * The next entry's number: its time in milliseconds and a counter (RFC 9562 §6.2), always greater than the last one. For any
     * thread: a listener has to know it before the message is complete.
     */
    long nextEntry(long micros) {
        long first = EntryNumbers.first(micros);
        return lastEntry.updateAndGet(last -> Math.max(last + 1, first));
    }

    long nextEvent() {
        return ++lastEvent;
    }

    long lastEvent() {
        return lastEvent;
    }

    long epoch() {
        return epoch;
    }

    void epoch(long next) {
        long former = epoch;
        undo.add(() -> epoch = former);
        epoch = next;
    }

    Claimed claim(long entry, Line line) {
        Claimed claimed = new Claimed(++lastClaim, epoch, line.number);
        claims.put(entry, claimed);
        line.claims++;
        return claimed;
    }

    void endClaim(long entry, Claimed claimed) {
        if (claims.remove(entry, claimed)) {
            line(claimed.account()).claims--;
        }
    }

    void endAllClaims() {
        claims.clear();
        byName.values().forEach(line -> line.claims = 0);
    }

    /** For every thread. */
    boolean claimed(long entry) {
        return claims.containsKey(entry);
    }

    @Nullable Claimed claimOf(long entry) {
        return claims.get(entry);
    }
}
