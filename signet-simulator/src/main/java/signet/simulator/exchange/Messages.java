package signet.simulator.exchange;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Fills folders: from files, or with made-up messages that are the same for the same seed. */
public final class Messages {
    private static final int LINE = 72;

    private Messages() {}

    /**
     * Appends every {@code .eml} file of a directory, by name.
     *
     * @return how many
     */
    public static int fromDirectory(Folder folder, Path directory, Instant internalDate) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> messages =
                    files.filter(f -> f.toString().endsWith(".eml")).sorted().toList();
            for (Path message : messages) {
                folder.append(Content.of(message), Set.of(), internalDate);
            }
            return messages.size();
        }
    }

    /**
     * Appends made-up messages, one second apart from {@code first} on. They cost no memory: their octets are made when
     * they are read.
     *
     * @param smallest octets, at least 400
     * @param largest octets
     */
    public static void generate(Folder folder, int count, int smallest, int largest, Instant first) {
        if (smallest < 400 || largest < smallest) {
            throw new IllegalArgumentException("sizes of 400 octets or more are needed, the larger one second");
        }
        for (int i = 0; i < count; i++) {
            int number = i;
            int size = smallest + new SplittableRandom(number).nextInt(largest - smallest + 1);
            Instant date = first.plusSeconds(number);
            folder.append(Content.made(size, () -> message(number, size, date)), Set.of(), date);
        }
    }

    /** A text message of exactly {@code size} octets, 400 or more; every 50th line begins with a dot. */
    public static byte[] message(int number, int size, Instant date) {
        String header = "From: Sender " + number % 97 + " <sender" + number % 97 + "@sample.example>\r\n"
                + "To: reader@contoso.example\r\nSubject: Message " + number + "\r\nDate: "
                + DateTimeFormatter.RFC_1123_DATE_TIME.format(date.atOffset(ZoneOffset.UTC))
                + "\r\nMessage-ID: <m" + number + "@sample.example>\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: text/plain; charset=utf-8\r\n\r\n";
        byte[] octets = new byte[size];
        byte[] head = header.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(head, 0, octets, 0, head.length);
        SplittableRandom random = new SplittableRandom(31L * number + 7);
        int end = size - 2;
        for (int i = head.length, column = 0, line = 0; i < end; i++, column++) {
            boolean lineEnds = column >= LINE && end - i > 2;
            if (lineEnds) {
                octets[i++] = '\r';
                octets[i] = '\n';
                column = -1;
                line++;
            } else {
                octets[i] = (byte) (column == 0 && line % 50 == 49 ? '.' : 'a' + random.nextInt(26));
            }
        }
        octets[end] = '\r';
        octets[end + 1] = '\n';
        return octets;
    }
}
