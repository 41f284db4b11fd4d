package signet.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import signet.server.queue.EntryId;
import signet.server.store.MillionBenchmark;
import signet.server.store.TestStore;

/**
 * A server whose heap is used up while much is queued. It is started as the {@code signet} script does, with a small heap. How much
 * waits: {@code -Dsignet.backlog}, in messages.
 */
@Tag("F49")
@Tag("F50")
@Timeout(600)
class OutOfMemoryTest {
    private static final int BACKLOG = Integer.getInteger("signet.backlog", 200_000);
    private static final String HEAP = "-Xmx96m";
    /** To accept mail again. */
    private static final Duration MOST = Duration.ofSeconds(10);
    /** What a JVM ends with because of -XX:+ExitOnOutOfMemoryError. */
    private static final int OUT_OF_MEMORY = 3;

    @TempDir
    Path folder;

    private Premises premises;

    @BeforeEach
    void open() throws IOException {
        premises = new Premises(folder);
    }

    @AfterEach
    void close() throws IOException {
        premises.close();
    }

    /** The server in its process. */
    private final class Child implements AutoCloseable {
        private final Process process;
        private final int port;
        private final Duration took;

        Child() throws IOException {
            port = Premises.freePort();
            premises.smtpPort(port);
            long began = System.nanoTime();
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseSerialGC",
                            "-XX:+ExitOnOutOfMemoryError",
                            "--enable-native-access=ALL-UNNAMED",
                            HEAP,
                            "-cp",
                            System.getProperty("java.class.path"),
                            ServingProcess.class.getName(),
                            premises.settings().toString(),
                            data().toString())
                    .redirectError(new File(folder.toFile(), "child.log"))
                    .start();
            BufferedReader out = process.inputReader();
            String line = out.readLine();
            while (line != null && !line.equals("ready")) {
                line = out.readLine();
            }
            assertEquals("ready", line, "it has not started: see child.log");
            submit();
            took = Duration.ofNanos(System.nanoTime() - began);
        }

        private String submit() throws IOException {
            return RunningServer.hand(port, Premises.PASSWORD, "Exam results");
        }

        void hoard() throws IOException {
            process.getOutputStream().write("hoard\n".getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
        }

        int ended() throws InterruptedException {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "a server without memory has to end");
            return process.exitValue();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    private Path data() {
        return folder.resolve("data");
    }

    @Test
    void aServerThatRunsOutOfMemoryEndsAndTheNextOneHasLostNothing() throws Exception {
        premises.start().close(); // makes the folder and its key
        MillionBenchmark.fill(data(), BACKLOG);
        List<String> acknowledged = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            try (Child child = new Child()) {
                assertTrue(child.took.compareTo(MOST) < 0, BACKLOG + " wait, and the start took " + child.took);
                for (int i = 0; i < 50; i++) {
                    acknowledged.add(child.submit());
                }
                child.hoard();
                untilItEnds(child, acknowledged);
                assertEquals(OUT_OF_MEMORY, child.ended());
            }
        }
        try (TestStore store = TestStore.in(data(), InstantSource.system())) {
            for (String id : acknowledged) {
                assertTrue(
                        store.store()
                                .view()
                                .content(EntryId.parse(id).orElseThrow())
                                .isPresent(),
                        id);
            }
            long waiting = store.store().view().counts().queued().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            assertTrue(waiting >= BACKLOG * 9L / 10, waiting + " still wait");
        }
    }

    /** Goes on handing in mail; what was acknowledged counts. */
    private static void untilItEnds(Child child, List<String> acknowledged) {
        try {
            while (child.process.isAlive()) {
                acknowledged.add(child.submit());
            }
        } catch (IOException | AssertionError e) {
            System.getLogger(OutOfMemoryTest.class.getName())
                    .log(System.Logger.Level.DEBUG, "it is gone: {0}", e.getMessage());
        }
    }
}
