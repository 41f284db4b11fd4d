package signet.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed in the middle of its work has lost nothing it acknowledged. */
@Tag("C4")
@Tag("C5")
class KillTest {
    @TempDir
    private Path folder;

    @Test
    @Timeout(120)
    void whatWasAcknowledgedBeforeAKillIsThere() throws Exception {
        Acks acks = new Acks();
        for (int kill = 1; kill <= 3; kill++) {
            killAfter(acks, acks.count() + 200 + 150 * kill);
            assertEquals(0, acks.lost(folder.resolve("data")), "of " + acks.count() + " after kill " + kill);
        }
        assertTrue(acks.count() >= 3 * 200);
    }

    private void killAfter(Acks acks, int enough) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Acks.command(folder.resolve("data"), "FULL", 10, 1_000_000))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out = process.inputReader()) {
            String line;
            while ((line = out.readLine()) != null) {
                acks.add(line);
                if (acks.count() >= enough) {
                    process.toHandle().destroyForcibly(); // SIGKILL; what it still printed counts too
                    enough = Integer.MAX_VALUE;
                }
            }
        } finally {
            process.destroyForcibly();
        }
        assertTrue(process.waitFor(10, TimeUnit.SECONDS));
    }
}
