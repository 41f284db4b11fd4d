package signet.server.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import signet.server.event.Event;
import signet.server.event.EventKind;
import signet.server.event.Recorded;
import signet.server.queue.EntryId;

class DeliveryLogTest {
    @TempDir
    Path folder;

    private Desk desk;
    private Path logs;

    @BeforeEach
    void open() throws IOException {
        desk = new Desk(folder);
        logs = folder.resolve("log");
    }

    @AfterEach
    void close() throws IOException {
        desk.close();
    }

    @Test
    void anEntryHasOneReceptionRecordAndEachRecipientOneTerminalRecord() throws Exception {
        List<EntryId> ids = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            ids.add(desk.store.accept("portal", "a" + i + "@example.org", "b" + i + "@example.org"));
        }
        for (int i = 0; i < 30; i++) {
            desk.ended(EventKind.DELIVERED, "portal", ids.get(i), "a" + i + "@example.org");
            desk.ended(
                    i % 2 == 0 ? EventKind.FAILED : EventKind.CANCELLED,
                    "portal",
                    ids.get(i),
                    "b" + i + "@example.org");
        }

        follow(new DeliveryLog(logs, desk.events()));

        Map<String, Integer> times = new HashMap<>();
        for (Map<String, Object> record : records()) {
            String key =
                    "message.accepted".equals(record.get("event")) ? "accepted" : "ended " + record.get("recipient");
            times.merge(key + " " + record.get("entry"), 1, Integer::sum);
        }
        assertEquals(90, times.size());
        assertTrue(times.values().stream().allMatch(count -> count == 1), times.toString());
        Map<String, Object> first = records().getFirst();
        assertEquals(
                List.of(
                        "number",
                        "at",
                        "event",
                        "account",
                        "entry",
                        "from",
                        "recipients",
                        "size",
                        "message-id",
                        "origin"),
                List.copyOf(first.keySet()));
        assertEquals(2L, first.get("recipients"));
        assertEquals(ids.getFirst().toString(), first.get("entry"));
    }

    @Test
    @Tag("C25")
    void killedAtAnyMomentNothingIsMissingAndNothingIsThereTwice() throws Exception {
        for (int i = 0; i < 40; i++) {
            desk.ended(
                    EventKind.DELIVERED, "portal", desk.store.accept("portal", i + "@example.org"), i + "@example.org");
        }
        follow(new DeliveryLog(logs, desk.events(), 3_000));
        List<Long> whole = numbers();
        assertEquals(80, whole.size());
        Random random = new Random(25);
        for (int round = 0; round < 60; round++) {
            List<LogFile> files = LogFile.in(logs);
            // a kill leaves a file cut anywhere in what was written last; of later files nothing
            int survivor = random.nextInt(files.size());
            for (LogFile file : files.subList(survivor + 1, files.size())) {
                Files.delete(file.path(logs));
            }
            Path last = files.get(survivor).path(logs);
            try (FileChannel channel = FileChannel.open(last, StandardOpenOption.WRITE)) {
                channel.truncate(random.nextLong(channel.size() + 1));
            }

            follow(new DeliveryLog(logs, desk.events(), 3_000));

            assertEquals(whole, numbers(), "round " + round);
        }
    }

    @Test
    @Tag("C25")
    void aNewDayIsANewFileAndSoIsAFullOne() throws Exception {
        for (int day = 0; day < 3; day++) {
            for (int i = 0; i < 10; i++) {
                desk.store.accept("portal", "x@example.org");
            }
            desk.time.pass(Duration.ofDays(1));
        }
        desk.time.set(Duration.ofDays(-2)); // a clock that is set back: the log goes on in the file it has
        desk.store.accept("portal", "x@example.org");
        follow(new DeliveryLog(logs, desk.events(), 700));

        List<String> names = LogFile.in(logs).stream()
                .map(file -> file.path(logs).getFileName().toString())
                .toList();
        assertTrue(
                names.containsAll(
                        List.of("delivery-2026-11-26.jsonl", "delivery-2026-11-27.jsonl", "delivery-2026-11-28.jsonl")),
                names.toString());
        assertEquals(31, records().size());
        assertEquals(numbers().stream().sorted().toList(), numbers());
    }

    @Test
    void aFileThatGrewFullIsFollowedByAnother() throws Exception {
        DeliveryLog log = new DeliveryLog(logs, desk.events(), 500);
        for (int i = 0; i < 10; i++) {
            desk.store.accept("portal", "x@example.org");
            follow(log);
        }
        assertTrue(LogFile.in(logs).size() > 2, LogFile.in(logs).toString());
        assertEquals(10, records().size());
        assertEquals(numbers().stream().sorted().toList(), numbers());
    }

    @Test
    void whatIsOlderThanItsRetentionIsRemovedButNeverTheLastFile() throws Exception {
        for (int day = 0; day < 5; day++) {
            desk.store.accept("portal", "x@example.org");
            desk.time.pass(Duration.ofDays(1));
        }
        DeliveryLog log = new DeliveryLog(logs, desk.events());
        follow(log);
        assertEquals(3, log.sweep(Duration.ofDays(2), desk.time.instant()));
        assertEquals(2, LogFile.in(logs).size());
        assertEquals(1, log.sweep(Duration.ofDays(2), desk.time.instant().plus(Duration.ofDays(100))));
        assertEquals(1, LogFile.in(logs).size());
    }

    @Test
    @Tag("F53")
    @Tag("F36")
    @EnabledOnOs(OS.LINUX)
    void aFullDiskIsCountedAndRepeatedAndNothingIsLostOrDoubled() throws Exception {
        for (int i = 0; i < 5; i++) {
            desk.store.accept("portal", "x@example.org");
        }
        Path file = logs.resolve("delivery-2026-11-26.jsonl");
        DeliveryLog log = new DeliveryLog(logs, desk.events());
        assertEquals(0, log.position());
        Files.createSymbolicLink(file, Path.of("/dev/full")); // every write ends with: no space left on device
        List<Recorded> batch = desk.events().after(0, 500);

        assertThrows(IOException.class, () -> log.take(batch));
        assertThrows(IOException.class, () -> log.take(batch));
        assertEquals(0, log.written());
        assertEquals(2, log.failures());

        Files.delete(file); // the space came in the middle of the third record
        follow(new DeliveryLog(folder.resolve("other"), desk.events()));
        String other = Files.readString(folder.resolve("other").resolve(file.getFileName()));
        Files.writeString(
                file,
                other.substring(
                        0,
                        other.lines()
                                        .limit(2)
                                        .mapToInt(line -> line.length() + 1)
                                        .sum()
                                + 30));
        log.take(batch);

        assertEquals(List.of(1L, 2L, 3L, 4L, 5L), numbers());
        assertEquals(batch.getLast().number(), log.written());
    }

    @Test
    @Tag("F53")
    void aFolderThatCannotBeWrittenIsTriedAgainAndDeliveryGoesOn() throws Exception {
        Files.writeString(logs, "a file stands where the folder should be");
        DeliveryLog log = new DeliveryLog(logs, desk.events());
        Metrics metrics = new Metrics("1", desk.events());
        Follower follower = new Follower(desk.events(), List.of(metrics, log), desk.time);
        desk.store.accept("portal", "x@example.org");

        assertEquals(Duration.ofSeconds(1), follower.runOnce());
        assertEquals(1, log.failures());
        assertEquals(1, metrics.position(), "the others go on");
        desk.store.accept("portal", "y@example.org");
        desk.time.pass(Duration.ofSeconds(1));
        assertEquals(Duration.ofSeconds(2), follower.runOnce());
        assertEquals(2, metrics.position());

        Files.delete(logs);
        desk.time.pass(Duration.ofSeconds(2));
        follower.runOnce();
        assertEquals(List.of(1L, 2L), numbers());
    }

    @Test
    void aFileThatWasTakenAwayIsMadeAgain() throws Exception {
        DeliveryLog log = new DeliveryLog(logs, desk.events());
        desk.store.accept("portal", "x@example.org");
        follow(log);
        Files.move(logs.resolve("delivery-2026-11-26.jsonl"), folder.resolve("kept"));
        desk.store.accept("portal", "x@example.org");
        follow(log);
        assertEquals(List.of(2L), numbers());
    }

    @Test
    void aStoreThatIsYoungerThanTheLogIsFollowedFromWhereItIs() throws Exception {
        Files.createDirectories(logs);
        Files.writeString(logs.resolve("delivery-2026-11-26.jsonl"), "{\"number\":800}\n");
        desk.store.accept("portal", "x@example.org"); // number 1: known to nobody, but before the restart
        DeliveryLog log = new DeliveryLog(logs, desk.events());
        follow(log);
        desk.store.accept("portal", "y@example.org");
        follow(log);
        follow(new DeliveryLog(logs, desk.events()));
        assertEquals(List.of(800L, 2L), numbers());
    }

    @Test
    void whatOthersWroteIsEscapedAndCut() throws Exception {
        String hostile = "550 \u001b[2J\r\n{\"number\":99}\u202e";
        desk.events()
                .append(Event.recipient(
                        EventKind.FAILED,
                        "portal",
                        "e",
                        "x@example.org",
                        Map.of("reply", hostile, "code", "x".repeat(100_000), "number", "7", "to", "a@b c@d")));
        follow(new DeliveryLog(logs, desk.events()));
        Map<String, Object> record = records().getFirst();
        assertEquals(1L, record.get("number"));
        assertEquals("7", record.get("fact-number"));
        assertEquals(hostile, record.get("reply"));
        assertEquals(List.of("a@b", "c@d"), record.get("to"));
        String line = Files.readString(logs.resolve("delivery-2026-11-26.jsonl"));
        assertTrue(line.length() < 3000, "" + line.length());
        assertTrue(line.strip().chars().allMatch(c -> c >= ' ' && c <= '~'), line);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theFileIsForItsOwnerAndGroupOnly() throws Exception {
        desk.store.accept("portal", "x@example.org");
        follow(new DeliveryLog(logs, desk.events()));
        var rights = Files.getPosixFilePermissions(logs.resolve("delivery-2026-11-26.jsonl"));
        assertTrue(rights.stream().noneMatch(right -> right.name().startsWith("OTHERS")), rights.toString());
    }

    /** Follows to the end, as after a start; nothing is closed, as by a kill. */
    private void follow(DeliveryLog log) throws IOException {
        new Follower(desk.events(), List.of(log), desk.time).runOnce();
    }

    private List<Map<String, Object>> records() throws IOException, ParseException {
        List<Map<String, Object>> records = new ArrayList<>();
        for (LogFile file : LogFile.in(logs)) {
            for (String line : Files.readAllLines(file.path(logs))) {
                records.add(JSONObjectUtils.parse(line));
            }
        }
        return records;
    }

    private List<Long> numbers() throws IOException, ParseException {
        return records().stream().map(record -> (Long) record.get("number")).toList();
    }
}
