package signet.server.settings;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and sizes as people write them: a whole number and a unit. */
public final class Units {
    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,9})\\s*([A-Za-z]{1,3})");
    private static final Map<String, Duration> DURATIONS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));
    private static final Map<String, Long> SIZES = Map.of(
            "b", 1L,
            "kb", 1_000L,
            "mb", 1_000_000L,
            "gb", 1_000_000_000L,
            "kib", 1L << 10,
            "mib", 1L << 20,
            "gib", 1L << 30);

    private Units() {}

    /** {@code 500ms 30s 15m 2h 60d}; empty when the unit is missing or unknown, or the value is over 10 years. */
    public static Optional<Duration> duration(String text) {
        return amount(text)
                .flatMap(m -> Optional.ofNullable(DURATIONS.get(m.group(2)))
                        .map(unit -> unit.multipliedBy(Long.parseLong(m.group(1)))))
                .filter(duration -> duration.compareTo(Duration.ofDays(3_660)) <= 0);
    }

    /** {@code 500B 10KB 50MB 1GB} in powers of 1,000, {@code KiB MiB GiB} in powers of 1,024; in octets. */
    public static Optional<Long> size(String text) {
        return amount(text)
                .flatMap(m -> Optional.ofNullable(SIZES.get(m.group(2).toLowerCase(Locale.ROOT)))
                        .map(unit -> unit * Long.parseLong(m.group(1))));
    }

    private static Optional<Matcher> amount(String text) {
        Matcher matcher = AMOUNT.matcher(text.strip());
        return matcher.matches() ? Optional.of(matcher) : Optional.empty();
    }
}
