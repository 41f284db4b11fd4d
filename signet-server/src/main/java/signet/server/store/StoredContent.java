package signet.server.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import signet.mail.Content;

/** A stored content. */
sealed interface StoredContent extends Content {
    /** A row that was read. */
    final class Row implements StoredContent {
        private final byte[] octets;

        Row(byte[] octets) {
            this.octets = octets;
        }

        @Override
        public long size() {
            return octets.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(octets);
        }
    }

    /** A file. */
    record Whole(Path file, long size) implements StoredContent {
        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(file);
        }
    }

    /** A part of a segment. */
    record Part(Path segment, long position, long size) implements StoredContent {
        @Override
        public InputStream open() throws IOException {
            return new PartStream(FileChannel.open(segment, StandardOpenOption.READ), position, position + size);
        }
    }

    /** Reads from one position of a file up to another. */
    final class PartStream extends InputStream {
        private final FileChannel channel;
        private final long end;
        private long position;

        PartStream(FileChannel channel, long position, long end) {
            this.channel = channel;
            this.position = position;
            this.end = end;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] octets, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (position >= end) {
                return -1;
            }
            int wanted = (int) Math.min(length, end - position);
            int read = channel.read(ByteBuffer.wrap(octets, offset, wanted), position);
            if (read < 0) {
                throw new IOException("a segment of the contents is shorter than the database says");
            }
            position += read;
            return read;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
