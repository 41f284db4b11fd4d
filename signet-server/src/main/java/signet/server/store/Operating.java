package signet.server.store;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import signet.server.event.Event;
import signet.server.event.EventKind;
import signet.server.queue.Held;
import signet.server.queue.QueueVerbs.Verb;
import signet.server.queue.RecipientState;

/** An operator's verb on one entry, within a transaction. For the writer's thread. */
final class Operating {
    private static final String UNDONE = "(2, 3, 4)"; // failed, expired, cancelled

    private final Change change;

    Operating(Change change) {
        this.change = change;
    }

    /** Whether the verb has a meaning for the entry. One that is being sent this moment is left alone. */
    boolean fits(Sql sql, Verb verb, EntryRow row, long now) throws SQLException {
        if (change.books().claimed(row.n())) {
            return false;
        }
        boolean queued = row.state() == Codes.QUEUED;
        return switch (verb) {
            case HOLD -> queued && row.held() == 0;
            case RELEASE -> queued && row.held() != 0;
            case CANCEL -> queued;
            case RETRY ->
                row.content() != Contents.REMOVED
                        && (undone(sql, row) > 0
                                || (queued && sql.number("select due from entry where n = ?", row.n()) > now));
        };
    }

    private static long undone(Sql sql, EntryRow row) throws SQLException {
        return sql.number("select count(*) from recipient where entry = ? and state in " + UNDONE, row.n());
    }

    /** Does what {@link #fits}. */
    void apply(Sql sql, Verb verb, EntryRow row, String by, long now) throws SQLException {
        switch (verb) {
            case HOLD -> change.hold(sql, row, Held.OPERATOR, by, now);
            case RELEASE -> release(sql, row, by, now);
            case CANCEL -> cancel(sql, row, by, now);
            case RETRY -> retry(sql, row, by, now);
        }
    }

    private void release(Sql sql, EntryRow row, String by, long now) throws SQLException {
        Books.Line line = change.books().line(row.account());
        sql.update(
                "update entry set held = 0, held_by = null, held_since = null, failures = 0, due = ?, base = ? where n = ?",
                now,
                Change.released(row.base(), row.heldSince(), line.clock(now)),
                row.n());
        change.books().count(line, 0, -1);
        Map<String, String> facts = Map.of("held", Codes.held(row.held()).word(), "by", by);
        change.journal().entry(sql, now, EventKind.RELEASED, line.name, row.id().toString(), facts);
        change.transactions().due(line.name);
    }

    void cancel(Sql sql, EntryRow row, String by, long now) throws SQLException {
        end(sql, row, RecipientState.CANCELLED, EventKind.CANCELLED, Map.of("by", by), now);
    }

    /** Brings every pending recipient into a final state, and with them the entry. */
    void end(Sql sql, EntryRow row, RecipientState state, EventKind kind, Map<String, String> facts, long now)
            throws SQLException {
        String account = change.books().line(row.account()).name;
        for (String address : addresses(sql, row, "state = 0")) {
            change.journal()
                    .about(Codes.origin(row.origin()))
                    .record(sql, now, Event.recipient(kind, account, row.id().toString(), address, facts));
        }
        sql.update(
                "update recipient set state = ?, since = ? where entry = ? and state = 0",
                Codes.of(state),
                now,
                row.n());
        Settling.finalState(sql, change, row, now);
    }

    private static List<String> addresses(Sql sql, EntryRow row, String condition) throws SQLException {
        return sql.list(
                found -> found.getString(1),
                "select address from recipient where entry = ? and " + condition + " order by position",
                row.n());
    }

    private void retry(Sql sql, EntryRow row, String by, long now) throws SQLException {
        Books.Line line = change.books().line(row.account());
        Map<String, String> facts = Map.of("by", by);
        List<String> revived = addresses(sql, row, "state in " + UNDONE);
        for (String address : revived) {
            change.journal()
                    .record(
                            sql,
                            now,
                            Event.recipient(
                                    EventKind.RETRIED, line.name, row.id().toString(), address, facts));
        }
        if (revived.isEmpty()) {
            change.journal()
                    .entry(sql, now, EventKind.RETRIED, line.name, row.id().toString(), facts);
        }
        sql.update("update recipient set state = 0, since = ? where entry = ? and state in " + UNDONE, now, row.n());
        long clock = line.clock(now);
        sql.update(
                "update entry set state = 0, final_at = null, due = ?, base = ?, burnt = 0, failures = 0,"
                        + " held_since = case when held <> 0 then ? end where n = ?",
                now,
                clock,
                clock,
                row.n());
        if (row.state() != Codes.QUEUED) {
            change.books().count(line, 1, 0);
        }
        change.transactions().due(line.name);
    }
}
