package signet.mail.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InternalDateTest {
    @ParameterizedTest
    @CsvSource({
        "17-Jul-1996 02:44:25 -0700, 1996-07-17T09:44:25Z",
        "' 7-Jul-1996 02:44:25 +0000', 1996-07-07T02:44:25Z",
        "7-JUL-1996 02:44:25 +0000, 1996-07-07T02:44:25Z",
        "29-feb-2028 23:59:59 +0530, 2028-02-29T18:29:59Z",
        "31-Dec-2026 23:00:00 -0130, 2027-01-01T00:30:00Z"
    })
    void dates(String text, Instant moment) {
        assertEquals(Optional.of(moment), InternalDate.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "17-anf-1996 02:44:25 -0700",
                "17-Jux-1996 02:44:25 -0700",
                "30-Feb-2026 02:44:25 +0000",
                "17-Jul-1996 24:44:25 +0000",
                "17-Jul-1996 02:44:25 +1900",
                "17-Jul-1996 02:44:25 0000",
                "17-Jul-1996T02:44:25 +0000",
                "1a-Jul-1996 02:44:25 +0000",
                "17-Jul-1996 02:44:25 +00000"
            })
    void noDates(String text) {
        assertEquals(Optional.empty(), InternalDate.parse(text));
    }

    @Test
    void everyMonth() {
        String[] names = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
        for (int i = 0; i < names.length; i++) {
            Instant first = Instant.parse("2026-%02d-01T00:00:00Z".formatted(i + 1));
            assertEquals(Optional.of(first), InternalDate.parse("01-" + names[i] + "-2026 00:00:00 +0000"));
        }
    }
}
