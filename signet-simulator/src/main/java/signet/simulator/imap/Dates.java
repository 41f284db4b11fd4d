package signet.simulator.imap;

import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;

/** Dates of IMAP (RFC 3501 §9): {@code date-time} and the day of SEARCH. */
final class Dates {
    static final DateTimeFormatter INTERNAL = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .parseLenient()
            .appendValue(ChronoField.DAY_OF_MONTH, 1, 2, java.time.format.SignStyle.NOT_NEGATIVE)
            .appendPattern("-MMM-uuuu HH:mm:ss xx")
            .toFormatter(Locale.ENGLISH);

    static final DateTimeFormatter DAY = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .appendValue(ChronoField.DAY_OF_MONTH, 1, 2, java.time.format.SignStyle.NOT_NEGATIVE)
            .appendPattern("-MMM-uuuu")
            .toFormatter(Locale.ENGLISH);

    /** {@code date-time} as it is sent: the day has two places. */
    static final DateTimeFormatter SENT = DateTimeFormatter.ofPattern("dd-MMM-uuuu HH:mm:ss xx", Locale.ENGLISH);

    private Dates() {}
}
