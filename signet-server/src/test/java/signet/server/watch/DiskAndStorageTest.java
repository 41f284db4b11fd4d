package signet.server.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import signet.server.event.Event;
import signet.server.event.EventKind;
import signet.server.queue.EntryId;
import signet.server.queue.NotAcceptedException;
import signet.server.queue.Upkeep;

class DiskAndStorageTest extends WithDesk {
    private static final Set<EventKind> ABOUT =
            Set.of(EventKind.DISK_LOW, EventKind.DISK_ENOUGH, EventKind.STORAGE_UNHEALTHY, EventKind.STORAGE_HEALTHY);

    @Test
    @Tag("F36")
    void lowDiskWarnsInTimeRefusesNewMailAndTakesItAgainByItself() throws Exception {
        AtomicLong free = new AtomicLong(5_000);
        List<String> lines = new ArrayList<>();
        DiskWatch watch = new DiskWatch(
                free::get,
                () -> 1_000,
                desk.store.health(),
                desk.events(),
                (level, line) -> lines.add(level + " " + line));
        watch.runOnce();
        assertEquals(List.of(), kinds());

        free.set(1_900); // a warning, while a mail about it can still be sent
        watch.runOnce();
        watch.runOnce();
        assertEquals(List.of(EventKind.DISK_LOW), kinds());
        desk.store.health().check();
        assertEquals(List.of(), lines);

        free.set(999);
        watch.runOnce();
        watch.runOnce();
        assertEquals(1, lines.size(), "for whoever looks into the server's log");
        assertTrue(lines.getFirst().startsWith("WARNING New mail is refused: the disk "), lines.getFirst());
        NotAcceptedException refusal = assertThrows(
                NotAcceptedException.class, () -> desk.store.health().check());
        assertEquals(NotAcceptedException.Reason.DISK_LOW, refusal.reason());
        assertTrue(refusal.toString().contains("limits.free-disk"), refusal.toString());
        assertTrue(desk.store.health().unhealthy().isEmpty(), "what is in the queue goes on");

        free.set(1_020);
        watch.runOnce();
        assertTrue(desk.store.health().refusal().isPresent(), "not to and fro at the limit");
        free.set(1_060);
        watch.runOnce();
        desk.store.health().check();
        assertEquals("INFO New mail is taken again: the disk of the data folder has 0.0 MB free.", lines.getLast());

        free.set(2_100);
        watch.runOnce();
        assertEquals(1, kinds().size());
        free.set(2_300);
        watch.runOnce();
        assertEquals(List.of(EventKind.DISK_LOW, EventKind.DISK_ENOUGH), kinds());
        assertEquals(2_300, watch.free());
    }

    @Test
    @Tag("F37")
    void latchedStorageIsProbedUntilItIsSoundAndToldAtOnceAndInTheEvents() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        List<Event> atOnce = new ArrayList<>();
        StorageWatch watch = new StorageWatch(
                new Failing(desk.store.store().upkeep(), broken), desk.store.health(), desk.time, atOnce::add);
        watch.runOnce();
        assertEquals(List.of(), atOnce);

        Instant failed = desk.time.instant();
        desk.store.health().latch("fsync: input/output error");
        for (int i = 0; i < 10; i++) {
            watch.runOnce();
            desk.time.pass(Duration.ofSeconds(5));
            assertFalse(desk.store.health().unhealthy().isEmpty());
        }
        assertEquals(1, atOnce.size());
        assertEquals("fsync: input/output error", atOnce.getFirst().facts().get("reason"));
        assertEquals(List.of(), kinds());

        broken.set(false);
        watch.runOnce();
        watch.runOnce();
        assertTrue(desk.store.health().unhealthy().isEmpty());
        assertEquals(List.of(EventKind.STORAGE_UNHEALTHY, EventKind.STORAGE_HEALTHY), kinds());
        assertEquals(failed.toString(), atOnce.getFirst().facts().get("since"));

        desk.store.health().latch("again");
        watch.runOnce();
        assertEquals(2, atOnce.size());
        assertEquals(4, kinds().size());
    }

    private List<EventKind> kinds() throws IOException {
        return desk.all(ABOUT).stream().map(event -> event.event().kind()).toList();
    }

    /** The real thing on a disk that can be broken. */
    private record Failing(Upkeep real, AtomicBoolean broken) implements Upkeep {
        @Override
        public int expire(Instant now, Reports reports) throws IOException {
            return real.expire(now, reports);
        }

        @Override
        public Swept sweep(Keep keep, Instant now) throws IOException {
            return real.sweep(keep, now);
        }

        @Override
        public boolean forget(EntryId id) throws IOException {
            return real.forget(id);
        }

        @Override
        public long unmerged() throws IOException {
            return real.unmerged();
        }

        @Override
        public void clockSet(Duration by, Instant now) throws IOException {
            real.clockSet(by, now);
        }

        @Override
        public Duration clockAtStart(Instant now) throws IOException {
            return real.clockAtStart(now);
        }

        @Override
        public void probe() throws IOException {
            if (broken.get()) {
                throw new IOException("fsync: input/output error");
            }
            real.probe();
        }
    }
}
