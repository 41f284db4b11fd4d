package signet.mail.imap;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The octets of a message whose UID or flags the server tells only afterwards (the order of attributes is free, RFC 9051
 * §7.5.2): small ones in memory, the rest of a large one in a file that is deleted at once when done.
 */
final class KeptBody implements Closeable {
    private static final int IN_MEMORY = 64 * 1024;

    private final byte[] head;
    private final Optional<Path> rest;

    private KeptBody(byte[] head, Optional<Path> rest) {
        this.head = head;
        this.rest = rest;
    }

    static KeptBody keep(InputStream octets) throws IOException {
        byte[] head = octets.readNBytes(IN_MEMORY);
        if (head.length < IN_MEMORY) {
            return new KeptBody(head, Optional.empty());
        }
        Path file = Files.createTempFile("signet", ".eml"); // 0600 where the file system knows modes
        try (OutputStream out = Files.newOutputStream(file)) {
            octets.transferTo(out);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        return new KeptBody(head, Optional.of(file));
    }

    InputStream open() throws IOException {
        InputStream start = new ByteArrayInputStream(head);
        return rest.isEmpty() ? start : new SequenceInputStream(start, Files.newInputStream(rest.get()));
    }

    @Override
    public void close() throws IOException {
        if (rest.isPresent()) {
            Files.deleteIfExists(rest.get());
        }
    }
}
