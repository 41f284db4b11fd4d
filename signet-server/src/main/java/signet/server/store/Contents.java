package signet.server.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import signet.server.queue.EntryId;

/**
 * Contents that are no rows: segment files that are appended to, and files of their own. Written and forced by the writer before
 * its COMMIT; removed only after the COMMIT that took away the row. For the writer's thread, but for the paths.
 */
final class Contents {
    static final int REMOVED = 0;
    static final int ROW = 1;
    static final int SEGMENT = 2;
    static final int FILE = 3;
    static final String UNFINISHED = ".part";

    private static final System.Logger LOG = System.getLogger(Contents.class.getName());
    private static final String SEGMENT_NAME = ".segment";
    private static final String FILE_NAME = ".eml";
    private static final long FULL = 64L * 1024 * 1024;

    private final Path folder;
    private final Map<Long, Long> change = new HashMap<>();
    private Optional<FileChannel> open = Optional.empty();
    private long current;
    private long position;
    private boolean appended;
    private boolean moved;

    Contents(Path folder) {
        this.folder = folder;
    }

    /** Where a content lies. */
    record Place(int kind, long segment, long position) {}

    Path folder() {
        return folder;
    }

    Path segment(long number) {
        return folder.resolve(number + SEGMENT_NAME);
    }

    Path file(EntryId id) {
        return folder.resolve(id + FILE_NAME);
    }

    /** A new segment is begun after each start and each failure: nothing is appended behind octets of unknown fate. */
    void load(Sql sql) throws SQLException, IOException {
        close();
        change.clear();
        appended = false;
        moved = false;
        current = Math.max(current, sql.number("select max(n) from segment"));
    }

    /** Removes what a crash left without a row. At start, before anything is written. */
    void removeOrphans(Sql sql) throws SQLException, IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (orphan(sql, file)) {
                    LOG.log(System.Logger.Level.INFO, "removing {0}, which a crash left without an entry", file);
                    Files.delete(file);
                }
            }
        }
    }

    /** Whether no entry needs the file, nor will. */
    boolean orphan(Sql sql, Path file) throws SQLException {
        return !(open.isPresent() && file.equals(segment(current))) && unnamed(sql, file);
    }

    /** Whether no entry names the file; one that is on its way in is told apart by its age only. */
    static boolean unnamed(Sql sql, Path file) throws SQLException {
        String name = file.getFileName().toString();
        if (name.endsWith(SEGMENT_NAME)) {
            String number = name.substring(0, name.length() - SEGMENT_NAME.length());
            return sql.number("select count(*) from segment where n = cast(? as integer) and live > 0", number) == 0;
        }
        return !(name.endsWith(FILE_NAME) && hasRow(sql, name));
    }

    private static boolean hasRow(Sql sql, String name) throws SQLException {
        Optional<EntryId> id = EntryId.parse(name.substring(0, name.length() - FILE_NAME.length()));
        return id.isPresent()
                && sql.number(
                                "select count(*) from entry where n = ? and low = ? and content = " + FILE,
                                EntryNumbers.of(id.get()),
                                EntryNumbers.low(id.get()))
                        > 0;
    }

    /** Puts a content where it belongs; durable with the COMMIT that follows. */
    Place put(Sql sql, long entry, EntryId id, Payload payload) throws SQLException, IOException {
        return switch (payload) {
            case Payload.Octets memory
            when memory.size() <= Payload.IN_ROW -> {
                var statement = sql.prepare("insert into content (entry, octets) values (?, ?)");
                statement.setLong(1, entry);
                statement.setBytes(2, memory.octets());
                statement.executeUpdate();
                yield new Place(ROW, 0, 0);
            }
            case Payload.Octets memory -> append(memory.octets());
            case Payload.Forced(Path file, long size) -> move(file, id);
        };
    }

    private Place append(byte[] octets) throws StorageException {
        try {
            FileChannel channel = channel();
            ByteBuffer buffer = ByteBuffer.wrap(octets);
            long start = position;
            while (buffer.hasRemaining()) {
                position += channel.write(buffer, position);
            }
            appended = true;
            change.merge(current, 1L, Long::sum);
            return new Place(SEGMENT, current, start);
        } catch (IOException e) {
            throw new StorageException("writing to " + segment(current) + " failed: " + e.getMessage(), e);
        }
    }

    private FileChannel channel() throws IOException {
        if (open.isPresent() && position < FULL) {
            return open.get();
        }
        close();
        current++;
        position = 0;
        FileChannel channel = FileChannel.open(
                segment(current),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(DataFolder.PRIVATE_FILE));
        open = Optional.of(channel);
        moved = true; // its name has to be durable too
        return channel;
    }

    private Place move(Path file, EntryId id) throws StorageException {
        try {
            Files.move(file, file(id), StandardCopyOption.ATOMIC_MOVE);
            moved = true;
            return new Place(FILE, 0, 0);
        } catch (IOException e) {
            throw new StorageException("moving " + file + " to " + file(id) + " failed: " + e.getMessage(), e);
        }
    }

    /** One content of a segment is no longer wanted. */
    void drop(long segment) {
        change.merge(segment, -1L, Long::sum);
    }

    /** It is wanted after all. */
    void keep(long segment) {
        change.merge(segment, 1L, Long::sum);
    }

    /** Forces what this transaction appended and moved, right before its COMMIT; counts what each segment holds. */
    void force(Sql sql) throws SQLException, IOException {
        if (appended) {
            forceSegment();
        }
        if (moved) {
            DataFolder.force(folder);
        }
        for (Map.Entry<Long, Long> entry : change.entrySet()) {
            sql.update(
                    "insert into segment (n, live) values (?, ?) on conflict (n) do update set live = live + excluded.live",
                    entry.getKey(),
                    entry.getValue());
        }
        change.clear();
        appended = false;
        moved = false;
    }

    private void forceSegment() throws StorageException {
        try {
            if (open.isPresent()) {
                open.get().force(false);
            }
        } catch (IOException e) {
            throw new StorageException("forcing " + segment(current) + " to disk failed: " + e.getMessage(), e);
        }
    }

    /** Within a change: forgets the segments, but for the present one, that hold nothing any more. Gives their files. */
    Set<Path> emptySegments(Sql sql) throws SQLException {
        Set<Path> files = new HashSet<>();
        for (long number :
                sql.list(row -> row.getLong(1), "select n from segment where live <= 0 and n <> ?", current)) {
            if (!change.containsKey(number)) {
                sql.update("delete from segment where n = ?", number);
                files.add(segment(number));
            }
        }
        return files;
    }

    void close() throws IOException {
        if (open.isPresent()) {
            open.get().close();
            open = Optional.empty();
        }
    }
}
