package signet.mail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The octets of a message (RFC 5322), readable more than once. Line ends may be CRLF, bare LF or bare CR; on the wire every
 * one of them is CRLF.
 */
public interface Content {
    /** How many octets {@link #open()} gives; an estimate of the size on the wire (RFC 1870 §6). */
    long size() throws IOException;

    /** The octets from the start; the caller closes the stream. */
    InputStream open() throws IOException;

    static Content of(byte[] octets) {
        byte[] copy = octets.clone();
        return new Content() {
            @Override
            public long size() {
                return copy.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(copy);
            }
        };
    }

    static Content of(Path file) {
        return new Content() {
            @Override
            public long size() throws IOException {
                return Files.size(file);
            }

            @Override
            public InputStream open() throws IOException {
                return Files.newInputStream(file);
            }
        };
    }
}
