package signet.server.console;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns shapes into what templates read: no {@code Optional}s, times as {@link Time}, maps whose missing members are null. */
final class Plain {
    private static final DateTimeFormatter READABLE = DateTimeFormatter.ofPattern(
                    "d MMM uuuu, HH:mm:ss 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Instant now;

    Plain(Instant now) {
        this.now = now;
    }

    /**
     * A time.
     *
     * @param iso  RFC 3339
     * @param text for people, in UTC
     * @param ago  how far it is, such as {@code 5 min ago} or {@code in 2 days}
     */
    public record Time(String iso, String text, String ago) {}

    /** A map in which members that are not there are null: pages show nothing for them. */
    private static final class Members extends LinkedHashMap<String, @Nullable Object> {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean containsKey(Object name) {
            return true;
        }
    }

    Map<String, @Nullable Object> members(Map<?, ?> map) {
        Members members = new Members();
        map.forEach((name, value) -> members.put(String.valueOf(name), value(value)));
        return members;
    }

    @Nullable Object value(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Optional<?> optional -> value(optional.orElse(null));
            case Map<?, ?> map -> members(map);
            case Iterable<?> items -> {
                List<@Nullable Object> list = new ArrayList<>();
                items.forEach(item -> list.add(value(item)));
                yield list;
            }
            case Instant at -> new Time(at.toString(), READABLE.format(at), distance(at));
            default -> value;
        };
    }

    private String distance(Instant at) {
        Duration gone = Duration.between(at, now);
        String span = span(gone.abs());
        if (gone.abs().compareTo(Duration.ofSeconds(5)) < 0) {
            return "now";
        }
        return gone.isNegative() ? "in " + span : span + " ago";
    }

    private static String span(Duration length) {
        if (length.toDays() >= 2) {
            return length.toDays() + " days";
        }
        if (length.toHours() >= 2) {
            return length.toHours() + " h";
        }
        return length.toMinutes() >= 2 ? length.toMinutes() + " min" : length.toSeconds() + " s";
    }
}
