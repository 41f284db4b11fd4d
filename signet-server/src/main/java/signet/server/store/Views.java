package signet.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import signet.server.queue.Attempt;
import signet.server.queue.EntryId;
import signet.server.queue.EntryView;
import signet.server.queue.Held;
import signet.server.queue.Submission.Origin;

/** Reads entries as they are shown. */
final class Views {
    private static final String ENTRY =
            "select e.n, e.low, a.name, e.sender, e.subject, e.message_id, e.size, e.priority,"
                    + " e.origin, e.origin_by, e.origin_peer, e.accepted, e.send_at, e.state, e.held, e.held_by, e.due, e.content,"
                    + " e.tries from entry e join account a on a.n = e.account where e.n = ?";
    private static final String ATTEMPT =
            "select a.id, a.began, a.took, a.endpoint, a.stage, a.reply, a.status, a.enhanced,"
                    + " a.causes, a.code, a.explanation, a.facts, t.text, a.burnt, a.unconfirmed from attempt a"
                    + " left join transcript t on t.n = a.transcript where a.entry = ? ";

    private Views() {}

    /** @param most recipients at most */
    static Optional<EntryView> view(Sql sql, long n, int most) throws SQLException {
        List<EntryView.Recipient> recipients = sql.list(
                Views::recipient,
                "select address, state, since, reply, code from recipient where entry = ? order by position limit ?",
                n,
                most);
        Optional<Attempt> last = sql.first(Views::attempt, ATTEMPT + "order by a.seq desc limit 1", n);
        return sql.first(row -> view(row, recipients, last), ENTRY, n);
    }

    private static EntryView view(ResultSet row, List<EntryView.Recipient> recipients, Optional<Attempt> last)
            throws SQLException {
        int state = row.getInt(14);
        Held held = Codes.held(row.getInt(15));
        return new EntryView(
                EntryNumbers.id(row.getLong(1), row.getLong(2)),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                Sql.optionalText(row, 6),
                row.getLong(7),
                row.getInt(8),
                new Origin(Codes.origin(row.getInt(9)), row.getString(10), row.getString(11)),
                Micros.instant(row.getLong(12)),
                Sql.optionalLong(row, 13).map(Micros::instant),
                Codes.stateWord(state),
                held,
                Sql.optionalText(row, 16),
                state == Codes.QUEUED ? Optional.of(Micros.instant(row.getLong(17))) : Optional.empty(),
                row.getInt(18) != Contents.REMOVED,
                recipients,
                row.getInt(19),
                last);
    }

    private static EntryView.Recipient recipient(ResultSet row) throws SQLException {
        return new EntryView.Recipient(
                row.getString(1),
                Codes.recipientState(row.getInt(2)),
                Micros.instant(row.getLong(3)),
                Sql.optionalText(row, 4),
                Sql.optionalText(row, 5));
    }

    static List<Attempt> attempts(Sql sql, EntryId id) throws SQLException {
        return EntryRow.find(sql, id).isEmpty()
                ? List.of()
                : sql.list(Views::attempt, ATTEMPT + "order by a.seq", EntryNumbers.of(id));
    }

    private static Attempt attempt(ResultSet row) throws SQLException {
        return new Attempt(
                Change.id(row.getBytes(1)),
                Micros.instant(row.getLong(2)),
                Micros.duration(row.getLong(3)),
                row.getString(4),
                row.getString(5),
                Sql.optionalText(row, 6),
                Sql.optionalText(row, 7),
                Sql.optionalText(row, 8),
                Lines.list(row.getString(9)),
                row.getString(10),
                row.getString(11),
                Lines.map(row.getString(12)),
                Sql.optionalText(row, 13),
                row.getInt(14) != 0,
                row.getInt(15) != 0);
    }
}
