package signet.server.store;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.mail.Content;
import signet.server.queue.Attempt;
import signet.server.queue.EntryId;
import signet.server.queue.EntryView;
import signet.server.queue.Filter;
import signet.server.queue.QueueView;

/** What is in the queue, read beside the writer. */
final class SqliteView implements QueueView {
    private static final int MOST = 500;
    private static final int LISTED_RECIPIENTS = 20;
    private static final long MICROS = 1_000_000;

    private final Readers readers;
    private final Contents contents;
    private final InstantSource clock;
    private final Duration search;

    /** @param search how long a text is looked for */
    SqliteView(Readers readers, Contents contents, InstantSource clock, Duration search) {
        this.readers = readers;
        this.contents = contents;
        this.clock = clock;
        this.search = search;
    }

    @Override
    public Page list(Filter filter, Optional<EntryId> before, int limit) throws IOException {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("a list has 1 to " + MOST + " entries, not " + limit);
        }
        long upper = before.map(EntryNumbers::of).orElse(Long.MAX_VALUE);
        return readers.read(sql -> {
            Listing.Found found = new Listing(sql, filter, upper, limit, search).find();
            List<EntryView> views = new ArrayList<>();
            for (long n : found.numbers()) {
                Views.view(sql, n, LISTED_RECIPIENTS).ifPresent(views::add);
            }
            return new Page(views, found.all() ? Optional.empty() : Optional.of(EntryNumbers.id(found.down(), 0)));
        });
    }

    @Override
    public Optional<EntryView> entry(EntryId id) throws IOException {
        return readers.read(sql -> Views.view(sql, EntryNumbers.of(id), Integer.MAX_VALUE)
                .filter(view -> view.id().equals(id)));
    }

    @Override
    public List<Attempt> attempts(EntryId id) throws IOException {
        return readers.read(sql -> Views.attempts(sql, id));
    }

    @Override
    public Optional<Content> content(EntryId id) throws IOException {
        return readers.read(sql -> {
            Optional<EntryRow> row = EntryRow.find(sql, id);
            return row.isEmpty() ? Optional.empty() : row.get().octets(sql, contents);
        });
    }

    @Override
    public Map<String, Long> states() throws IOException {
        return readers.read(sql -> {
            Map<String, Long> states = new LinkedHashMap<>();
            for (int state = 0; state < Codes.STATES; state++) {
                long counted = sql.number(
                        "select count(*) from (select 1 from entry where state = ? limit ?)", state, COUNTED);
                states.put(Codes.stateWord(state), counted);
            }
            return states;
        });
    }

    @Override
    public Counts counts() throws IOException {
        return readers.read(sql -> {
            record Line(int n, String name, long queued, long held) {}
            long now = Micros.of(clock.instant());
            Map<String, Long> queued = new LinkedHashMap<>();
            Map<String, Long> oldest = new LinkedHashMap<>();
            long held = 0;
            for (Line line : sql.list(
                    row -> new Line(row.getInt(1), row.getString(2), row.getLong(3), row.getLong(4)),
                    "select n, name, queued, held from account where queued > 0 order by name")) {
                queued.put(line.name(), line.queued());
                held += line.held();
                long accepted = sql.number(
                        "select accepted from entry where state = 0 and account = ? order by n limit 1", line.n());
                oldest.put(line.name(), Math.max(0, now - accepted) / MICROS);
            }
            return new Counts(queued, held, oldest);
        });
    }
}
