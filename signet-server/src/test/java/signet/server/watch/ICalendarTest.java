package signet.server.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import signet.server.account.Expiry;

/** RFC 5545. */
class ICalendarTest {
    private static final Instant NOW = Instant.parse("2026-11-26T20:00:00.123Z");
    private static final Instant END = Instant.parse("2027-05-01T08:30:15Z");

    private static ICalendar.Entry entry(Expiry.Kind kind, String... accounts) {
        return new ICalendar.Entry(new Expiry("by-cert", END, kind), List.of(accounts));
    }

    private static List<String> unfolded(String text) {
        return Arrays.asList(text.replace("\r\n ", "").split("\r\n"));
    }

    private static List<String> uids(String text) {
        return unfolded(text).stream().filter(line -> line.startsWith("UID:")).toList();
    }

    @Test
    void anEndIsAnEventWithAnAlarmAtEachWarning() {
        List<String> lines = unfolded(ICalendar.of(List.of(entry(Expiry.Kind.CERTIFICATE, "portal", "helpdesk")), NOW));
        assertEquals("BEGIN:VCALENDAR", lines.getFirst());
        assertEquals("END:VCALENDAR", lines.getLast());
        assertTrue(lines.contains("VERSION:2.0"));
        assertTrue(lines.contains("DTSTAMP:20261126T200000Z"), lines.toString());
        assertTrue(lines.contains("DTSTART:20270501T083015Z"), lines.toString());
        assertTrue(lines.contains("SUMMARY:Signet: the certificate of by-cert ends"), lines.toString());
        assertTrue(
                lines.stream().anyMatch(line -> line.startsWith("DESCRIPTION:Used by: portal\\, helpdesk.\\nPut ")),
                lines.toString());
        assertEquals(
                List.of("-P1D", "-P3D", "-P7D", "-P14D", "-P30D", "-P60D"),
                lines.stream()
                        .filter(line -> line.startsWith("TRIGGER:"))
                        .map(line -> line.substring("TRIGGER:".length()))
                        .toList());
        assertEquals(6, lines.stream().filter("BEGIN:VALARM"::equals).count());
        assertTrue(unfolded(ICalendar.of(List.of(entry(Expiry.Kind.SECRET)), NOW))
                .contains("DTSTART;VALUE=DATE:20270501"));
    }

    @Test
    void anEndKeepsItsUidAndAnotherOneHasAnother() {
        String first = ICalendar.of(List.of(entry(Expiry.Kind.CERTIFICATE)), NOW);
        String later = ICalendar.of(List.of(entry(Expiry.Kind.CERTIFICATE, "portal")), NOW.plusSeconds(99_999));
        assertEquals(uids(first), uids(later));
        assertEquals(uids(first), uids(ICalendar.of(List.of(entry(Expiry.Kind.NEXT_CERTIFICATE)), NOW)), "once in use");
        String other = ICalendar.of(
                List.of(
                        entry(Expiry.Kind.CERTIFICATE),
                        entry(Expiry.Kind.SECRET),
                        new ICalendar.Entry(
                                new Expiry("by-cert", END.plusSeconds(1), Expiry.Kind.CERTIFICATE), List.of())),
                NOW);
        assertEquals(3, uids(other).stream().distinct().count());
        String twice = ICalendar.of(List.of(entry(Expiry.Kind.CERTIFICATE), entry(Expiry.Kind.NEXT_CERTIFICATE)), NOW);
        assertEquals(1, uids(twice).size(), "a UID stands once");
    }

    @Test
    void noLineIsLongerThanItMayBeAndEachEndsAsItShould() {
        String[] many =
                IntStream.range(0, 60).mapToObj(i -> "rechnungswesen-für-" + i).toArray(String[]::new);
        String text = ICalendar.of(List.of(entry(Expiry.Kind.ASSERTION, many)), NOW);
        assertFalse(Pattern.compile("(?<!\r)\n|\r(?!\n)").matcher(text).find(), "a bare CR or LF");
        for (String line : text.split("\r\n")) {
            assertTrue(line.getBytes(StandardCharsets.UTF_8).length <= 75, line);
        }
        assertTrue(unfolded(text).stream().anyMatch(line -> line.contains("rechnungswesen-für-59")), text);
    }

    @Test
    void textIsEscapedAndFoldedBetweenCharacters() {
        assertEquals("a\\\\b\\;c\\,d\\ne", ICalendar.escaped("a\\b;c,d\r\ne\u0007"));
        String folded = ICalendar.folded("x".repeat(74) + "é" + "😀".repeat(30));
        for (String line : folded.split("\r\n")) {
            assertTrue(line.getBytes(StandardCharsets.UTF_8).length <= 75, line);
            assertEquals(
                    line,
                    new String(line.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8),
                    "no half character");
        }
        assertEquals(
                "x".repeat(74) + "é" + "😀".repeat(30),
                folded.replace("\r\n ", "").strip());
    }
}
