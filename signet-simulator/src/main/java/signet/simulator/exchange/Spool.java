package signet.simulator.exchange;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes the octets of one message as they arrive: in memory up to a limit, in a file of the spool directory beyond. Not
 * thread-safe. Without {@link #finish()} nothing is kept.
 */
public final class Spool implements Closeable {
    private final Path directory;
    private final int inMemory;
    private ByteArrayOutputStream memory = new ByteArrayOutputStream(1024);
    private @Nullable OutputStream file;
    private Optional<Path> path = Optional.empty();
    private long size;
    private boolean finished;

    Spool(Path directory, int inMemory) {
        this.directory = directory;
        this.inMemory = inMemory;
    }

    public void write(byte[] octets, int from, int count) throws IOException {
        OutputStream out = file;
        if (out == null && size + count > inMemory) {
            out = toFile();
        }
        size += count;
        if (out == null) {
            memory.write(octets, from, count);
        } else {
            out.write(octets, from, count);
        }
    }

    public long size() {
        return size;
    }

    /** What was written, complete. */
    public Content finish() throws IOException {
        OutputStream out = file;
        finished = true;
        if (out == null) {
            return Content.of(memory.toByteArray());
        }
        out.close();
        return Content.of(path.orElseThrow());
    }

    /** Drops what was written unless it was finished. */
    @Override
    public void close() throws IOException {
        OutputStream out = file;
        if (out != null && !finished) {
            out.close();
            Files.deleteIfExists(path.orElseThrow());
        }
    }

    private OutputStream toFile() throws IOException {
        Files.createDirectories(directory);
        Path created = Files.createTempFile(directory, "message-", ".eml");
        OutputStream out = new java.io.BufferedOutputStream(Files.newOutputStream(created), 65_536);
        memory.writeTo(out);
        memory = new ByteArrayOutputStream(0);
        path = Optional.of(created);
        file = out;
        return out;
    }
}
