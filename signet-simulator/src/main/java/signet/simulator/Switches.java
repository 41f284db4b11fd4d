package signet.simulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * What can be changed about one kind of thing, by name: the same table serves scenario files, the control API, and the
 * state it shows.
 */
final class Switches<T> {
    private final Map<String, Function<T, Object>> readers = new LinkedHashMap<>();
    private final Map<String, BiConsumer<T, Value>> writers = new LinkedHashMap<>();

    /** Adds a switch. */
    Switches<T> with(String name, Function<T, Object> read, BiConsumer<T, Value> write) {
        readers.put(name, read);
        writers.put(name, write);
        return this;
    }

    /**
     * Sets those named.
     *
     * @throws IllegalArgumentException naming everything that is wrong; what was right is set
     */
    void set(T target, Fields fields) {
        fields.only(writers.keySet());
        List<String> wrong = new ArrayList<>();
        writers.forEach((name, write) -> fields.find(name).ifPresent(value -> {
            try {
                write.accept(target, value);
            } catch (IllegalArgumentException e) {
                wrong.add(String.valueOf(e.getMessage()));
            }
        }));
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", wrong));
        }
    }

    /** The present settings. */
    Map<String, Object> state(T target) {
        Map<String, Object> state = new LinkedHashMap<>();
        readers.forEach((name, read) -> state.put(name, read.apply(target)));
        return state;
    }
}
