package signet.server.watch;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The end of a file of the delivery log, as a crash or a full disk left it. */
final class LogTail {
    private static final Logger LOG = System.getLogger(LogTail.class.getName());
    private static final int PIECE = 64 * 1024;
    /** Longer than a record of a thousand recipients. */
    private static final int LONGEST_LINE = 8 * 1024 * 1024;

    private final JsonLines json;

    LogTail(JsonLines json) {
        this.json = json;
    }

    /**
     * Cuts what follows the last complete record and tells that record's number; empty when there is none. A record is complete
     * when it ends with a line feed and is one JSON object that begins with its number: after a power cut a tail may be zeros.
     */
    OptionalLong mend(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long size = channel.size();
            long end = breakBefore(channel, size) + 1;
            OptionalLong number = OptionalLong.empty();
            while (end > 0 && number.isEmpty()) {
                long start = breakBefore(channel, end - 1) + 1;
                number = number(channel, start, end);
                end = number.isPresent() ? end : start;
            }
            if (end < size) {
                channel.truncate(end);
                LOG.log(
                        Level.INFO,
                        "{0}: {1} octets after the last complete record were cut; what they told is written again",
                        file,
                        Long.toString(size - end));
            }
            return number;
        }
    }

    /** Where the last line feed before {@code end} stands; -1 when there is none. */
    private static long breakBefore(FileChannel channel, long end) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        long upTo = end;
        while (upTo > 0) {
            long from = Math.max(0, upTo - PIECE);
            read(channel, piece.clear().limit((int) (upTo - from)), from);
            for (int i = piece.limit() - 1; i >= 0; i--) {
                if (piece.get(i) == '\n') {
                    return from + i;
                }
            }
            upTo = from;
        }
        return -1;
    }

    private static void read(FileChannel channel, ByteBuffer into, long from) throws IOException {
        while (into.hasRemaining()) {
            if (channel.read(into, from + into.position()) < 0) {
                throw new IOException("the file became shorter while it was read");
            }
        }
    }

    private OptionalLong number(FileChannel channel, long start, long end) throws IOException {
        if (end - start > LONGEST_LINE) {
            return OptionalLong.empty();
        }
        ByteBuffer line = ByteBuffer.allocate((int) (end - start));
        read(channel, line, start);
        return number(line.array());
    }

    private OptionalLong number(byte[] line) {
        try (JsonParser parser = json.parser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT
                    || !DeliveryLog.NUMBER.equals(parser.nextName())
                    || parser.nextToken() != JsonToken.VALUE_NUMBER_INT) {
                return OptionalLong.empty();
            }
            long number = parser.getLongValue();
            while (parser.nextToken() != null) {
                // to the end: a record that is cut inside is none
            }
            return OptionalLong.of(number);
        } catch (JacksonException e) {
            LOG.log(Level.DEBUG, "a line that is no record: {0}", e.getOriginalMessage());
            return OptionalLong.empty();
        }
    }
}
