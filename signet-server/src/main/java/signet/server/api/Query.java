package signet.server.api;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parameters of a query string, decoded once. */
record Query(Map<String, List<String>> parameters) {
    static Query read(@org.jspecify.annotations.Nullable String raw, List<String> known) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        if (raw != null && !raw.isEmpty()) {
            for (String pair : raw.split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
                if (!known.contains(name)) {
                    throw unknown(name, known);
                }
                parameters
                        .computeIfAbsent(name, n -> new ArrayList<>())
                        .add(equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return new Query(parameters);
    }

    private static ProblemException unknown(String name, List<String> known) {
        // a token in the address ends up in logs: its name is told, its value never
        String shown = name.length() > 40 ? name.substring(0, 40) + "…" : name;
        return ProblemException.parameter(
                shown,
                known.isEmpty()
                        ? "is not known; this route takes no parameters"
                        : "is not known; known are " + String.join(", ", known));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(400, "invalid-parameter", "the query has a % that is no percent-encoding");
        }
    }

    Optional<String> text(String name) {
        List<String> values = all(name);
        if (values.size() > 1) {
            throw ProblemException.parameter(name, "stands " + values.size() + " times; once is expected");
        }
        return values.stream().findFirst().filter(value -> !value.isEmpty());
    }

    List<String> all(String name) {
        return parameters.getOrDefault(name, List.of());
    }

    int whole(String name, int least, int most, int byDefault) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return byDefault;
        }
        String digits = text.get();
        int value = digits.matches("\\d{1,9}") ? Integer.parseInt(digits) : -1;
        if (value < least || value > most) {
            throw ProblemException.parameter(name, "is a whole number from " + least + " to " + most);
        }
        return value;
    }

    Optional<Instant> time(String name) {
        return text(name)
                .map(text -> rfc3339(text)
                        .orElseThrow(() -> ProblemException.parameter(name, "is a time such as 2026-11-26T14:00:00Z")));
    }

    /** A time as RFC 3339 writes it, with any offset. */
    static Optional<Instant> rfc3339(String text) {
        try {
            Instant time = OffsetDateTime.parse(text).toInstant();
            boolean sane = time.isAfter(Instant.EPOCH) && time.isBefore(Instant.ofEpochSecond(253_402_300_799L));
            return sane ? Optional.of(time) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty(); // the caller says what was expected, and where
        }
    }
}
