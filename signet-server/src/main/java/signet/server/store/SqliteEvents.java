package signet.server.store;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import signet.server.event.Event;
import signet.server.event.EventKind;
import signet.server.event.EventLog;
import signet.server.event.Recorded;

/** The stored events. */
final class SqliteEvents implements EventLog {
    private final Writer writer;
    private final Readers readers;
    private final Transactions transactions;
    private final Journal journal;
    private final InstantSource clock;

    SqliteEvents(Writer writer, Readers readers, Transactions transactions, Journal journal, InstantSource clock) {
        this.writer = writer;
        this.readers = readers;
        this.transactions = transactions;
        this.journal = journal;
        this.clock = clock;
    }

    @Override
    public void append(Event event) throws IOException {
        writer.write(sql -> {
            journal.record(sql, Micros.of(clock.instant()), event);
            return true;
        });
    }

    @Override
    public List<Recorded> after(long number, int limit) throws IOException {
        return readers.read(sql -> sql.list(
                SqliteEvents::recorded,
                "select n, at, kind, account, entry, recipient, facts from event where n > ? order by n limit ?",
                number,
                limit));
    }

    private static Recorded recorded(ResultSet row) throws SQLException {
        String word = row.getString(3);
        EventKind kind = EventKind.of(word)
                .orElseThrow(() -> new IllegalStateException("the database has an event of the unknown kind " + word));
        Event event = new Event(
                kind,
                Sql.optionalText(row, 4),
                Sql.optionalText(row, 5),
                Sql.optionalText(row, 6),
                Lines.map(row.getString(7)));
        return new Recorded(row.getLong(1), Micros.instant(row.getLong(2)), event);
    }

    @Override
    public long last() throws IOException {
        return readers.read(sql -> sql.number("select max(n) from event"));
    }

    @Override
    public Subscription subscribe(Runnable wake) {
        transactions.eventWakes().add(wake);
        return () -> transactions.eventWakes().remove(wake);
    }
}
