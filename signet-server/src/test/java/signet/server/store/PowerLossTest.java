package signet.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power goes: of a process that accepts messages only what it synced is kept, recorded call by call with strace, and what it
 * had acknowledged until then is looked for. Runs where strace may watch a child (Debian's package {@code strace}).
 */
@Tag("C5")
class PowerLossTest {
    private static final int MESSAGES = 300;
    private static final int LOSSES = 6;

    @TempDir
    private Path folder;

    @BeforeEach
    void straceWorks() throws IOException, InterruptedException {
        assumeTrue(strace("true") == 0, "strace is missing or may not watch");
    }

    private int strace(String... command) throws IOException, InterruptedException {
        try {
            Process process = new ProcessBuilder(SystemCalls.watched(folder.resolve("probe"), List.of(command)))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } catch (IOException e) {
            return -1; // there is none
        }
    }

    @Test
    @Timeout(180)
    void everythingAcknowledgedWasSynced() throws Exception {
        Path log = record("FULL");
        assertEquals(MESSAGES, acknowledged(log));
        for (int loss = 1; loss <= LOSSES; loss++) {
            int acks = MESSAGES * loss / LOSSES;
            assertEquals(0, lostAt(log, acks), "lost of " + acks + " acknowledged messages");
        }
    }

    @Test
    @Timeout(180)
    void theTestNoticesAcknowledgementsThatWereNotSynced() throws Exception {
        Path log = record("NORMAL");
        assertTrue(lostAt(log, MESSAGES / 4) > 0, "synchronous=NORMAL loses what this test is there to notice");
    }

    /** A sync that failed once may not be tried again and believed: what was written before it can be gone (fsyncgate). */
    @Test
    @Tag("F37")
    @Timeout(180)
    void nothingIsAcknowledgedBySyncingAgainAfterASyncFailed() throws Exception {
        Path log = record("FULL", List.of("fdatasync,fsync:error=EIO:when=60"));
        long refused = refusals();
        assertTrue(refused > 0, "the failed sync refused nobody");
        int acks = acknowledged(log);
        assertEquals(MESSAGES, acks + refused, "every message is either acknowledged or refused");
        assertTrue(acks > MESSAGES / 2, "it goes on once storage is sound again; acknowledged were " + acks);
        for (int loss = 1; loss <= LOSSES; loss++) {
            assertEquals(0, lostAt(log, acks * loss / LOSSES), "lost of " + acks * loss / LOSSES);
        }
    }

    private long refusals() throws IOException {
        try (Stream<String> lines = Files.lines(folder.resolve("output"))) {
            return lines.filter("refused STORAGE_UNHEALTHY"::equals).count();
        }
    }

    private Path record(String synchronous) throws IOException, InterruptedException {
        return record(synchronous, List.of());
    }

    /** Runs the process; what it did. */
    private Path record(String synchronous, List<String> faults) throws IOException, InterruptedException {
        Path log = folder.resolve("calls");
        Files.createDirectories(folder.resolve("data"));
        Process process = new ProcessBuilder(SystemCalls.watched(
                        log, faults, Acks.command(folder.resolve("data"), synchronous, 3, MESSAGES)))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        assertTrue(process.waitFor(120, TimeUnit.SECONDS), "it did not end");
        assertEquals(0, process.exitValue(), () -> read(folder.resolve("output")));
        return log;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private int acknowledged(Path log) throws IOException {
        return until(log, Integer.MAX_VALUE).acks().count();
    }

    /** What is missing when the power goes as the {@code acks}-th acknowledgement is written. */
    private int lostAt(Path log, int acks) throws IOException {
        Recorder recorder = until(log, acks);
        Path survived = folder.resolve("survived-" + acks);
        recorder.disk().materialise(survived);
        return recorder.acks().lost(survived);
    }

    private Recorder until(Path log, int acks) throws IOException {
        Recorder recorder = new Recorder(new SyncedDisk(folder.resolve("data")), new Acks(), acks);
        SystemCalls.replay(log, recorder);
        return recorder;
    }

    /** Passes everything on to the disk until so many acknowledgements have begun. */
    private record Recorder(SyncedDisk disk, Acks acks, int most) implements SystemCalls.Witness {
        private boolean over() {
            return acks.count() >= most;
        }

        @Override
        public void began(SystemCalls.Call call) throws IOException {
            if (over()) {
                return;
            }
            if (call.name().equals("write") && call.path().equals("1")) {
                String text = new String(call.octets().getFirst(), StandardCharsets.US_ASCII);
                text.lines().forEach(acks::add);
            } else {
                disk.began(call);
            }
        }

        @Override
        public void succeeded(SystemCalls.Call call) throws IOException {
            if (!over()) {
                disk.succeeded(call);
            }
        }
    }
}
