package signet.server.settings;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A YAML document as we need it: text, lists and mappings, each with its place. */
sealed interface Yaml {
    Place place();

    /** A scalar as written; {@code quoted} tells {@code ""} from nothing at all. */
    record Text(String text, boolean quoted, Place place) implements Yaml {
        /** Nothing was written: {@code key:} with an empty value, {@code ~} or {@code null}. */
        boolean isNothing() {
            return !quoted && (text.isEmpty() || text.equals("~") || text.equals("null"));
        }
    }

    record Items(List<Yaml> items, Place place) implements Yaml {
        public Items {
            items = List.copyOf(items);
        }
    }

    record Entries(Map<String, Entry> entries, Place place) implements Yaml {
        public Entries {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        Optional<Yaml> value(String key) {
            return Optional.ofNullable(entries.get(key)).map(Entry::value);
        }
    }

    /** A key with its own place, which is where messages about the key point. */
    record Entry(Place place, Yaml value) {}

    /** What this is, for messages. */
    default String kind() {
        return switch (this) {
            case Text text -> text.isNothing() ? "nothing" : "a text";
            case Items items -> "a list";
            case Entries entries -> "a block of keys";
        };
    }
}
