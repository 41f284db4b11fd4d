package signet.server.queue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import signet.mail.Content;

/**
 * Where the octets of a message wait while they come in: in memory up to {@value #IN_MEMORY} octets, beyond that in a file of
 * their own, which the store takes over by moving it. Files left by a crash are removed at start.
 */
public final class Spool {
    /** A message with an ordinary attachment stays in memory; with 50 such sessions that is 50 MiB. */
    public static final int IN_MEMORY = 1024 * 1024;

    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path folder;

    /** @param folder on the same file system as the store's contents; made if it is missing, emptied if it is not empty */
    public Spool(Path folder) throws IOException {
        this.folder = Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try (var left = Files.newDirectoryStream(folder)) {
            for (Path file : left) {
                Files.delete(file);
            }
        }
    }

    /** A message begins. Close it in any case: what was not taken over is removed. */
    public Incoming begin() {
        return new Incoming();
    }

    /** A message on its way in; afterwards its content. Not for several threads. */
    public final class Incoming extends OutputStream implements Content, AutoCloseable {
        private ByteArrayOutputStream memory = new ByteArrayOutputStream(8192);
        private Optional<Path> file = Optional.empty();
        private Optional<FileChannel> channel = Optional.empty();
        private Optional<OutputStream> out = Optional.empty();
        private long size;

        private Incoming() {}

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            if (out.isEmpty() && size + length > IN_MEMORY) {
                toFile();
            }
            if (out.isPresent()) {
                out.get().write(octets, offset, length);
            } else {
                memory.write(octets, offset, length);
            }
            size += length;
        }

        private void toFile() throws IOException {
            Path path = folder.resolve(UUID.randomUUID() + ".eml");
            FileChannel opened =
                    FileChannel.open(path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), PRIVATE);
            file = Optional.of(path);
            channel = Optional.of(opened);
            OutputStream stream = new java.io.BufferedOutputStream(Channels.newOutputStream(opened), 64 * 1024);
            out = Optional.of(stream);
            memory.writeTo(stream);
            memory = new ByteArrayOutputStream(0);
        }

        /** The message is complete. A file is forced to disk here, by the thread that brought it. */
        public void finish() throws IOException {
            if (out.isPresent() && channel.isPresent()) {
                out.get().flush();
                channel.get().force(true);
                channel.get().close();
            }
        }

        /** The octets, when they are in memory. */
        public Optional<byte[]> octets() {
            return file.isPresent() ? Optional.empty() : Optional.of(memory.toByteArray());
        }

        /** The file, when they are in one: already forced; whoever takes it moves it. */
        public Optional<Path> file() {
            return file;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public InputStream open() throws IOException {
            return file.isPresent() ? Files.newInputStream(file.get()) : new ByteArrayInputStream(memory.toByteArray());
        }

        @Override
        public void close() throws IOException {
            if (channel.isPresent()) {
                channel.get().close();
            }
            if (file.isPresent()) {
                Files.deleteIfExists(file.get());
            }
        }
    }
}
