package signet.server.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import signet.server.queue.Filter;
import signet.server.queue.Held;

/**
 * Finds the newest entries that fit, each filter through an index: state, hold and account by walking one stream per account or
 * state, a recipient by its hash. Text has no index: it is looked for in a bounded number of candidates.
 */
final class Listing {
    /** So many entries are looked through for a text. */
    static final int SEARCHED = 100_000;

    private static final int CHUNK = 2_000;

    private final Sql sql;
    private final Filter filter;
    private final long before;
    private final int limit;
    private final long searched;

    /**
     * @param before   only entries of a smaller number
     * @param searched how many candidates a text is looked for in
     */
    Listing(Sql sql, Filter filter, long before, int limit, long searched) {
        this.sql = sql;
        this.filter = filter;
        this.before = before;
        this.limit = limit;
        this.searched = searched;
    }

    /**
     * Conditions of which an index serves the leading ones, newest first.
     *
     * @param number the column of the entry's number in the table that is walked
     */
    private record Stream(String tables, String number, String condition, List<Object> values) {
        Stream(String condition, List<Object> values) {
            this("entry", "n", condition, values);
        }

        Stream and(String more, Object... values) {
            List<Object> all = new ArrayList<>(this.values);
            all.addAll(List.of(values));
            return new Stream(tables, number, condition + " and " + more, all);
        }

        /** The beginning of a query; goes on with values for upper and lower bound and what comes after the order. */
        String select() {
            return "select distinct " + number + " from " + tables + " where " + condition + " and " + number
                    + " < ? and " + number + " >= ? order by " + number + " desc ";
        }
    }

    /** Numbers of entries, the greatest first. */
    List<Long> numbers() throws SQLException {
        List<Long> found = new ArrayList<>();
        List<Stream> streams = streams();
        if (streams.size() > 1) {
            found.addAll(recent());
            if (found.size() >= limit) {
                return found;
            }
            found.clear();
        }
        for (Stream stream : streams) {
            found.addAll(walk(stream, Math.max(CHUNK, searched / streams.size())));
        }
        found.sort(Comparator.reverseOrder());
        return found.subList(0, Math.min(limit, found.size()));
    }

    /** What fits of the newest entries: mostly that is a page, and saves asking for each account. */
    private List<Long> recent() throws SQLException {
        Stream all = new Stream("1 = 1", List.of());
        long oldest = boundary(all, before, Long.MIN_VALUE).orElse(Long.MIN_VALUE);
        Stream fitting = all;
        if (filter.state().isPresent()) {
            fitting = fitting.and("+state = ?", Codes.state(filter.state().get()));
        }
        if (filter.held().isPresent()) {
            fitting = fitting.and("+held = ?", Codes.of(filter.held().get()));
        }
        if (filter.account().isPresent()) {
            fitting = fitting.and(
                    "+account = (select n from account where name = ?)",
                    filter.account().get());
        }
        if (filter.text().isPresent()) {
            fitting = containing(fitting, filter.text().get());
        }
        return take(fitting, before, Math.max(oldest, from()), limit);
    }

    private long from() {
        return filter.since().map(since -> EntryNumbers.first(Micros.of(since))).orElse(Long.MIN_VALUE);
    }

    private List<Stream> streams() throws SQLException {
        int state = filter.state().map(Codes::state).orElse(-1);
        boolean held = filter.held().isPresent() && filter.held().get() != Held.NONE;
        Optional<Integer> account = Optional.empty();
        if (filter.account().isPresent()) {
            account = sql.first(
                    row -> row.getInt(1),
                    "select n from account where name = ?",
                    filter.account().get());
        }
        boolean nothing = (filter.state().isPresent() && (state < 0 || (held && state != Codes.QUEUED)))
                || (filter.account().isPresent() && account.isEmpty());
        if (nothing) {
            return List.of();
        }
        if (filter.recipient().isPresent()) {
            return List.of(byRecipient(filter.recipient().get(), state, account));
        }
        return byIndex(state, held, account).stream().map(this::unheld).toList();
    }

    private Stream byRecipient(String recipient, int state, Optional<Integer> account) {
        // cross join: SQLite keeps this order, and so reads no more than a page of a recipient who has had a million
        // messages
        Stream stream = new Stream(
                "(select entry as one, hash, address from recipient) cross join entry",
                "one",
                "n = one and hash = ? and address = ? collate nocase",
                List.of(Intake.hash(recipient), recipient));
        if (state >= 0) {
            stream = stream.and("+state = ?", state);
        }
        if (account.isPresent()) {
            stream = stream.and("+account = ?", account.get());
        }
        return filter.held().isPresent()
                ? stream.and("+held = ?", Codes.of(filter.held().get()))
                : stream;
    }

    private List<Stream> byIndex(int state, boolean held, Optional<Integer> account) throws SQLException {
        if (!held && state < 0 && account.isEmpty()) {
            return List.of(new Stream("1 = 1", List.of()));
        }
        List<Integer> accounts = account.isPresent()
                ? List.of(account.get())
                : sql.list(row -> row.getInt(1), "select n from account" + (held ? " where held > 0" : ""));
        List<Stream> streams = new ArrayList<>();
        for (int number : accounts) {
            if (held) {
                int code = Codes.of(filter.held().orElseThrow());
                streams.add(new Stream("held <> 0 and held = ? and account = ?", List.of(code, number)));
            } else if (state >= 0) {
                streams.add(new Stream("state = ? and account = ?", List.of(state, number)));
            } else {
                for (int each = 0; each < Codes.STATES; each++) {
                    streams.add(new Stream("state = ? and account = ?", List.of(each, number)));
                }
            }
        }
        return streams;
    }

    private Stream unheld(Stream stream) {
        return filter.held().equals(Optional.of(Held.NONE)) ? stream.and("+held = 0") : stream;
    }

    private List<Long> walk(Stream stream, long budget) throws SQLException {
        long from = from();
        if (filter.text().isEmpty()) {
            return take(stream, before, from, limit);
        }
        List<Long> found = new ArrayList<>();
        long upper = before;
        for (long examined = 0; examined < budget && found.size() < limit; examined += CHUNK) {
            Optional<Long> boundary = boundary(stream, upper, from);
            long lower = boundary.orElse(from);
            found.addAll(take(containing(stream, filter.text().get()), upper, lower, limit - found.size()));
            if (boundary.isEmpty()) {
                break;
            }
            upper = lower;
        }
        return found;
    }

    /** The last of the next candidates, where there are more. */
    private Optional<Long> boundary(Stream stream, long upper, long from) throws SQLException {
        return sql.first(
                row -> row.getLong(1), stream.select() + "limit 1 offset " + (CHUNK - 1), with(stream, upper, from));
    }

    private List<Long> take(Stream stream, long upper, long from, int most) throws SQLException {
        return sql.list(row -> row.getLong(1), stream.select() + "limit ?", with(stream, upper, from, most));
    }

    private static @Nullable Object[] with(Stream stream, Object... more) {
        return stream.and("", more).values().toArray();
    }

    private static Stream containing(Stream stream, String text) {
        String pattern = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
        return stream.and(
                "(subject like ? escape '\\' or message_id like ? escape '\\' or sender like ? escape '\\'"
                        + " or exists (select 1 from recipient r where r.entry = entry.n and r.address like ? escape '\\'))",
                pattern,
                pattern,
                pattern,
                pattern);
    }
}
