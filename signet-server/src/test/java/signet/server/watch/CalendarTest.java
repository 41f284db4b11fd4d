package signet.server.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signet.server.account.Expiry;
import signet.server.event.EventKind;

@Tag("F10")
class CalendarTest {
    @TempDir
    Path folder;

    private final List<Expiry> expiries = new ArrayList<>();
    private Desk desk;
    private Calendar calendar;

    @BeforeEach
    void open() throws IOException {
        desk = new Desk(folder);
        restart();
    }

    @AfterEach
    void close() throws IOException {
        desk.close();
    }

    private void restart() {
        calendar = new Calendar(() -> expiries, desk.events(), new StateFile(folder.resolve("told")), desk.time);
    }

    @Test
    void eachThresholdIsToldOnceHowOftenSoeverItLooksAndRestarts() throws Exception {
        expiries.add(in(Duration.ofDays(70), "by-cert", Expiry.Kind.CERTIFICATE));
        for (int hour = 0; hour < 24 * 75; hour++) {
            calendar.runOnce();
            if (hour % 50 == 0) {
                restart();
            }
            desk.time.pass(Duration.ofHours(1));
        }
        assertEquals(List.of("60", "30", "14", "7", "3", "1"), days());
    }

    @Test
    void aFirstStartTellsOnlyTheNearestThreshold() throws Exception {
        expiries.add(in(Duration.ofDays(5), "by-cert", Expiry.Kind.CERTIFICATE));
        expiries.add(in(Duration.ofDays(61), "by-secret", Expiry.Kind.SECRET));
        expiries.add(in(Duration.ofHours(-30), "by-assertion", Expiry.Kind.ASSERTION));
        calendar.runOnce();
        calendar.runOnce();
        assertEquals(List.of("5", "-2"), days());
        assertEquals(5.0, calendar.days().get("by-cert"));
        assertEquals(-1.25, calendar.days().get("by-assertion"));
    }

    @Test
    @Tag("F47")
    void aClockThatRanAheadForAWhileTakesNoWarningAway() throws Exception {
        expiries.add(in(Duration.ofDays(40), "by-cert", Expiry.Kind.CERTIFICATE));
        calendar.runOnce();
        desk.time.set(Duration.ofDays(400));
        calendar.runOnce();
        desk.time.set(Duration.ofDays(-400));
        calendar.runOnce();
        desk.time.pass(Duration.ofDays(15));
        calendar.runOnce();
        assertEquals(List.of("40", "-360", "25"), days());
    }

    @Test
    void aNewCertificateBeginsAnewAndTheOldOneIsForgotten() throws Exception {
        expiries.add(in(Duration.ofDays(2), "by-cert", Expiry.Kind.CERTIFICATE));
        calendar.runOnce();
        Expiry fresh = in(Duration.ofDays(20), "by-cert", Expiry.Kind.CERTIFICATE);
        expiries.set(0, fresh);
        calendar.runOnce();
        restart();
        calendar.runOnce();
        assertEquals(List.of("2", "20"), days());
        String file = Files.readString(folder.resolve("told"));
        assertEquals(2, file.lines().count(), file);
    }

    @Test
    void whatFollowsIsToldApartAndStopsNothing() throws Exception {
        expiries.add(in(Duration.ofDays(20), "by-cert", Expiry.Kind.CERTIFICATE));
        expiries.add(in(Duration.ofDays(10), "by-cert", Expiry.Kind.NEXT_CERTIFICATE));
        calendar.runOnce();
        List<java.util.Map<String, String>> told = desk.all(Set.of(EventKind.EXPIRING)).stream()
                .map(event -> event.event().facts())
                .toList();
        assertEquals(List.of("20", "10"), days());
        assertEquals("true", told.getFirst().get("followed"));
        assertEquals("true", told.getLast().get("follows"));
        assertEquals(20.0, calendar.days().get("by-cert"), "of what is in use");
        expiries.remove(0);
        expiries.set(0, in(Duration.ofDays(10), "by-cert", Expiry.Kind.CERTIFICATE));
        calendar.runOnce();
        assertEquals(List.of("20", "10", "10"), days(), "in use now, which is another thing to know");
    }

    @Test
    void theLogOfTheServerTellsItToo() throws Exception {
        List<String> lines = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getLevel() + " " + new SimpleFormatter().formatMessage(line));
            }

            @Override
            public void flush() {
                // lines are kept as they come
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
        Logger log = Logger.getLogger(Calendar.class.getName());
        log.addHandler(handler);
        try {
            Expiry end = in(Duration.ofDays(20), "by-cert", Expiry.Kind.CERTIFICATE);
            expiries.add(end);
            calendar.runOnce();
            calendar.runOnce();
            assertEquals(List.of("WARNING the certificate of credential by-cert ends at " + end.ends()), lines);
        } finally {
            log.removeHandler(handler);
        }
    }

    @Test
    void aStoreThatDoesNotTakeTheEventGetsItAtTheNextLook() throws Exception {
        expiries.add(in(Duration.ofDays(2), "by-cert", Expiry.Kind.CERTIFICATE));
        desk.store.health().latch("on purpose");
        try {
            calendar.runOnce();
        } catch (IOException e) {
            assertEquals(List.of(), days());
        }
        desk.store.health().clear();
        calendar.runOnce();
        calendar.runOnce();
        assertEquals(List.of("2"), days());
    }

    private Expiry in(Duration time, String credential, Expiry.Kind kind) {
        Instant ends = desk.time.instant().plus(time);
        return new Expiry(credential, ends, kind);
    }

    private List<String> days() throws IOException {
        return desk.all(Set.of(EventKind.EXPIRING)).stream()
                .map(event -> event.event().facts().getOrDefault("days", "none"))
                .toList();
    }
}
