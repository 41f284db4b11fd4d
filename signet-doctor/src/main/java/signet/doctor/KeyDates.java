package signet.doctor;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The validity that Entra ID names for a certificate it knows: {@code Found key 'Start=06/17/2025 10:03:21, End=…'}. The
 * dates are MM/dd/yyyy, in UTC; older answers leave the time out.
 */
record KeyDates(LocalDateTime start, LocalDateTime end) {
    private static final String TIME = "(\\d{1,2})/(\\d{1,2})/(\\d{4})(?: (\\d{1,2}):(\\d\\d):(\\d\\d))?";
    private static final Pattern FOUND_KEY =
            Pattern.compile("Start=" + TIME + ",? ?End=" + TIME, Pattern.CASE_INSENSITIVE);
    private static final DateTimeFormatter SHOWN = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'");

    static Optional<KeyDates> read(String text) {
        Matcher matcher = FOUND_KEY.matcher(text);
        if (!matcher.find()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new KeyDates(at(matcher, 1), at(matcher, 7)));
        } catch (DateTimeException e) {
            return Optional.empty(); // not the dates we know how to read: the sentence itself still says enough
        }
    }

    private static LocalDateTime at(Matcher matcher, int group) {
        return LocalDateTime.of(
                LocalDate.of(number(matcher, group + 2), number(matcher, group), number(matcher, group + 1)),
                LocalTime.of(number(matcher, group + 3), number(matcher, group + 4), number(matcher, group + 5)));
    }

    private static int number(Matcher matcher, int group) {
        String digits = matcher.group(group);
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    void addTo(List<String> causes, Map<String, String> facts) {
        facts.put("started", start.toLocalDate().toString());
        facts.put("ended", end.toLocalDate().toString());
        causes.add("The certificate ended " + end.toLocalDate() + " (" + SHOWN.format(end)
                + "; Entra ID writes its dates as MM/dd/yyyy).");
        if (!start.isBefore(end)) {
            causes.add("Start = End: this certificate was never usable, not even for a moment. It was made with no"
                    + " validity at all (0 days); make the new one with a validity of months.");
        }
    }
}
