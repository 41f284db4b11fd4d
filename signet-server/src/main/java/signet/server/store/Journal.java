package signet.server.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Map;
import signet.server.event.Event;
import signet.server.event.EventKind;
import signet.server.queue.Submission.Origin;

/** Writes events within the transaction of what they tell. For the writer's thread. */
final class Journal {
    private final Books books;
    private final boolean brief;

    Journal(Books books) {
        this(books, false);
    }

    private Journal(Books books, boolean brief) {
        this.books = books;
        this.brief = brief;
    }

    /** The one for what becomes of an entry of this origin: of a canary nobody wants to know everything for months. */
    Journal about(Origin.Kind origin) {
        return origin == Origin.Kind.CANARY ? new Journal(books, true) : this;
    }

    void record(Sql sql, long now, Event event) throws SQLException {
        PreparedStatement insert = sql.prepare(
                "insert into event (n, at, kind, account, entry, recipient, facts, brief) values (?, ?, ?, ?, ?, ?, ?, ?)");
        insert.setLong(1, books.nextEvent());
        insert.setLong(2, now);
        insert.setString(3, event.kind().word());
        insert.setString(4, event.account().orElse(null));
        insert.setString(5, event.entry().orElse(null));
        insert.setString(6, event.recipient().orElse(null));
        insert.setString(7, Lines.of(event.facts()));
        if (brief || brief(event)) {
            insert.setInt(8, 1);
        } else {
            insert.setNull(8, Types.NULL);
        }
        insert.executeUpdate();
    }

    /** A canary that came back, unless it ends a time in which none did. */
    private static boolean brief(Event event) {
        return event.kind() == EventKind.CANARY_RETURNED && !event.facts().containsKey("missed-since");
    }

    void entry(Sql sql, long now, EventKind kind, String account, String entry, Map<String, String> facts)
            throws SQLException {
        record(sql, now, Event.entry(kind, account, entry, facts));
    }
}
