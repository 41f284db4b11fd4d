package signet.server.watch;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The end of the delivery log, for people. */
public final class RecentRecords {
    /** So much is read of the end of a file. */
    private static final int PIECE = 4 << 20;

    private RecentRecords() {}

    /**
     * The last lines, the newest first; none where there is no log. The newest may be one that is being written.
     *
     * @param data the data folder
     */
    public static List<String> last(Path data, int most) throws IOException {
        Path folder = data.resolve("log");
        List<String> lines = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return lines;
        }
        for (LogFile file : LogFile.in(folder).reversed()) {
            List<String> some = end(file.path(folder));
            for (int i = some.size() - 1; i >= 0 && lines.size() < most; i--) {
                lines.add(some.get(i));
            }
            if (lines.size() >= most) {
                break;
            }
        }
        return lines;
    }

    /** The last whole lines of a file. */
    private static List<String> end(Path path) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            long from = Math.max(0, file.length() - PIECE);
            byte[] octets = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(octets);
            List<String> lines =
                    new String(octets, StandardCharsets.UTF_8).lines().toList();
            return from > 0 && !lines.isEmpty() ? lines.subList(1, lines.size()) : lines;
        }
    }
}
