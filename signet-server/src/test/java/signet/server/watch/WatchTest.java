package signet.server.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import signet.doctor.Catalogue;
import signet.server.event.Event;
import signet.server.event.EventKind;
import signet.server.queue.EntryId;
import signet.server.queue.Upkeep;

/** Everything that watches, put together. */
@Timeout(60)
class WatchTest extends WithDesk {
    private Watch watch(Upkeep upkeep, InstantSource clock) throws IOException {
        return new Watch(
                new Watch.Store(
                        folder.resolve("data"),
                        desk.events(),
                        desk.store.store().view(),
                        desk.store.store().accountStates(),
                        upkeep),
                new Watch.Server(
                        "1",
                        desk.accounts,
                        desk.reception(),
                        desk.store.health(),
                        (entry, envelope) -> Optional.empty(),
                        Readings.NONE),
                () -> new Watch.Terms(
                        new AlertTargets(
                                Optional.of(new AlertTargets.Mail("ops@university.example", "portal")),
                                Optional.empty(),
                                Optional.empty(),
                                Duration.ofDays(60)),
                        Upkeep.Keep.STANDARD,
                        List.of(),
                        Map.of()),
                clock,
                System::nanoTime,
                Catalogue.load());
    }

    @Test
    void whatIsStoredWhileItRunsIsInTheLogAtTheEnd() throws Exception {
        List<EntryId> ids = new ArrayList<>();
        Watch watch = watch(desk.store.store().upkeep(), desk.time);
        watch.start();
        for (int i = 0; i < 200; i++) {
            ids.add(desk.store.accept("portal", i + "@example.org"));
        }
        desk.events().append(Event.of(EventKind.STOPPED, java.util.Map.of()));
        watch.close();

        List<String> lines = Files.readAllLines(folder.resolve("data/log/delivery-2026-11-26.jsonl"));
        assertEquals(201, lines.size());
        for (int i = 0; i < 200; i++) {
            assertTrue(lines.get(i).contains(ids.get(i).toString()), lines.get(i));
        }
        assertTrue(lines.getLast().contains("server.stopped"));
    }

    @Test
    void aStartAgainWritesNothingTwice() throws Exception {
        for (int start = 0; start < 3; start++) {
            desk.store.accept("portal", "x@example.org");
            Watch watch = watch(desk.store.store().upkeep(), desk.time);
            watch.start();
            watch.close();
        }
        assertEquals(
                3,
                Files.readAllLines(folder.resolve("data/log/delivery-2026-11-26.jsonl"))
                        .size());
    }

    @Test
    @Tag("F47")
    void aClockThatJumpsAheadExpiresNothing() throws Exception {
        MovableTime wall = desk.time;
        EntryId id = desk.store.accept("portal", "x@example.org");
        List<Instant> asked = new ArrayList<>();
        try (Watch watch = watch(new Noting(desk.store.store().upkeep(), asked), wall)) {
            watch.lookNow();
            assertEquals(1, asked.size());
            // the monotonic clock is the real one here: for it, no time passes
            wall.set(Duration.ofDays(6));
            assertFalse(watch.clockWatch().steady());
        }
        asked.clear();
        wall.set(Duration.ofDays(-6));
        try (Watch watch = watch(new Noting(desk.store.store().upkeep(), asked), wall)) {
            wall.set(Duration.ofDays(6));
            watch.lookNow();
            assertEquals(List.of(), asked, "the wall clock jumped since the start");
            assertEquals(List.of(), desk.all(Set.of(EventKind.EXPIRED)));
            wall.set(Duration.ofDays(-6));
            assertTrue(watch.clockWatch().steady());
        }
        assertEquals("queued", desk.store.store().view().entry(id).orElseThrow().state());
    }

    @ParameterizedTest
    @Tag("F47")
    @ValueSource(strings = {"P400D", "-P400D"})
    void whatIsStoredAndWhoeverWaitsHearsOfAJumpOnce(Duration jump) throws Exception {
        desk.store.accept("portal", "x@example.org");
        List<Duration> told = new ArrayList<>();
        AtomicBoolean broken = new AtomicBoolean(true);
        try (Watch watch = watch(new Noting(desk.store.store().upkeep(), new ArrayList<>(), broken), desk.time)) {
            watch.onClockSet(told::add);
            watch.lookNow();
            assertEquals(List.of(), told);
            desk.time.set(jump); // for the real monotonic clock no time passes
            watch.reloaded(); // all chores are due
            watch.lookNow();
            assertEquals(List.of(), told, "it cannot be stored yet");
            broken.set(false);
            watch.reloaded();
            watch.lookNow();
            watch.reloaded();
            watch.lookNow();
            assertEquals(List.of(jump), told);
            assertEquals(1, desk.all(Set.of(EventKind.CLOCK_SET)).size());
            assertEquals(List.of(), desk.all(Set.of(EventKind.EXPIRED)));
            assertTrue(watch.metrics().text().contains("signet_notices_total{event=\"clock.set\"} 1.0"));
        }
    }

    @Test
    @Tag("F47")
    void afterALongRestNothingExpiresAtOnce() throws Exception {
        desk.store.accept("portal", "x@example.org");
        desk.time.pass(Duration.ofDays(400)); // or the clock was never set right
        try (Watch watch = watch(desk.store.store().upkeep(), desk.time)) {
            watch.start();
            assertFalse(watch.clockWatch().steady());
        }
        assertEquals(List.of(), desk.all(Set.of(EventKind.EXPIRED)));
    }

    @Test
    @Tag("F47")
    void aClockThatWasSetBackWhileNobodyRanIsMadeGoodAtTheStart() throws Exception {
        desk.store.accept("portal", "x@example.org");
        desk.time.set(Duration.ofDays(-400));
        try (Watch watch = watch(desk.store.store().upkeep(), desk.time)) {
            watch.start();
            assertEquals(1, desk.all(Set.of(EventKind.CLOCK_SET)).size());
        }
    }

    @Test
    void anEntryWhoseTimeIsOverExpiresAndIsLogged() throws Exception {
        desk.store.accept("portal", "x@example.org");
        desk.time.pass(Duration.ofDays(6)); // before the start: no jump
        try (Watch watch = watch(desk.store.store().upkeep(), desk.time)) {
            watch.lookNow();
            watch.lookNow();
            assertEquals(1, desk.all(Set.of(EventKind.EXPIRED)).size());
            assertTrue(watch.metrics()
                    .text()
                    .contains("signet_recipients_total{account=\"portal\",state=\"expired\"} 1.0"));
        }
    }

    /** The real one, with a note of each time it is asked to expire. */
    private record Noting(Upkeep real, List<Instant> asked, AtomicBoolean broken) implements Upkeep {
        Noting(Upkeep real, List<Instant> asked) {
            this(real, asked, new AtomicBoolean());
        }

        @Override
        public int expire(Instant now, Reports reports) throws IOException {
            asked.add(now);
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
            if (broken.get()) {
                throw new IOException("storage is not sound");
            }
            real.clockSet(by, now);
        }

        @Override
        public Duration clockAtStart(Instant now) throws IOException {
            return real.clockAtStart(now);
        }

        @Override
        public void probe() throws IOException {
            real.probe();
        }
    }
}
