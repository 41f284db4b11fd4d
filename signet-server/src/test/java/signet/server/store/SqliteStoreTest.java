package signet.server.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import signet.mail.Content;
import signet.oauth.Secret;
import signet.server.account.ObjectStore.Kind;
import signet.server.account.ObjectStore.Stored;
import signet.server.event.Event;
import signet.server.event.EventKind;
import signet.server.event.Recorded;
import signet.server.queue.Acceptance;
import signet.server.queue.Acceptance.Accepted;
import signet.server.queue.Claim;
import signet.server.queue.EntryId;
import signet.server.queue.Held;
import signet.server.queue.NotAcceptedException;
import signet.server.queue.NotAcceptedException.Reason;
import signet.server.queue.QueueVerbs.Verb;
import signet.server.queue.Upkeep.Keep;

/** What is particular to one database in one folder. */
class SqliteStoreTest {
    @TempDir
    private Path folder;

    private Path data() {
        return folder.resolve("data");
    }

    @Test
    void theFolderIsReadableByItsOwnerOnly() throws IOException {
        Files.createDirectory(
                data(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        try (TestStore queue = TestStore.in(data())) {
            for (int size : new int[] {100, 100_000, 2_000_000}) {
                queue.store().acceptance().accept(sized(size));
            }
            try (Stream<Path> files = Files.walk(data())) {
                for (Path file : files.filter(file -> !file.startsWith(data().resolve("tmp")))
                        .toList()) {
                    String expected = Files.isDirectory(file) ? "rwx------" : "rw-------";
                    assertEquals(
                            expected,
                            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)),
                            file.toString());
                }
            }
        }
    }

    @Test
    @Tag("F46")
    @Timeout(60)
    void aFolderBelongsToOneProcess() throws Exception {
        Process other = new ProcessBuilder(Acks.command(data(), "FULL", 1, 100_000_000))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out = other.inputReader()) {
            out.readLine(); // it has the folder
            IOException refused = assertThrows(IOException.class, () -> TestStore.in(data()));
            assertTrue(message(refused).contains("is in use by process " + other.pid()), message(refused));
        } finally {
            other.toHandle().destroyForcibly();
            assertTrue(other.waitFor(10, TimeUnit.SECONDS));
        }
        TestStore.in(data()).close();
    }

    @Test
    @Tag("F46")
    void aFolderIsOpenedOnceInAProcessAndTheRefusalDoesNotFreeIt() throws IOException {
        try (TestStore queue = TestStore.in(data())) {
            for (int i = 0; i < 2; i++) {
                IOException refused = assertThrows(IOException.class, () -> TestStore.in(data()));
                assertTrue(message(refused).contains("is in use by process "), message(refused));
            }
            queue.accept("portal", "ann@example.org");
        }
        TestStore.in(data()).close();
    }

    @Test
    void whatAKilledServerLeftUnfinishedIsRemovedAtTheStart() throws IOException {
        TestStore.in(data()).close();
        Path library = Files.createFile(data().resolve("tmp/sqlite-of-a-killed-process.so"));
        Path replacement = Files.createFile(data().resolve("secrets.key123.new"));
        try (TestStore queue = TestStore.in(data())) {
            assertFalse(Files.exists(library), "a server that is killed again and again fills the disk");
            assertFalse(Files.exists(replacement));
            queue.accept("portal", "ann@example.org");
        }
    }

    @Test
    @Tag("F38")
    void aDatabaseThatIsGoneIsNotMadeAgain() throws IOException {
        TestStore.in(data()).close();
        Files.delete(data().resolve("signet.db"));
        IOException refused = assertThrows(IOException.class, () -> TestStore.in(data()));
        assertTrue(message(refused).contains("is missing"), message(refused));
        assertFalse(Files.exists(data().resolve("signet.db")));
        Files.createFile(data().resolve("signet.db"));
        assertThrows(IOException.class, () -> TestStore.in(data()), "an empty file is no database either");
        Files.delete(data().resolve("signet.db.made"));
        TestStore.in(data()).close();
    }

    @Test
    @Tag("C21")
    @Tag("B60")
    void aDatabaseOfANewerVersionIsRefused() throws Exception {
        TestStore.in(data()).close();
        sql("pragma user_version = 99");
        IOException refused = assertThrows(IOException.class, () -> TestStore.in(data()));
        assertTrue(message(refused).contains("written by a newer Signet"), message(refused));
        assertTrue(message(refused).contains("99"), message(refused));
    }

    @Test
    void theLastMigrationSetsTheVersionThatThisProgramKnows() throws Exception {
        TestStore.in(data()).close();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + data().resolve("signet.db"));
                var version = connection.createStatement().executeQuery("pragma user_version")) {
            assertTrue(version.next());
            assertEquals(Database.SCHEMA, version.getInt(1));
        }
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + data().resolve("signet.db"));
                var history = connection
                        .createStatement()
                        .executeQuery("select max(cast(version as integer)) from flyway_schema_history")) {
            assertTrue(history.next());
            assertEquals(Database.SCHEMA, history.getInt(1));
        }
    }

    private static String message(Exception e) {
        return String.valueOf(e.getMessage());
    }

    private void sql(String statement) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + data().resolve("signet.db"))) {
            connection.createStatement().execute(statement);
        }
    }

    @Test
    @Tag("F39")
    void whatIsNoDatabaseIsRefusedAndLeftAsItIs() throws IOException {
        TestStore.in(data()).close();
        byte[] rubbish = new byte[50_000];
        Arrays.fill(rubbish, (byte) 'x');
        Files.write(data().resolve("signet.db"), rubbish);
        assertThrows(IOException.class, () -> TestStore.in(data()));
        assertArrayEquals(rubbish, Files.readAllBytes(data().resolve("signet.db")));
    }

    @Test
    @Tag("F38")
    void aDatabaseThatVanishesLatchesStorage() throws IOException {
        try (TestStore queue = TestStore.in(data())) {
            EntryId before = queue.accept("portal", "ann@example.org");
            Path aside = folder.resolve("aside.db");
            Files.move(data().resolve("signet.db"), aside);
            assertUnhealthy(queue);
            assertThrows(IOException.class, () -> queue.store().upkeep().probe());
            assertTrue(queue.health().unhealthy().isPresent());
            assertFalse(Files.exists(data().resolve("signet.db")));
            Files.move(aside, data().resolve("signet.db"));
            queue.store().upkeep().probe();
            assertTrue(queue.health().unhealthy().isEmpty());
            queue.accept("portal", "ann@example.org");
            assertTrue(queue.store().view().entry(before).isPresent());
        }
    }

    @Test
    @Tag("F36")
    void aFullDiskFailsWhatItHitsAndASuccessfulProbeEndsIt() throws IOException {
        try (TestStore queue = TestStore.in(data())) {
            EntryId before = queue.accept("portal", "ann@example.org");
            long pages = pragma(queue, "max_page_count = 1"); // as many as there are
            EntryId last = fill(queue, before);
            assertUnhealthy(queue);
            String reason = queue.health().unhealthy().orElseThrow();
            assertTrue(reason.contains("SQLITE_FULL"), reason);
            assertTrue(queue.store().view().entry(last).isPresent(), "what was acknowledged stays, and can be read");
            assertThrows(IOException.class, () -> queue.store().verbs().apply(Verb.HOLD, before, "ann", Instant.EPOCH));
            assertTrue(pages > 0);
            queue.store().upkeep().probe(); // opens a fresh connection, which has no such limit
            queue.accept("portal", "ann@example.org");
            List<EventKind> kinds = queue.store().events().after(0, 1_000).stream()
                    .map(Recorded::event)
                    .map(Event::kind)
                    .filter(kind -> kind != EventKind.ACCEPTED)
                    .toList();
            assertEquals(List.of(EventKind.STORAGE_UNHEALTHY, EventKind.STORAGE_HEALTHY), kinds);
            long queued = queue.store().view().counts().queued().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            assertEquals(
                    queued,
                    queue.store()
                            .view()
                            .list(signet.server.queue.Filter.ALL, Optional.empty(), 500)
                            .entries()
                            .size());
        }
    }

    /** Accepts until it fails; the last that was accepted. */
    private static EntryId fill(TestStore queue, EntryId first) {
        EntryId last = first;
        for (int i = 0; i < 400; i++) {
            try {
                last = queue.store().acceptance().accept(sized(10_000)).id();
            } catch (NotAcceptedException e) {
                assertEquals(Reason.STORAGE_UNHEALTHY, e.reason());
                return last;
            }
        }
        throw new AssertionError("the disk never was full");
    }

    private static long pragma(TestStore queue, String pragma) throws IOException {
        return queue.store().writer().write(sql -> sql.number("pragma " + pragma));
    }

    private static void assertUnhealthy(TestStore queue) {
        NotAcceptedException refused =
                assertThrows(NotAcceptedException.class, () -> queue.accept("portal", "ann@example.org"));
        assertEquals(Reason.STORAGE_UNHEALTHY, refused.reason());
        assertTrue(queue.health().unhealthy().isPresent());
    }

    @Test
    @Tag("F37")
    void contentsThatCannotBeWrittenLatchStorageAndLeaveNothing() throws IOException {
        try (TestStore queue = TestStore.in(data())) {
            EntryId before = queue.store().acceptance().accept(sized(10)).id();
            Path contents = data().resolve("contents");
            Path aside = data().resolve("aside");
            Files.move(contents, aside);
            NotAcceptedException refused = assertThrows(
                    NotAcceptedException.class, () -> queue.store().acceptance().accept(sized(100_000)));
            assertEquals(Reason.STORAGE_UNHEALTHY, refused.reason());
            assertThrows(IOException.class, () -> queue.store().upkeep().probe());
            Files.move(aside, contents);
            queue.store().upkeep().probe();
            assertEquals(Map.of("portal", 1L), queue.store().view().counts().queued());
            queue.store().acceptance().accept(sized(100_000));
            assertTrue(queue.store().view().entry(before).isPresent());
        }
    }

    @Test
    @Tag("C2")
    void whatACrashLeftWithoutAnEntryIsRemovedAtStart() throws IOException {
        EntryId kept;
        try (TestStore queue = TestStore.in(data())) {
            kept = queue.store().acceptance().accept(sized(2_000_000)).id();
            queue.store().acceptance().accept(sized(100_000));
        }
        Path contents = data().resolve("contents");
        Files.write(contents.resolve("aaisem2ekvthpcezvk54zxpo74.eml"), new byte[10]);
        Files.write(contents.resolve("77.segment"), new byte[10]);
        Files.write(contents.resolve("b5e2d6f4.part"), new byte[10]);
        try (TestStore queue = TestStore.in(data())) {
            assertEquals(List.of("1.segment", kept + ".eml"), files(contents));
            assertEquals(2_000_000, octets(queue, kept));
        }
    }

    @Test
    void whatBelongsToNoEntryIsSweptOnceItIsOld() throws IOException {
        try (TestStore queue = TestStore.in(data())) {
            Path contents = data().resolve("contents");
            Path old = Files.write(contents.resolve("old.part"), new byte[10]);
            Files.write(contents.resolve("young.part"), new byte[10]);
            Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofMinutes(11))));
            queue.store().upkeep().sweep(Keep.STANDARD, queue.clock().instant());
            assertEquals(List.of("young.part"), files(contents));
        }
    }

    @Test
    void aSegmentGoesWithTheLastContentInIt() throws IOException {
        Path contents = data().resolve("contents");
        try (TestStore queue = TestStore.in(data())) {
            EntryId first = queue.store().acceptance().accept(sized(100_000)).id();
            queue.reopen();
            EntryId later = queue.store().acceptance().accept(sized(100_000)).id();
            assertEquals(List.of("1.segment", "2.segment"), files(contents));
            queue.store().verbs().apply(Verb.CANCEL, first, "ann", queue.clock().instant());
            queue.clock().advance(Duration.ofDays(8));
            queue.store().upkeep().sweep(Keep.STANDARD, queue.clock().instant());
            assertEquals(List.of("2.segment"), files(contents));
            assertEquals(100_000, octets(queue, later));
        }
    }

    @Test
    void aSegmentCountsWhatIsInItThoughOneThatCameAlongIsRefused() throws Exception {
        try (TestStore queue = TestStore.in(data())) {
            Acceptance acceptance = queue.store().acceptance();
            acceptance.accept(TestStore.keyed("k1", "digest"));
            List<CompletableFuture<Accepted>> answers = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                answers.add(acceptance.begin(i == 30 ? TestStore.keyed("k1", "other digest") : sized(40_000)));
            }
            for (CompletableFuture<Accepted> answer : answers) {
                answer.exceptionally(refused -> new Accepted(acceptance.newId(), false))
                        .join();
            }
        }
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + data().resolve("signet.db"));
                var rows = connection.createStatement().executeQuery("select sum(live) from segment")) {
            assertTrue(rows.next());
            assertEquals(39, rows.getLong(1));
        }
    }

    @Test
    @Tag("F39")
    void anEntryWhoseContentIsGoneIsQuarantinedAndTheOthersGoOn() throws Exception {
        EntryId broken;
        EntryId sound;
        try (TestStore queue = TestStore.in(data())) {
            broken = queue.accept("portal", "ann@example.org");
            sound = queue.accept("portal", "ann@example.org");
        }
        sql("delete from content where entry = (select min(entry) from content)");
        try (TestStore queue = TestStore.in(data())) {
            List<Claim> claims = queue.store()
                    .claims()
                    .claim(queue.own("portal"), 10, queue.clock().instant());
            assertEquals(List.of(sound), claims.stream().map(Claim::id).toList());
            assertEquals(
                    Held.QUARANTINE,
                    queue.store().view().entry(broken).orElseThrow().held());
        }
    }

    @Test
    void aChangeThatFailsLateTakesNothingOfItsNeighboursAway() throws Exception {
        try (TestStore queue = TestStore.in(data())) {
            queue.accept("portal", "ann@example.org");
            queue.clock().advance(TestStore.GIVE_UP_AFTER);
            CountDownLatch go = new CountDownLatch(1);
            List<Thread> threads = List.of(
                    waiting(() -> queue.store().writer().write(sql -> awaited(go))),
                    waiting(() -> queue.accept("helpdesk", "ann@example.org")),
                    waiting(() -> queue.store().upkeep().expire(queue.clock().instant(), (entry, envelope) -> {
                        throw new IllegalStateException("no report, after everything else was done");
                    })),
                    waiting(() -> queue.accept("helpdesk", "ann@example.org")));
            go.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            Map<String, Long> expected = Map.of("portal", 1L, "helpdesk", 2L);
            assertEquals(expected, queue.store().view().counts().queued());
            queue.accept("portal", "ann@example.org");
            queue.reopen();
            assertEquals(
                    Map.of("portal", 2L, "helpdesk", 2L),
                    queue.store().view().counts().queued());
        }
    }

    private static boolean awaited(CountDownLatch go) {
        try {
            return go.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts it and waits until it waits: for its turn at the writer. */
    private static Thread waiting(Callable<?> task) {
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                task.call();
            } catch (Exception e) {
                assertTrue(String.valueOf(e.getMessage()).contains("no report"), e.toString());
            }
        });
        while (thread.getState() != Thread.State.WAITING && thread.isAlive()) {
            Thread.onSpinWait();
        }
        return thread;
    }

    @Test
    void objectsAreSealed() throws IOException {
        try (TestStore queue = TestStore.in(data())) {
            queue.store()
                    .objects()
                    .put(new Stored(Kind.CREDENTIAL, "by-secret", Secret.of("{client-secret: hush-hush}")));
        }
        byte[] database = Files.readAllBytes(data().resolve("signet.db"));
        String text = new String(database, java.nio.charset.StandardCharsets.ISO_8859_1);
        assertTrue(text.contains("by-secret"));
        assertFalse(text.contains("hush"));
    }

    @Test
    void afterCloseNothingIsAccepted() throws IOException {
        TestStore queue = TestStore.in(data());
        queue.close();
        NotAcceptedException refused =
                assertThrows(NotAcceptedException.class, () -> queue.accept("portal", "ann@example.org"));
        assertEquals(Reason.SHUTTING_DOWN, refused.reason());
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static long octets(TestStore queue, EntryId id) throws IOException {
        try (var in = queue.store().view().content(id).orElseThrow().open()) {
            return in.readAllBytes().length;
        }
    }

    private static signet.server.queue.Submission sized(int octets) {
        return TestStore.submission("portal", Content.of(new byte[octets]), "ann@example.org");
    }
}
