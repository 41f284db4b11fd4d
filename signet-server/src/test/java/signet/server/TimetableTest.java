package signet.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a successor is tried and when it takes the place. */
class TimetableTest {
    private static final Instant NOW = Instant.parse("2027-05-01T12:00:00Z");
    private static final Duration WARNING = Duration.ofDays(60);

    private static Optional<Duration> span(String text) {
        return text.equals("-") ? Optional.empty() : Optional.of(Duration.parse(text));
    }

    /** All spans from now; what is past is negative. */
    @ParameterizedTest
    @CsvSource({
        // ends, refused since, last, outcome | due, rehearse in
        "P100D, -, -, -, false, P40D",
        "P50D, -, -, -, false, PT0S",
        "P50D, -, PT-5H, GRANTED, false, PT19H",
        "P50D, -, PT-5H, REFUSED, false, PT19H",
        "P50D, -, PT-5M, UNCLEAR, false, PT55M",
        "P1DT2H, -, PT-5H, GRANTED, false, PT2H",
        "PT24H, -, PT-5H, GRANTED, true, PT0S",
        "PT23H, -, PT-5H, GRANTED, true, PT0S",
        "PT23H, -, PT-5M, REFUSED, true, PT5M",
        "PT23H, -, PT-30S, UNCLEAR, true, PT30S",
        "PT-9H, -, -, -, true, PT0S",
        "P50D, PT-1M, PT-5H, GRANTED, true, PT0S",
        "P50D, PT-3M, PT-1M, REFUSED, true, PT9M",
        "-, -, -, -, false, PT0S",
        // the clock was set back
        "P50D, -, PT5H, GRANTED, false, PT0S",
        "PT23H, -, PT5M, REFUSED, true, PT0S",
        "P50D, PT3H, -, -, true, PT0S",
        "P50D, PT3H, PT3H, REFUSED, true, PT0S",
        "-, -, PT-5H, GRANTED, false, PT19H",
        "-, PT-1M, PT-5H, GRANTED, true, PT0S",
    })
    void decides(String ends, String refused, String last, String outcome, boolean due, String rehearse) {
        Timetable timetable = Timetable.of(
                new Timetable.Known(
                        span(ends).map(NOW::plus),
                        span(refused).map(NOW::plus),
                        span(last)
                                .map(at -> new RehearsalRecord.Last(
                                        NOW.plus(at),
                                        Rehearsal.Outcome.valueOf(outcome),
                                        Optional.empty(),
                                        Optional.empty(),
                                        "certificate:00"))),
                WARNING,
                NOW);
        assertEquals(due, timetable.due());
        assertEquals(NOW.plus(Duration.parse(rehearse)), timetable.rehearse());
    }
}
