package signet.server.watch;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import signet.server.event.EventLog;
import signet.server.event.Recorded;

/**
 * The delivery log: one JSON object per line and event, in files by day (UTC) and by size. Every record begins with the event's
 * number. The file itself is the place to go on from: the number of its last complete line. So after {@code kill -9}, a full disk
 * or a power cut nothing is missing and nothing is there twice; a torn line is cut and written again.
 *
 * <p>Records are handed to the system batch by batch and forced to disk when a file is full, at the end of a day and at the end:
 * after a power cut the records since then are written again from the stored events.
 */
public final class DeliveryLog implements EventReader, Closeable {
    /** The first name in every record. */
    static final String NUMBER = "number";

    /** A file that has grown to so many octets is followed by another. */
    public static final long FULL = 100_000_000;

    private static final Logger LOG = System.getLogger(DeliveryLog.class.getName());

    private final Path folder;
    private final EventLog events;
    private final long full;
    private final JsonLines json = new JsonLines();
    private final RecordWriter writer = new RecordWriter(json);
    private final LogTail tail = new LogTail(json);
    private final AtomicLong written = new AtomicLong(-1);
    private final AtomicLong failures = new AtomicLong();
    private Optional<LogFile> current = Optional.empty();
    private Optional<Open> open = Optional.empty();
    private long tried;

    /** @param folder made if it is missing, when the first event is written */
    public DeliveryLog(Path folder, EventLog events) {
        this(folder, events, FULL);
    }

    /** @param full a file that has grown to so many octets is followed by another */
    DeliveryLog(Path folder, EventLog events, long full) {
        this.folder = folder;
        this.events = events;
        this.full = full;
    }

    @Override
    public String name() {
        return "delivery log";
    }

    /** The last event in the files; 0 until that is known. */
    public long written() {
        return Math.max(written.get(), 0);
    }

    /** How often a batch could not be written. */
    public long failures() {
        return failures.get();
    }

    @Override
    public long position() throws IOException {
        if (written.get() < 0) {
            try {
                begin();
            } catch (IOException e) {
                failures.incrementAndGet();
                throw e;
            }
        }
        return written.get();
    }

    @Override
    public void take(List<Recorded> batch) throws IOException {
        try {
            if (open.isEmpty()) {
                reopen();
            }
            tried = batch.getLast().number();
            int next = 0;
            while (next < batch.size() && batch.get(next).number() <= written.get()) {
                next++;
            }
            while (next < batch.size()) {
                next = write(batch, next);
            }
        } catch (IOException e) {
            failures.incrementAndGet();
            forget();
            throw e;
        }
    }

    /** Writes events of one day; says which is next. */
    private int write(List<Recorded> batch, int from) throws IOException {
        LocalDate day = day(batch.get(from));
        Open file = fileFor(day);
        int to = from;
        while (to < batch.size() && !day(batch.get(to)).isAfter(file.file.day())) {
            to++;
        }
        file.size += writer.write(batch.subList(from, to), file.channel);
        written.set(batch.get(to - 1).number());
        return to;
    }

    private Open fileFor(LocalDate day) throws IOException {
        if (open.isPresent()) {
            Open file = open.get();
            boolean there = Files.exists(file.file.path(folder));
            if (there && !day.isAfter(file.file.day()) && file.size < full) {
                return file;
            }
            file.channel.force(false); // first: a later file never survives a power cut that an earlier one did not
            file.channel.close();
            open = Optional.empty();
            return opened(there ? file.file.next(day) : file.file);
        }
        return opened(new LogFile(day, 0));
    }

    private Open opened(LogFile file) throws IOException {
        Path path = file.path(folder);
        Set<StandardOpenOption> options = EnumSet.of(StandardOpenOption.APPEND, StandardOpenOption.CREATE);
        FileChannel channel = FileChannel.open(path, options, StateFile.ownersOnly(path, "rw-------")); // has addresses
        StateFile.force(folder);
        Open fresh = new Open(file, channel);
        fresh.size = channel.size();
        open = Optional.of(fresh);
        current = Optional.of(file);
        return fresh;
    }

    /** At start: where to go on. A store that is younger than the log, such as one from a backup, begins where it is. */
    private void begin() throws IOException {
        StateFile.folder(folder);
        List<LogFile> files = LogFile.in(folder);
        current = files.isEmpty() ? Optional.empty() : Optional.of(files.getLast());
        long inFiles = lastInFiles(files.reversed()).orElse(0);
        long last = events.last();
        if (inFiles > last) {
            LOG.log(
                    Level.WARNING,
                    "the delivery log knows event {0}, but the store ends at {1}: it was replaced or restored. The log goes"
                            + " on after {1}, in a file of its own.",
                    Long.toString(inFiles),
                    Long.toString(last));
            current = current.map(file -> file.next(file.day()));
        }
        written.set(Math.min(inFiles, last));
    }

    private OptionalLong lastInFiles(List<LogFile> newestFirst) throws IOException {
        for (LogFile file : newestFirst) {
            OptionalLong number = tail.mend(file.path(folder));
            if (number.isPresent()) {
                return number;
            }
        }
        return OptionalLong.empty();
    }

    /** At start and after a failure, when a part of a batch may be in the file. */
    private void reopen() throws IOException {
        StateFile.folder(folder);
        if (current.isPresent()) {
            Path path = current.get().path(folder);
            OptionalLong number = Files.exists(path) ? tail.mend(path) : OptionalLong.empty();
            if (number.isPresent() && number.getAsLong() > written.get() && number.getAsLong() <= tried) {
                written.set(number.getAsLong());
            }
            opened(current.get());
        }
    }

    /** Removes files whose events are all older than {@code keep}. */
    public int sweep(Duration keep, Instant now) throws IOException {
        LocalDate oldest = LocalDate.ofInstant(now.minus(keep), ZoneOffset.UTC);
        int removed = 0;
        if (Files.exists(folder)) {
            List<LogFile> files = LogFile.in(folder);
            for (LogFile file : files.subList(0, Math.max(files.size() - 1, 0))) { // the last one is the place
                if (file.day().isBefore(oldest) && Files.deleteIfExists(file.path(folder))) {
                    removed++;
                }
            }
        }
        return removed;
    }

    private static LocalDate day(Recorded event) {
        return LocalDate.ofInstant(event.at(), ZoneOffset.UTC);
    }

    private void forget() {
        open.ifPresent(file -> {
            try {
                file.channel.close();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "closing the delivery log failed too", e);
            }
        });
        open = Optional.empty();
    }

    /** Forces what was written to disk. Called when its thread has ended. */
    @Override
    public void close() throws IOException {
        if (open.isPresent()) {
            try (FileChannel channel = open.get().channel) {
                channel.force(false);
            }
            open = Optional.empty();
        }
    }

    /** The file that grows. */
    private static final class Open {
        private final LogFile file;
        private final FileChannel channel;
        private long size;

        Open(LogFile file, FileChannel channel) {
            this.file = file;
            this.channel = channel;
        }
    }
}
