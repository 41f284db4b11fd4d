package signet.mail.imap;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;

/**
 * The date a server puts on a message (RFC 9051 §9: date-time), {@code 17-Jul-1996 02:44:25 -0700}. Read by hand: it comes
 * with every message, and a formatter brings many methods that must be loaded and compiled for it.
 */
final class InternalDate {
    private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";

    /** Where the signs stand when the day has two digits. */
    private static final String SHAPE = "00-aaa-0000 00:00:00 +0000";

    private InternalDate() {}

    /** The moment; empty when {@code text} is no date, which costs nobody a message. */
    static Optional<Instant> parse(String text) {
        String date = text.strip();
        String full = date.length() == SHAPE.length() - 1 ? "0" + date : date;
        int month = shaped(full) ? MONTHS.indexOf(full.substring(3, 6).toLowerCase(Locale.ROOT)) : -1;
        if (month < 0 || month % 3 != 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.of(
                            number(full, 7, 11),
                            month / 3 + 1,
                            number(full, 0, 2),
                            number(full, 12, 14),
                            number(full, 15, 17),
                            number(full, 18, 20),
                            0,
                            zone(full))
                    .toInstant());
        } catch (DateTimeException notADate) {
            return Optional.empty();
        }
    }

    private static boolean shaped(String text) {
        boolean fits = text.length() == SHAPE.length();
        for (int i = 0; fits && i < SHAPE.length(); i++) {
            char found = text.charAt(i);
            char wanted = SHAPE.charAt(i);
            fits = switch (wanted) {
                case '0' -> found >= '0' && found <= '9';
                case 'a' -> true; // the list of months decides
                case '+' -> found == '+' || found == '-';
                default -> found == wanted;
            };
        }
        return fits;
    }

    private static ZoneOffset zone(String full) {
        int sign = full.charAt(21) == '-' ? -1 : 1;
        return ZoneOffset.ofHoursMinutes(sign * number(full, 22, 24), sign * number(full, 24, 26));
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }
}
