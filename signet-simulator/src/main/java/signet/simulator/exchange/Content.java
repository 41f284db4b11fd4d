package signet.simulator.exchange;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/** The octets of a message: in memory, in a file, or made when asked for. */
public final class Content {
    private final long size;
    private final Source source;

    private Content(long size, Source source) {
        this.size = size;
        this.source = source;
    }

    public static Content of(byte[] octets) {
        return new Content(octets.length, () -> new ByteArrayInputStream(octets));
    }

    /** The octets of a file, which must stay as it is. */
    public static Content of(Path file) throws IOException {
        return new Content(Files.size(file), () -> Files.newInputStream(file));
    }

    /** Octets made anew each time, always the same: large mailboxes that cost no memory. */
    public static Content made(long size, Supplier<byte[]> maker) {
        return new Content(size, () -> new ByteArrayInputStream(maker.get()));
    }

    public long size() {
        return size;
    }

    public InputStream open() throws IOException {
        return source.open();
    }

    /** All octets at once; for messages known to be small. */
    public byte[] octets() {
        try (InputStream in = open()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("the content of a stored message cannot be read", e);
        }
    }

    /** The first octets, at most {@code most}. */
    public byte[] head(int most) throws IOException {
        try (InputStream in = open()) {
            return in.readNBytes(most);
        }
    }

    @FunctionalInterface
    private interface Source {
        InputStream open() throws IOException;
    }
}
