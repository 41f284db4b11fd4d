package signet.simulator;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A value of a scenario file or of a control request, read as what is wanted.
 *
 * @param where its place, for messages: {@code tenants[0].apps[1].roles}
 * @param raw a text, number, truth value, list or map
 */
record Value(String where, Object raw) {
    private static final Pattern DURATION = Pattern.compile("(-?\\d{1,9})(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})(B|KB|MB|GB)?");

    String text() {
        if (raw instanceof Map || raw instanceof List) {
            throw wrong("a text");
        }
        return raw.toString();
    }

    boolean truth() {
        if (raw instanceof Boolean truth) {
            return truth;
        }
        throw wrong("true or false");
    }

    int number() {
        if (raw instanceof Number number && number.longValue() == number.intValue()) {
            return number.intValue();
        }
        throw wrong("a whole number");
    }

    /** {@code 6KB}, {@code 50MB}, or octets; 1KB is 1,024. */
    long size() {
        Matcher m = SIZE.matcher(text());
        if (!m.matches()) {
            throw wrong("a size such as 6KB or 50MB");
        }
        String unit = m.group(2) == null ? "B" : m.group(2);
        return Long.parseLong(m.group(1))
                << (10 * List.of("B", "KB", "MB", "GB").indexOf(unit));
    }

    /** {@code 250ms}, {@code 90s}, {@code 5m}, {@code 1h}, {@code 2d}, or ISO 8601; may be negative. */
    Duration duration() {
        Matcher m = DURATION.matcher(text());
        try {
            if (!m.matches()) {
                return Duration.parse(text());
            }
        } catch (DateTimeException e) {
            throw wrong("a duration such as 250ms, 90s, 5m, 1h or 2d");
        }
        long count = Long.parseLong(m.group(1));
        return switch (m.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    /** {@code 2027-05-01} (midnight UTC) or {@code 2027-05-01T12:00:00Z}. */
    Instant time() {
        try {
            return text().length() == 10
                    ? LocalDate.parse(text()).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text());
        } catch (DateTimeException e) {
            throw wrong("a time such as 2027-05-01 or 2027-05-01T12:00:00Z");
        }
    }

    List<String> texts() {
        return list().stream().map(Value::text).toList();
    }

    List<Value> list() {
        if (raw instanceof List<?> list) {
            return java.util.stream.IntStream.range(0, list.size())
                    .mapToObj(i -> new Value(where + "[" + i + "]", orMissing(list.get(i))))
                    .toList();
        }
        throw wrong("a list");
    }

    Fields fields() {
        if (raw instanceof Map<?, ?> map) {
            return new Fields(where, map);
        }
        throw wrong("a map of names and values");
    }

    static Object orMissing(@org.jspecify.annotations.Nullable Object value) {
        return value == null ? "" : value;
    }

    IllegalArgumentException wrong(String wanted) {
        return new IllegalArgumentException(where + ": '" + raw + "' is not " + wanted);
    }
}
