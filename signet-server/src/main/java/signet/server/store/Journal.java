package signet.server.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import signet.server.event.Event;
import signet.server.event.EventKind;

/** Writes events within the transaction of what they tell. For the writer's thread. */
final class Journal {
    private final Books books;

    Journal(Books books) {
        this.books = books;
    }

    void record(Sql sql, long now, Event event) throws SQLException {
        PreparedStatement insert = sql.prepare(
                "insert into event (n, at, kind, account, entry, recipient, facts) values (?, ?, ?, ?, ?, ?, ?)");
        insert.setLong(1, books.nextEvent());
        insert.setLong(2, now);
        insert.setString(3, event.kind().word());
        insert.setString(4, event.account().orElse(null));
        insert.setString(5, event.entry().orElse(null));
        insert.setString(6, event.recipient().orElse(null));
        insert.setString(7, Lines.of(event.facts()));
        insert.executeUpdate();
    }

    void entry(Sql sql, long now, EventKind kind, String account, String entry, Map<String, String> facts)
            throws SQLException {
        record(sql, now, Event.entry(kind, account, entry, facts));
    }
}
