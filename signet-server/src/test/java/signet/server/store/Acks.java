package signet.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import signet.mail.Content;
import signet.server.queue.EntryId;

/** What {@link AcceptingProcess} acknowledged, and whether it is there. */
final class Acks {
    private static final System.Logger LOG = System.getLogger(Acks.class.getName());

    private final List<Ack> acks = new ArrayList<>();

    private record Ack(EntryId id, int seed) {}

    /** How to start the process; put in front what shall watch it. */
    static List<String> command(Path folder, String synchronous, int threads, int messages) {
        return new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                AcceptingProcess.class.getName(),
                folder.toString(),
                synchronous,
                Integer.toString(threads),
                Integer.toString(messages)));
    }

    /** Takes a line of its output. */
    void add(String line) {
        String[] words = line.split(" ", -1);
        if (words.length == 3 && words[0].equals("ack")) {
            acks.add(new Ack(EntryId.parse(words[1]).orElseThrow(), Integer.parseInt(words[2])));
        }
    }

    int count() {
        return acks.size();
    }

    /** Opens the folder as after a restart: how many acknowledged messages are missing or changed. The database must be sound. */
    int lost(Path folder) throws IOException {
        try (TestStore queue = TestStore.in(folder)) {
            assertEquals("ok", integrity(queue));
            int lost = 0;
            for (Ack ack : acks) {
                lost += isThere(queue, ack) ? 0 : 1;
            }
            return lost;
        }
    }

    private static boolean isThere(TestStore queue, Ack ack) throws IOException {
        Optional<Content> content = queue.store().view().content(ack.id());
        if (content.isEmpty()) {
            return false;
        }
        try (InputStream in = content.get().open()) {
            return Arrays.equals(AcceptingProcess.octets(ack.seed()), in.readAllBytes());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.INFO, "the octets of " + ack.id() + " are gone", e);
            return false;
        }
    }

    static String integrity(TestStore queue) throws IOException {
        return queue.store().writer().write(sql -> {
            try {
                return sql.first(row -> row.getString(1), "pragma integrity_check")
                        .orElse("");
            } catch (SQLException e) {
                return String.valueOf(e.getMessage());
            }
        });
    }
}
