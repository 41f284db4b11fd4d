package signet.server.support;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON as it stands in a bundle: visible ASCII only, for people look at it on terminals. */
final class JsonText {
    private JsonText() {}

    static String line(Object value) {
        return mapper().writeValueAsString(plain(value));
    }

    static String indented(Object value) {
        return mapper().writerWithDefaultPrettyPrinter().writeValueAsString(plain(value)) + "\n";
    }

    /** What a line says; empty when it is no JSON, such as one that was cut. */
    static Optional<Object> read(String line) {
        try {
            return Optional.ofNullable(mapper().readValue(line, Object.class));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static JsonMapper mapper() {
        return JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    }

    /** Maps, lists, numbers and truths stay; an empty {@code Optional} is null; everything else is its text. */
    private static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Optional<?> optional -> plain(optional.orElse(null));
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> members = new LinkedHashMap<>();
                map.forEach((name, member) -> members.put(String.valueOf(name), plain(member)));
                yield members;
            }
            case Collection<?> items -> { // not Iterable: a Path is one of itself
                List<@Nullable Object> list = new ArrayList<>();
                items.forEach(item -> list.add(plain(item)));
                yield list;
            }
            case Number number -> number;
            case Boolean truth -> truth;
            default -> value.toString();
        };
    }
}
