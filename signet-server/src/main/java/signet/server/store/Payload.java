package signet.server.store;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import signet.mail.Content;
import signet.server.queue.Spool;

/** A content on its way in, made ready by the thread that brings it, so that the writer waits for nobody. */
sealed interface Payload {
    /** Up to here a content is a row. */
    int IN_ROW = 32 * 1024;

    long size();

    /** In memory: becomes a row or a part of a segment. */
    final class Octets implements Payload {
        private final byte[] octets;

        Octets(byte[] octets) {
            this.octets = octets;
        }

        byte[] octets() {
            return octets;
        }

        @Override
        public long size() {
            return octets.length;
        }
    }

    /** In a file that is forced already: will be moved. */
    record Forced(Path file, long size) implements Payload {}

    static Payload of(Content content, Path folder) throws IOException {
        if (content instanceof Spool.Incoming incoming) {
            return incoming.file().isPresent()
                    ? new Forced(incoming.file().get(), incoming.size())
                    : new Octets(incoming.octets().orElseThrow());
        }
        if (content.size() <= Spool.IN_MEMORY) {
            try (InputStream in = content.open()) {
                return new Octets(in.readAllBytes());
            }
        }
        return write(content, folder);
    }

    private static Payload write(Content content, Path folder) throws IOException {
        Path file = folder.resolve(UUID.randomUUID() + Contents.UNFINISHED);
        try (InputStream in = content.open();
                FileChannel channel = FileChannel.open(
                        file,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(DataFolder.PRIVATE_FILE))) {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 64 * 1024);
            in.transferTo(out);
            out.flush();
            channel.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw new StorageException("writing the content to " + file + " failed: " + e.getMessage(), e);
        }
        return new Forced(file, Files.size(file));
    }
}
