package signet.server.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import signet.server.queue.EntryId;
import signet.server.queue.Submission.Origin;
import signet.server.queue.Upkeep.Keep;
import signet.server.queue.Upkeep.Swept;

/** Removes what is older than its retention, in pieces of a few milliseconds each. */
final class Sweeping {
    private static final System.Logger LOG = System.getLogger(Sweeping.class.getName());
    private static final int PIECE = 200;
    /** A file this old that no entry names is not on its way to one. */
    private static final Duration ORPHANED = Duration.ofMinutes(10);

    /** So long the events of canaries are kept. */
    private static final Duration BRIEF = Duration.ofDays(1);

    private static final Duration PACING = Duration.ofHours(25);

    private final Writer writer;
    private final Readers readers;
    private final Change change;

    Sweeping(Writer writer, Readers readers, Change change) {
        this.writer = writer;
        this.readers = readers;
        this.change = change;
    }

    /** Does one piece; how many it removed. */
    @FunctionalInterface
    private interface Piece {
        int remove(Sql sql) throws SQLException, IOException;
    }

    Swept sweep(Keep keep, long now) throws IOException {
        long entries = now - Micros.of(keep.entries());
        long octets = Math.max(now - Micros.of(keep.content()), entries);
        long contents = repeat(sql -> contents(sql, octets));
        long removed = repeat(sql -> entries(sql, entries));
        long transcripts = repeat(sql -> oldest(sql, "transcript", now - Micros.of(keep.transcripts())));
        repeat(sql -> briefEvents(sql, now - Micros.of(BRIEF)));
        repeat(sql -> events(sql, entries));
        repeat(sql -> oldest(sql, "idempotency", now - Micros.of(Intake.KEY_LIFE)));
        repeat(sql -> spent(sql, now - Micros.of(PACING)));
        writer.write(sql -> sql.update("delete from incident where closed < ?", entries));
        writer.write(this::segments);
        orphans();
        return new Swept(contents, removed, transcripts);
    }

    private long repeat(Piece piece) throws IOException {
        long total = 0;
        int removed;
        do {
            removed = writer.write(piece::remove);
            total += removed;
        } while (removed > 0);
        return total;
    }

    private int contents(Sql sql, long until) throws SQLException {
        List<EntryRow> rows = EntryRow.where(
                sql,
                "(content <> 0) = 1 and final_at is not null and final_at <= ? order by final_at limit ?",
                until,
                PIECE);
        for (EntryRow row : rows) {
            content(sql, row);
        }
        return rows.size();
    }

    private void content(Sql sql, EntryRow row) throws SQLException {
        switch (row.content()) {
            case Contents.ROW -> sql.update("delete from content where entry = ?", row.n());
            case Contents.SEGMENT -> drop(row.segment());
            default -> deleteAfter(change.contents().file(row.id()));
        }
        sql.update("update entry set content = 0 where n = ?", row.n());
    }

    /** Removes one entry of a canary, once it is final. */
    boolean forget(EntryId id) throws IOException {
        return writer.write(sql -> {
            Optional<EntryRow> row = EntryRow.find(sql, id)
                    .filter(found -> found.origin() == Codes.of(Origin.Kind.CANARY) && found.state() != Codes.QUEUED);
            if (row.isEmpty()) {
                return false;
            }
            if (row.get().content() != Contents.REMOVED) {
                content(sql, row.get());
            }
            entry(sql, row.get().n());
            return true;
        });
    }

    private void drop(long segment) {
        change.contents().drop(segment);
        change.transactions().onFailure(() -> change.contents().keep(segment));
    }

    private void deleteAfter(Path file) {
        change.transactions().afterCommit(() -> {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException(file + " could not be removed; the next start tries again", e);
            }
        });
    }

    private static int entries(Sql sql, long until) throws SQLException {
        List<Long> entries = sql.list(
                row -> row.getLong(1),
                "select n from entry where (content <> 0) = 0 and final_at is not null and final_at <= ?"
                        + " order by final_at limit ?",
                until,
                PIECE);
        for (long n : entries) {
            entry(sql, n);
        }
        return entries.size();
    }

    private static void entry(Sql sql, long n) throws SQLException {
        sql.update("delete from transcript where n in (select transcript from attempt where entry = ?)", n);
        sql.update("delete from attempt where entry = ?", n);
        sql.update("delete from recipient where entry = ?", n);
        sql.update("delete from entry where n = ?", n);
    }

    /** From tables whose rows are numbered in the order of their times. */
    private static int oldest(Sql sql, String table, long until) throws SQLException {
        long last = sql.number(
                "select max(n) from (select n, at from " + table + " order by n limit ?) where at <= ?", PIECE, until);
        return last == 0 ? 0 : sql.update("delete from " + table + " where n <= ?", last);
    }

    /** The last event stays, so that numbers never begin again. */
    private int events(Sql sql, long until) throws SQLException {
        long last = sql.number(
                "select max(n) from (select n, at from event order by n limit ?) where at <= ? and n < ?",
                PIECE,
                until,
                change.books().lastEvent());
        return last == 0 ? 0 : sql.update("delete from event where n <= ?", last);
    }

    /** Of canaries: log, metrics and alerts have read them long ago. The last event stays. */
    private int briefEvents(Sql sql, long until) throws SQLException {
        return sql.update(
                "delete from event where n in (select n from event where brief = 1 and n < ? order by n limit ?) and at <= ?",
                change.books().lastEvent(),
                PIECE,
                until);
    }

    private int spent(Sql sql, long until) throws SQLException {
        int removed = 0;
        for (Books.Line line : change.books().lines()) {
            removed += sql.update("delete from spent where account = ? and at < ?", line.number, until);
        }
        return removed;
    }

    private boolean segments(Sql sql) throws SQLException {
        change.contents().emptySegments(sql).forEach(this::deleteAfter);
        return true;
    }

    /** Looked for beside the writer; removed by it, because it alone knows which segment it has open. */
    private void orphans() throws IOException {
        FileTime before = FileTime.from(Instant.now().minus(ORPHANED)); // by the clock that files have
        List<Path> suspects = readers.read(sql -> {
            List<Path> found = new ArrayList<>();
            try (DirectoryStream<Path> files =
                    Files.newDirectoryStream(change.contents().folder())) {
                for (Path file : files) {
                    if (Files.getLastModifiedTime(file).compareTo(before) < 0 && Contents.unnamed(sql, file)) {
                        found.add(file);
                    }
                }
            }
            return found;
        });
        for (Path file : suspects) {
            writer.write(sql -> removeOrphan(sql, file));
        }
    }

    private boolean removeOrphan(Sql sql, Path file) throws SQLException, IOException {
        if (change.contents().orphan(sql, file)) {
            LOG.log(System.Logger.Level.INFO, "removing {0}, which belongs to no entry", file);
            Files.deleteIfExists(file);
        }
        return true;
    }
}
