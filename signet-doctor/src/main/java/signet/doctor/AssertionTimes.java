package signet.doctor;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The three times of AADSTS700024: the login host's, and the beginning and end of the assertion. */
record AssertionTimes(Instant server, Instant from, Instant until) {
    private static final String TIME = "(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?Z)";
    private static final Pattern TIMES = Pattern.compile(
            "Current time: " + TIME + ", assertion valid from " + TIME + ", expiry time of assertion " + TIME,
            Pattern.CASE_INSENSITIVE);

    static Optional<AssertionTimes> read(String text) {
        Matcher matcher = TIMES.matcher(text);
        if (!matcher.find()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new AssertionTimes(
                    Instant.parse(matcher.group(1)), Instant.parse(matcher.group(2)), Instant.parse(matcher.group(3))));
        } catch (DateTimeException e) {
            return Optional.empty(); // the sentence itself still says enough
        }
    }

    void addTo(List<String> causes, Map<String, String> facts) {
        facts.put("server-time", shown(server));
        facts.put("valid-from", shown(from));
        facts.put("valid-until", shown(until));
        if (until.isBefore(from)) {
            causes.add("The assertion ends (" + shown(until) + ") before it begins (" + shown(from)
                    + "): nbf or exp was written wrongly.");
        } else if (server.isBefore(from)) {
            causes.add("The assertion begins " + words(Duration.between(server, from)) + " after the login host's time "
                    + shown(server) + ": the clock here is ahead.");
        } else if (server.isAfter(until)) {
            causes.add("The assertion ended " + words(Duration.between(until, server))
                    + " before the login host's time " + shown(server)
                    + ": it was sent again after its end, or the clock here is behind.");
        }
    }

    private static String shown(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** A length of time for people: the two largest units. */
    static String words(Duration duration) {
        if (duration.toDays() > 0) {
            return duration.toDays() + " d " + duration.toHoursPart() + " h";
        }
        if (duration.toHours() > 0) {
            return duration.toHours() + " h " + duration.toMinutesPart() + " min";
        }
        return duration.toMinutes() > 0
                ? duration.toMinutes() + " min " + duration.toSecondsPart() + " s"
                : duration.toSeconds() + " s";
    }
}
