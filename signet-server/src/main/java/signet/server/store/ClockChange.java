package signet.server.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import signet.server.event.Event;
import signet.server.event.EventKind;

/**
 * What a wall clock that was set does to what is stored. An account's clock goes on evenly: what the wall jumped is taken for a
 * standstill, and may be negative. Times that somebody named, {@code sendAt}, are the wall's; waiting times keep their length. For
 * the writer's thread.
 */
final class ClockChange {
    /** In table meta: the sum of all jumps, in microseconds. */
    private static final String SUM = "clock";

    /** Less is no jump. */
    static final long TOLERANCE = Micros.of(Duration.ofMinutes(1));
    /** What was accepted between the jump and the moment somebody noticed it, by the new clock already. */
    private static final long UNNOTICED = Micros.of(Duration.ofMinutes(1));

    private static final String READY = "account = ? and state = 0 and held = 0";
    /** It waits for the time that somebody named. */
    private static final String DATED = "(tries = 0 and due is send_at)";

    private final Change change;

    ClockChange(Change change) {
        this.change = change;
    }

    /** @param by microseconds; negative when it was set back */
    void set(Sql sql, long by, long now) throws SQLException {
        for (Books.Line line : change.books().lines()) {
            long former = line.clock(now);
            change.books().moved(line, by);
            entries(sql, line, by, now, former);
            change.transactions().due(line.name);
        }
        sql.update("update idempotency set at = at + ? where at > ?", by, now - by - Micros.of(Intake.KEY_LIFE));
        sql.update(
                "update account set deferred_since = deferred_since + ?1, deferred_last = deferred_last + ?1"
                        + " where deferred_since is not null",
                by);
        sql.update("insert or replace into meta (name, value) values (?, ?)", SUM, sum(sql) + by);
        change.journal()
                .record(
                        sql,
                        now,
                        Event.of(
                                EventKind.CLOCK_SET,
                                Event.facts("by", Micros.duration(by).toString())));
    }

    private static void entries(Sql sql, Books.Line line, long by, long now, long former) throws SQLException {
        long clock = line.clock(now);
        Optional<Long> priority = priority(sql, line, Integer.MAX_VALUE);
        while (priority.isPresent()) {
            sql.update(
                    "update entry set due = due + ? where " + READY
                            + " and priority = ? and due > ? and due < ? and not " + DATED,
                    by,
                    line.number,
                    priority.get(),
                    Math.min(now, now - by), // set ahead: only what that made due
                    by > 0 ? now : Long.MAX_VALUE);
            sql.update(
                    "update entry set base = ? + due where " + READY + " and priority = ? and due > ? and " + DATED,
                    clock - now,
                    line.number,
                    priority.get(),
                    now);
            priority = priority(sql, line, priority.get());
        }
        sql.update(
                "update entry set base = ? where " + READY + " and base > ? and not (due > ? and " + DATED + ")",
                clock,
                line.number,
                clock,
                now);
        if (by < 0) { // the clock that it began by is the account's no more
            sql.update(
                    "update entry set base = ? where " + READY + " and base between ? and ?",
                    clock,
                    line.number,
                    former - UNNOTICED,
                    former);
        }
    }

    private static Optional<Long> priority(Sql sql, Books.Line line, long below) throws SQLException {
        return sql.first(
                row -> row.getLong(1),
                "select priority from entry where " + READY + " and priority < ? order by priority desc limit 1",
                line.number,
                below);
    }

    private static long sum(Sql sql) throws SQLException {
        return sql.first(row -> row.getLong(1), "select value from meta where name = ?", SUM)
                .orElse(0L);
    }

    /**
     * Compares the clock with the last event. What lies before it shows a clock that was set back; a sum of jumps that a longer
     * time without any event may have undone is taken for undone, because that makes nobody older.
     *
     * @return how long after the last event it is now, in microseconds
     */
    long start(Sql sql, long now) throws SQLException {
        Optional<Long> last = sql.first(row -> row.getLong(1), "select at from event order by n desc limit 1");
        long gap = last.map(at -> now - at).orElse(0L);
        long sum = sum(sql);
        if (gap < -TOLERANCE) {
            set(sql, gap, now);
        } else if (sum < 0 && gap >= -sum) {
            set(sql, -sum, now);
        }
        return Math.max(gap, 0);
    }
}
