package signet.mail.imap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import signet.mail.wire.Wire;

/**
 * A wire as the parser sees it. The clock for a reply starts anew with every 16 KiB of a message, and after every pause the
 * reader of the message made: only the server's time is counted.
 */
final class WireOctets implements Octets {
    /** Longest answer to {@code SEARCH}, octets: about half a million UIDs. */
    static final int SEARCH_LINE = 4 * 1024 * 1024;

    private static final int BLOCK = 16 * 1024;
    private static final long PAUSE = Duration.ofMillis(500).toNanos();

    private final Wire wire;
    private int sinceAwait;
    private long lastRead = System.nanoTime();

    WireOctets(Wire wire) {
        this.wire = wire;
    }

    @Override
    public byte[] line(int limit) throws IOException {
        return wire.readLine(limit).getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (wire.buffered() == 0 && (sinceAwait >= BLOCK || System.nanoTime() - lastRead > PAUSE)) {
            wire.await(wire.timeouts().reply());
            sinceAwait = 0;
        }
        int count = wire.read(buffer, offset, length);
        sinceAwait += count;
        lastRead = System.nanoTime();
        return count;
    }
}
