package signet.server.retrieval;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Where a first run begins.
 *
 * @param date for {@link Kind#DATE} only: messages the server got on this day or later
 */
public record RetrievalStart(Kind kind, Optional<LocalDate> date) {
    public static final RetrievalStart BEGINNING = new RetrievalStart(Kind.BEGINNING, Optional.empty());

    public enum Kind {
        BEGINNING,
        NOW,
        DATE
    }

    /**
     * Reads {@code beginning}, {@code now} or a date such as {@code 2026-11-23}.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static RetrievalStart parse(String text) {
        if (text.equals("beginning")) {
            return BEGINNING;
        }
        if (text.equals("now")) {
            return new RetrievalStart(Kind.NOW, Optional.empty());
        }
        try {
            return new RetrievalStart(Kind.DATE, Optional.of(LocalDate.parse(text)));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is none of beginning, now and a date such as 2026-11-23", e);
        }
    }
}
