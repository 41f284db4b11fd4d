package signet.server.retrieval;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/**
 * Writes messages into a folder, one file each: forced to disk, then renamed to its final name. One thread reads from the
 * server and {@link #deliver}s; a few others write, so that the disk's waiting times overlap. A message of up to 256 KiB
 * passes through memory (8 MiB in all), a larger one goes straight to its file.
 *
 * <p>Used by one thread. While it is open no other process can open the folder.
 */
public final class DirectorySink implements AutoCloseable {
    private static final int SMALL = 256 * 1024;
    private static final int IN_MEMORY = 8 * 1024 * 1024;

    /** Forcing to disk is waiting: many at once share one commit of the file system's journal. */
    private static final int WRITERS = 16;

    private static final String PART = ".signet-part-";
    private static final String LOCK = ".signet-lock";

    private final Path folder;
    private final FileChannel lock;
    private final byte[] buffer = new byte[SMALL + 1];
    private final Semaphore memory = new Semaphore(IN_MEMORY);
    private final ExecutorService writers;
    private final List<Future<Arrival>> inFlight = new ArrayList<>();
    private long parts;

    private DirectorySink(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
        this.writers = Executors.newFixedThreadPool(WRITERS, task -> {
            Thread thread = new Thread(task, "signet-writer");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Opens (or makes) a folder and removes what an earlier run left half-written.
     *
     * @throws IOException when another process has it open or it cannot be written
     */
    public static DirectorySink open(Path folder) throws IOException {
        Files.createDirectories(folder);
        FileChannel channel = FileChannel.open(
                folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new IOException(
                        "another fetch is writing into " + folder + "; wait for it or use another folder");
            }
            try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, PART + "*")) {
                for (Path part : left) {
                    Files.delete(part);
                }
            }
            return new DirectorySink(folder, channel);
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new IOException("another fetch is writing into " + folder + "; wait for it or use another folder", e);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Takes a message. It is safe only after {@link #commit}.
     *
     * @param fileName its final name; an existing file is replaced, as it can only be the same message again
     * @param octets   read to the end before this returns
     * @throws IOException when the server's octets or the disk fail
     */
    public void deliver(String uid, String fileName, Optional<Instant> received, InputStream octets)
            throws IOException {
        int length = octets.readNBytes(buffer, 0, buffer.length);
        Path part = folder.resolve(PART + parts++);
        Path target = folder.resolve(fileName);
        byte[] start = Arrays.copyOf(buffer, length);
        if (length <= SMALL) {
            acquire(length);
            inFlight.add(writers.submit(() -> {
                try {
                    return store(part, start, new Arrival(uid, target, length, received));
                } finally {
                    memory.release(length);
                }
            }));
        } else {
            FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            long size = length;
            try {
                OutputStream out = Channels.newOutputStream(channel);
                out.write(start);
                size += octets.transferTo(out);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
            Arrival arrival = new Arrival(uid, target, size, received);
            inFlight.add(writers.submit(() -> finish(channel, part, arrival)));
        }
    }

    private void acquire(int octets) throws IOException {
        try {
            memory.acquire(octets);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(e);
        }
    }

    private static InterruptedIOException interrupted(InterruptedException e) {
        InterruptedIOException stop = new InterruptedIOException("interrupted while messages were being written");
        stop.initCause(e);
        return stop;
    }

    private static Arrival store(Path part, byte[] octets, Arrival arrival) throws IOException {
        FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        ByteBuffer rest = ByteBuffer.wrap(octets);
        try {
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return finish(channel, part, arrival);
    }

    private static Arrival finish(FileChannel channel, Path part, Arrival arrival) throws IOException {
        try (channel) {
            channel.force(false); // fdatasync: data and length
        }
        Files.move(part, arrival.path(), StandardCopyOption.ATOMIC_MOVE);
        return arrival;
    }

    /** How many messages were delivered since the last {@link #commit}. */
    public int uncommitted() {
        return inFlight.size();
    }

    /**
     * Waits until every delivered message is on disk under its name, and so is the name.
     *
     * @return them, in the order of delivery
     * @throws IOException when one could not be written: then none of this batch counts
     */
    public List<Arrival> commit() throws IOException {
        List<Arrival> arrivals = new ArrayList<>(inFlight.size());
        for (Future<Arrival> write : inFlight) {
            arrivals.add(await(write));
        }
        inFlight.clear();
        if (!arrivals.isEmpty()) {
            CursorFile.force(folder);
        }
        return arrivals;
    }

    private Arrival await(Future<Arrival> write) throws IOException {
        try {
            return write.get();
        } catch (ExecutionException e) {
            throw new IOException("cannot write into " + folder + ": " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(e);
        }
    }

    /** Gives up what is not committed and lets others use the folder. */
    @Override
    public void close() throws IOException {
        writers.close(); // waits for writes under way: they are short
        lock.close();
    }
}
