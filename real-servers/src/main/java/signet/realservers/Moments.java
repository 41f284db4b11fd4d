package signet.realservers;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Moments that a data folder shows. */
final class Moments {
    private static final long PATIENCE = Duration.ofSeconds(15).toNanos();

    private final Path data;

    Moments(Path data) {
        this.data = data;
    }

    /** Something that is read from a file. */
    private interface Look {
        long at(Path file) throws IOException;
    }

    /** Waits until records are appended. @return false when none were */
    boolean logGrows() throws IOException {
        Optional<Path> log = newestLog();
        return log.isPresent() && changes(log.get(), Files::size);
    }

    /** Waits until SQLite writes into the database, which it does only when it moves its log there. */
    boolean databaseChanges() throws IOException {
        return changes(
                data.resolve("signet.db"),
                file -> Files.getLastModifiedTime(file).toMillis());
    }

    private static boolean changes(Path file, Look look) throws IOException {
        long before = look.at(file);
        long end = System.nanoTime() + PATIENCE;
        while (look.at(file) == before) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            Thread.onSpinWait();
        }
        return true;
    }

    /** Cuts octets from the end of the newest delivery log, as if its last write had not been finished. */
    void tear(int octets) throws IOException {
        Path log = newestLog().orElseThrow();
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
            channel.truncate(Math.max(0, channel.size() - octets));
        }
    }

    private Optional<Path> newestLog() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("log"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("delivery-"))
                    .max(Comparator.comparing(Path::getFileName));
        }
    }
}
