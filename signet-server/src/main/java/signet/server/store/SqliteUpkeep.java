package signet.server.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import signet.mail.Envelope;
import signet.server.event.Event;
import signet.server.event.EventKind;
import signet.server.queue.EntryId;
import signet.server.queue.EntryView;
import signet.server.queue.Health;
import signet.server.queue.RecipientState;
import signet.server.queue.Submission;
import signet.server.queue.Upkeep;

/** Expiry, retention and the probe. */
final class SqliteUpkeep implements Upkeep {
    private static final int PIECE = 50;

    private final Writer writer;
    private final Readers readers;
    private final Change change;
    private final Health health;
    private final Operating operating;

    SqliteUpkeep(Writer writer, Readers readers, Change change, Health health) {
        this.writer = writer;
        this.readers = readers;
        this.change = change;
        this.health = health;
        this.operating = new Operating(change);
    }

    @Override
    public int expire(Instant now, Reports reports) throws IOException {
        long at = Micros.of(now);
        List<String> accounts =
                readers.read(sql -> sql.list(row -> row.getString(1), "select name from account where queued > 0"));
        int count = 0;
        for (String account : accounts) {
            int piece;
            do {
                piece = writer.write(sql -> expire(sql, account, at, reports));
                count += piece;
            } while (piece > 0);
        }
        return count;
    }

    private int expire(Sql sql, String account, long now, Reports reports) throws SQLException, IOException {
        Optional<Books.Line> line = change.books().known(account);
        if (line.isEmpty() || line.get().stands()) {
            return 0;
        }
        int count = 0;
        for (EntryRow row : EntryRow.where(
                sql,
                "account = ? and state = 0 and held = 0 and base <= ? order by base limit ?",
                line.get().number,
                line.get().clock(now) - change.giveUpAfter(account),
                PIECE + line.get().claims())) {
            if (!change.books().claimed(row.n())) {
                expire(sql, row, now, reports);
                count++;
            }
        }
        return count;
    }

    private void expire(Sql sql, EntryRow row, long now, Reports reports) throws SQLException, IOException {
        Optional<Envelope> envelope = row.envelope(sql, Codes.QUEUED);
        operating.end(sql, row, RecipientState.EXPIRED, EventKind.EXPIRED, Map.of(), now);
        Optional<EntryView> view = Views.view(sql, row.n(), Integer.MAX_VALUE);
        if (envelope.isEmpty() || view.isEmpty()) {
            return;
        }
        Optional<Submission> report = reports.report(view.get(), envelope.get());
        if (report.isPresent()) {
            Payload payload =
                    Payload.of(report.get().content(), change.contents().folder());
            change.intake().accept(sql, report.get(), payload, now);
        }
    }

    @Override
    public Swept sweep(Keep keep, Instant now) throws IOException {
        return new Sweeping(writer, readers, change).sweep(keep, Micros.of(now));
    }

    @Override
    public boolean forget(EntryId id) throws IOException {
        return new Sweeping(writer, readers, change).forget(id);
    }

    @Override
    public long unmerged() throws IOException {
        Path log = change.contents().folder().resolveSibling("signet.db-wal");
        return Files.exists(log) ? Files.size(log) : 0;
    }

    @Override
    public void clockSet(Duration by, Instant now) throws IOException {
        writer.write(sql -> {
            new ClockChange(change).set(sql, Micros.of(by), Micros.of(now));
            return true;
        });
    }

    @Override
    public Duration clockAtStart(Instant now) throws IOException {
        return Micros.duration(writer.write(sql -> new ClockChange(change).start(sql, Micros.of(now))));
    }

    @Override
    public void probe() throws IOException {
        Optional<String> latched = health.unhealthy();
        long written = writer.probe(sql -> {
            if (latched.filter(SqliteUpkeep::damaging).isPresent()) {
                check(sql);
            }
            sql.update("update meta set value = value + 1 where name = 'probe'");
            return sql.number("select value from meta where name = 'probe'");
        });
        long read = readers.read(sql -> sql.number("select value from meta where name = 'probe'"));
        if (read < written) {
            throw new StorageException("the database gave back " + read + " where " + written + " was written");
        }
        probeFile();
        if (health.clear()) {
            tell(latched.orElse(""));
        }
    }

    /** Whether it may have left the database in pieces. */
    private static boolean damaging(String reason) {
        return reason.contains("SQLITE_IOERR") || reason.contains("SQLITE_CORRUPT") || reason.contains("SQLITE_NOTADB");
    }

    private static void check(Sql sql) throws SQLException, StorageException {
        String verdict =
                sql.first(row -> row.getString(1), "pragma quick_check(1)").orElse("no answer");
        if (!verdict.equals("ok")) {
            throw new StorageException(
                    "the database is damaged: " + verdict + ". Stop the server and restore the latest backup.");
        }
    }

    private void probeFile() throws StorageException {
        Path file = change.contents().folder().resolve("probe" + Contents.UNFINISHED);
        byte[] octets = Instant.EPOCH.plusNanos(System.nanoTime()).toString().getBytes(UTF_8);
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(DataFolder.PRIVATE_FILE))) {
            channel.write(ByteBuffer.wrap(octets));
            channel.force(true);
            if (!Arrays.equals(octets, Files.readAllBytes(file))) {
                throw new StorageException(file + " does not hold what was written to it");
            }
            Files.delete(file);
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException("writing " + file + " failed: " + e.getMessage(), e);
        }
    }

    /** What could not be stored while storage failed is told now. */
    private void tell(String reason) throws IOException {
        List<Event> events = new ArrayList<>();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("reason", reason);
        events.add(Event.of(EventKind.STORAGE_UNHEALTHY, facts));
        events.add(Event.of(EventKind.STORAGE_HEALTHY, Map.of()));
        writer.write(sql -> {
            for (Event event : events) {
                change.journal().record(sql, change.now(), event);
            }
            return true;
        });
    }
}
