package signet.server.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import signet.server.queue.Filter;
import signet.server.queue.Held;

/** Which indexes serve a filter: state, hold and account one stream per account or state, a recipient its hash. */
final class Streams {
    private final Sql sql;
    private final Filter filter;

    Streams(Sql sql, Filter filter) {
        this.sql = sql;
        this.filter = filter;
    }

    /** All that fits but for the text, in streams that have no entry in common. */
    List<Stream> all() throws SQLException {
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

    /** The same but for recipient and text, through no index: for the newest entries. */
    Stream unindexed() {
        Stream fitting = Stream.ALL;
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
        return fitting;
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
            return List.of(Stream.ALL);
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
}
