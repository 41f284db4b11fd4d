package signet.server.canary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signet.server.canary.CanaryState.Missed;
import signet.server.canary.CanaryState.Reason;
import signet.server.canary.CanaryState.Returned;
import signet.server.queue.EntryId;
import signet.server.watch.StateFile;

/** What survives a restart. */
class NotesTest {
    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00.123456Z");
    private static final String MARK = "signet-canary-0123456789abcdef0123";

    @TempDir
    Path folder;

    private static Canary of(Map<String, Canary> all, String name) {
        return Objects.requireNonNull(all.get(name), name);
    }

    private Notes notes() {
        return new Notes(new StateFile(folder.resolve("canaries.notes")));
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        EntryId entry = EntryId.at(NOW, new SecureRandom());
        Canary lost = new Canary("portal");
        lost.begin(Flight.begun(MARK, NOW));
        lost.missed(
                lost.flight().orElseThrow(),
                Reason.MAILBOX,
                "BAD User is\nauthenticated but not connected.",
                "not-connected");
        lost.giveUp(new Lost(MARK, NOW, Optional.of(entry)), NOW);
        Canary fine = new Canary("help-desk");
        fine.returned(new Returned(NOW, Duration.ofMillis(3_210)));
        Canary refused = new Canary("old");
        refused.begin(Flight.begun(MARK, NOW));
        refused.missed(refused.flight().orElseThrow(), Reason.LOST, "", "");
        notes().write(List.of(lost, fine, refused));

        Map<String, Canary> read = notes().read();

        assertEquals(
                Optional.of(new Missed(
                        NOW, 1, Reason.MAILBOX, "BAD User is authenticated but not connected.", "not-connected")),
                of(read, "portal").missed());
        assertEquals(
                List.of(new Lost(MARK, NOW, Optional.of(entry))),
                of(read, "portal").lost());
        assertEquals(Optional.of(NOW), of(read, "portal").sent());
        assertEquals(
                Optional.of(new Returned(NOW, Duration.ofMillis(3_210))),
                of(read, "help-desk").returned());
        assertEquals(
                Optional.of(new Missed(NOW, 1, Reason.LOST, "", "")),
                of(read, "old").missed());
    }

    @Test
    void oneUnderWayIsALostOneAfterwards() throws IOException {
        Canary canary = new Canary("portal");
        canary.begin(Flight.begun(MARK, NOW));
        notes().write(List.of(canary));
        Canary read = of(notes().read(), "portal");
        assertEquals(Optional.empty(), read.flight());
        assertEquals(List.of(new Lost(MARK, NOW, Optional.empty())), read.lost());
        assertEquals(Optional.empty(), read.ok(), "and says nothing about mail");
    }

    @Test
    void withoutAFileAndWithADamagedOneTheyBeginAnew() throws IOException {
        assertEquals(Map.of(), notes().read());
        Files.writeString(
                folder.resolve("canaries.notes"),
                "# head\n\nsent portal yesterday\nreturned portal 2026-11-26T10:00:00Z\nnonsense\n"
                        + "missed portal 2026-11-26T10:00:00Z x lost - \nsent help 2026-11-26T10:00:00Z\n");
        Map<String, Canary> read = notes().read();
        assertEquals(Optional.empty(), of(read, "portal").sent());
        assertEquals(Optional.empty(), of(read, "portal").missed());
        assertTrue(of(read, "help").sent().isPresent(), "the rest is read");
    }
}
