package signet.server.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import signet.server.event.Event;
import signet.server.event.EventKind;
import signet.server.event.Recorded;
import signet.server.queue.Upkeep;

/** Another program reads the database and does not end. */
@Tag("F40")
@Timeout(120)
class WalWatchTest {
    private static final long LIMIT = 60_000_000;
    private static final Set<EventKind> TOLD = Set.of(EventKind.WAL_LARGE, EventKind.WAL_SMALL);

    @TempDir
    Path folder;

    private Desk desk;
    private Upkeep upkeep;
    private WalWatch watch;

    @BeforeEach
    void open() throws IOException {
        desk = new Desk(folder);
        upkeep = desk.store.store().upkeep();
        watch = new WalWatch(upkeep::unmerged, LIMIT, desk.events());
    }

    @AfterEach
    void close() throws IOException {
        desk.close();
    }

    /** Writes some megabytes, in pieces as delivery does. */
    private void write(int megabytes) throws IOException {
        Event event = Event.of(EventKind.RELOADED, Map.of("x", "y".repeat(100_000)));
        for (int i = 0; i < megabytes * 10; i++) {
            desk.events().append(event);
        }
    }

    @Test
    void theLogStaysSmallWhileNobodyReadsForLong() throws Exception {
        write(100);
        assertTrue(upkeep.unmerged() < LIMIT, upkeep.unmerged() + " octets");
        watch.runOnce();
        assertEquals(List.of(), desk.all(TOLD));
    }

    @Test
    void aReaderThatDoesNotEndIsToldOnceAndMailGoesOn() throws Exception {
        Path database = desk.store.folder().resolve("signet.db");
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + database);
                var statement = other.createStatement()) {
            statement.execute("begin");
            statement.executeQuery("select count(*) from event").next();
            write(50);
            watch.runOnce();
            assertEquals(List.of(), desk.all(TOLD));
            write(30);
            watch.runOnce();
            watch.runOnce();
            assertTrue(watch.octets() > LIMIT);
            List<Recorded> told = desk.all(TOLD);
            assertEquals(1, told.size());
            assertEquals(EventKind.WAL_LARGE, told.getFirst().event().kind());
            assertTrue(
                    told.getFirst().event().facts().getOrDefault("reason", "").contains("lsof"), told.toString());
            assertEquals(
                    "queued",
                    desk.store
                            .store()
                            .view()
                            .entry(desk.store.accept("portal", "x@example.org"))
                            .orElseThrow()
                            .state());
        }
        write(20);
        watch.runOnce();
        watch.runOnce();
        assertTrue(watch.octets() < LIMIT, "it has shrunk to " + watch.octets());
    }

    @Test
    void thatItIsSmallAgainIsToldOnce() throws Exception {
        long[] octets = {LIMIT + 1};
        WalWatch seen = new WalWatch(() -> octets[0], LIMIT, desk.events());
        seen.runOnce();
        octets[0] = LIMIT / 2 + 1;
        seen.runOnce();
        octets[0] = LIMIT / 2;
        seen.runOnce();
        seen.runOnce();
        assertEquals(
                List.of(EventKind.WAL_LARGE, EventKind.WAL_SMALL),
                desk.all(TOLD).stream().map(told -> told.event().kind()).toList());
    }
}
