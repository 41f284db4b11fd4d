package signet.server.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacerTest {
    private static final Instant START = Instant.parse("2026-11-26T12:00:00Z");

    private static Pace pace(int perMinute, int perDay) {
        return new Pace(OptionalInt.of(3), OptionalInt.of(perMinute), OptionalInt.of(perDay));
    }

    /** A message in flight: its lane is free again at {@code reply}. */
    private record Flight(Instant counted, Instant reply) implements Comparable<Flight> {
        @Override
        public int compareTo(Flight other) {
            return reply.compareTo(other.reply);
        }
    }

    /**
     * Three lanes with as much mail as they can send for ten minutes; each message takes 20 to {@code slowest} ms, and the provider
     * counts it at some moment in between.
     */
    @ParameterizedTest
    @ValueSource(ints = {50, 500, 3_000})
    @Tag("F23")
    void aFullQueueUsesTheMinuteUpAndNeverGoesOverIt(int slowest) {
        Random random = new Random(slowest);
        Pacer pacer = new Pacer(Pace.EXCHANGE_ONLINE);
        List<Instant> counted = new ArrayList<>();
        PriorityQueue<Flight> flights = new PriorityQueue<>();
        Instant now = START;
        Instant end = START.plus(Duration.ofMinutes(10));
        while (now.isBefore(end)) {
            while (!flights.isEmpty() && !flights.peek().reply().isAfter(now)) {
                flights.remove();
                pacer.ended(now);
            }
            if (flights.size() < 3 && pacer.begin(1, now).isEmpty()) {
                Instant sent = now;
                assertTrue(
                        counted.stream()
                                        .filter(at -> at.plusSeconds(60).isAfter(sent))
                                        .count()
                                < 30,
                        "the provider refuses at " + now);
                int took = 20 + random.nextInt(slowest - 20);
                Instant at = now.plusMillis(random.nextInt(took));
                counted.add(at);
                flights.add(new Flight(at, now.plusMillis(took)));
            } else {
                Instant free = pacer.next(now);
                Instant reply = flights.isEmpty() ? end : flights.peek().reply();
                Instant next = free.isAfter(now) && free.isBefore(reply) && flights.size() < 3 ? free : reply;
                now = next.isAfter(now) ? next : now.plusMillis(1);
            }
        }
        int possible = 30 * 10;
        assertTrue(counted.size() >= 0.98 * possible, counted.size() + " of " + possible);
    }

    @Test
    void messagesOnTheirWayCountToo() {
        Pacer pacer = new Pacer(pace(2, 100));
        assertEquals(Optional.empty(), pacer.begin(1, START));
        assertEquals(Optional.empty(), pacer.begin(1, START));
        assertEquals(0, pacer.room(START.plus(Duration.ofHours(1))));
        pacer.ended(START.plusSeconds(5));
        assertEquals(Optional.of(START.plusSeconds(65)), pacer.begin(1, START.plusSeconds(6)));
        assertEquals(Optional.empty(), pacer.begin(1, START.plusSeconds(65)));
    }

    @Test
    void aMessageThatWasNeverOfferedGivesItsPlaceBack() {
        Pacer pacer = new Pacer(pace(1, 100));
        pacer.begin(1, START);
        pacer.cancelled();
        assertEquals(1, pacer.room(START));
    }

    @Test
    void theDaysRecipientsSlide() {
        Pacer pacer = new Pacer(pace(1000, 100));
        assertTrue(pacer.begin(60, START).isEmpty());
        assertTrue(pacer.begin(40, START.plus(Duration.ofHours(1))).isEmpty());
        Instant later = START.plus(Duration.ofHours(2));
        Instant free = pacer.begin(1, later).orElseThrow();
        assertTrue(free.isAfter(START.plus(Duration.ofHours(24))), "not before the first sixty are a day old");
        assertTrue(free.isBefore(START.plus(Duration.ofHours(24)).plus(Duration.ofMinutes(11))));
        assertTrue(pacer.begin(60, free).isEmpty());
        assertFalse(pacer.begin(1, free).isEmpty(), "the forty of the second hour still count");
    }

    @Test
    void aMessageOfMoreRecipientsThanADayHasIsLeftToTheProvider() {
        Pacer pacer = new Pacer(pace(30, 100));
        assertTrue(pacer.begin(101, START).isEmpty());
    }

    @Test
    void whatWasSentBeforeARestartCounts() {
        Pacer pacer = new Pacer(pace(2, 100));
        pacer.remember(
                List.of(
                        new AccountStates.Spent(START.minusSeconds(30), 50),
                        new AccountStates.Spent(START.minusSeconds(20), 50)),
                START);
        assertEquals(0, pacer.room(START));
        assertTrue(pacer.next(START).isAfter(START.plusSeconds(29)));
        Instant next = pacer.next(START);
        assertTrue(pacer.begin(1, next).orElseThrow().isAfter(START.plus(Duration.ofHours(23))), "the day is full");
    }

    @Test
    @Tag("F23")
    void aComplaintTakesAConnectionAwayThatComesBackSlowly() {
        Pacer pacer = new Pacer(Pace.EXCHANGE_ONLINE);
        pacer.crowded(8, START);
        assertEquals(2, pacer.connections(8, START));
        pacer.crowded(8, START.plusSeconds(30));
        pacer.crowded(8, START.plusSeconds(60));
        assertEquals(1, pacer.connections(8, START.plusSeconds(60)), "one connection is always left");
        assertEquals(1, pacer.connections(8, START.plus(Duration.ofMinutes(30))));
        assertEquals(3, pacer.connections(8, START.plus(Duration.ofHours(3))));
    }

    @Test
    @Tag("F24")
    void aThrottleSlowsDownAndWearsOff() {
        Pacer pacer = new Pacer(Pace.EXCHANGE_ONLINE);
        pacer.slowed(START);
        assertEquals(23, pacer.room(START));
        assertEquals(26, pacer.room(START.plus(Duration.ofMinutes(11))));
        assertEquals(30, pacer.room(START.plus(Duration.ofHours(1))));
    }

    @Test
    @Tag("F47")
    void aClockThatIsSetBackStopsNobodyForHours() {
        Pacer pacer = new Pacer(pace(1, 100));
        pacer.begin(1, START);
        pacer.ended(START);
        pacer.room(START);
        Instant before = START.minus(Duration.ofHours(3));
        assertEquals(0, pacer.room(before));
        assertEquals(1, pacer.room(before.plusSeconds(71)));
    }

    @ParameterizedTest
    @Tag("F47")
    @ValueSource(strings = {"PT30H", "-PT30H"})
    void whenTheClockIsSetWhatWasCountedIsAsLongAgoAsBefore(Duration jump) {
        Pacer pacer = new Pacer(pace(1, 100));
        pacer.begin(100, START);
        pacer.ended(START);
        pacer.crowded(3, START);
        Instant set = START.plus(jump);
        pacer.clockSet(jump);
        assertEquals(0, pacer.room(set));
        assertTrue(pacer.begin(1, set.plus(Duration.ofHours(23))).isPresent(), "the day's recipients are spent");
        assertTrue(pacer.begin(1, set.plus(Duration.ofHours(25))).isEmpty());
        assertEquals(3, pacer.connections(3, set.plus(Duration.ofHours(25))));
    }

    @Test
    void withoutLimitsNothingWaits() {
        Pacer pacer = new Pacer(Pace.UNLIMITED);
        for (int i = 0; i < 1000; i++) {
            assertTrue(pacer.begin(1000, START).isEmpty());
        }
        assertEquals(8, pacer.connections(8, START));
    }

    @Test
    void whatIsInFlightWhenTheLimitsChangeNeverMakesRoomForMore() {
        Pacer pacer = new Pacer(pace(30, 10_000));
        assertTrue(pacer.begin(1, START).isEmpty());
        assertTrue(pacer.begin(1, START).isEmpty());
        Pacer next = pacer.under(pace(10, 10_000));
        assertEquals(8, next.room(START));
        next.ended(START);
        next.ended(START);
        assertEquals(8, next.room(START));
        assertEquals(10, next.room(START.plusSeconds(61)));
    }
}
