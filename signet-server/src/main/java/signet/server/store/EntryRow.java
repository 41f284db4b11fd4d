package signet.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import signet.mail.Content;
import signet.mail.Dsn;
import signet.mail.Envelope;
import signet.mail.ForwardPath;
import signet.server.queue.EntryId;

/** What a change has to know of an entry. */
record EntryRow(
        long n,
        long low,
        int account,
        int state,
        int held,
        long base,
        int content,
        long segment,
        long position,
        long size,
        int tries,
        int burnt,
        int failures,
        boolean resent,
        Optional<EntryId> dot,
        long dotBegan,
        long heldSince,
        long accepted,
        int origin,
        String sender,
        Dsn dsn) {
    private static final String SELECT =
            "select n, low, account, state, held, base, content, segment, position, size, tries,"
                    + " burnt, failures, resent, dot, dot_began, held_since, accepted, origin, sender, ret, envelope_id from entry ";

    static Optional<EntryRow> find(Sql sql, EntryId id) throws SQLException {
        return sql.first(EntryRow::read, SELECT + "where n = ? and low = ?", EntryNumbers.of(id), EntryNumbers.low(id));
    }

    /** Those that a condition names. */
    static List<EntryRow> where(Sql sql, String condition, @Nullable Object... values) throws SQLException {
        return sql.list(EntryRow::read, SELECT + "where " + condition, values);
    }

    private static EntryRow read(ResultSet row) throws SQLException {
        return new EntryRow(
                row.getLong(1),
                row.getLong(2),
                row.getInt(3),
                row.getInt(4),
                row.getInt(5),
                row.getLong(6),
                row.getInt(7),
                row.getLong(8),
                row.getLong(9),
                row.getLong(10),
                row.getInt(11),
                row.getInt(12),
                row.getInt(13),
                row.getInt(14) != 0,
                Optional.ofNullable(row.getBytes(15)).map(Change::id),
                row.getLong(16),
                row.getLong(17),
                row.getLong(18),
                row.getInt(19),
                row.getString(20),
                new Dsn(Sql.optionalText(row, 21), Sql.optionalText(row, 22)));
    }

    EntryId id() {
        return EntryNumbers.id(n, low);
    }

    /** The envelope with the recipients in one state; empty when there are none. */
    Optional<Envelope> envelope(Sql sql, int recipientState) throws SQLException {
        List<ForwardPath> paths = new ArrayList<>(sql.list(
                row -> new ForwardPath(row.getString(1), Sql.optionalText(row, 2), Sql.optionalText(row, 3)),
                "select address, notify, orcpt from recipient where entry = ? and state = ? order by position",
                n,
                recipientState));
        return paths.isEmpty() ? Optional.empty() : Optional.of(new Envelope(sender, paths, dsn));
    }

    /** The octets; empty when they were removed. */
    Optional<Content> octets(Sql sql, Contents contents) throws SQLException {
        return switch (content) {
            case Contents.ROW ->
                sql.first(
                                row -> new StoredContent.Row(row.getBytes(1)),
                                "select octets from content where entry = ?",
                                n)
                        .map(found -> found);
            case Contents.SEGMENT -> Optional.of(new StoredContent.Part(contents.segment(segment), position, size));
            case Contents.FILE -> Optional.of(new StoredContent.Whole(contents.file(id()), size));
            default -> Optional.empty();
        };
    }
}
