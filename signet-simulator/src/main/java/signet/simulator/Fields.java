package signet.simulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Names and values of a scenario file or of a control request. */
final class Fields {
    private final String where;
    private final Map<String, Object> values = new LinkedHashMap<>();

    Fields(String where, Map<?, ?> values) {
        this.where = where;
        values.forEach((name, value) -> this.values.put(String.valueOf(name), Value.orMissing(value)));
    }

    String where() {
        return where;
    }

    Map<String, Object> raw() {
        return Map.copyOf(values);
    }

    Set<String> names() {
        return values.keySet();
    }

    Optional<Value> find(String name) {
        return Optional.ofNullable(values.get(name)).map(v -> new Value(at(name), v));
    }

    Value required(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException(at(name) + ": is missing"));
    }

    List<Value> list(String name) {
        return find(name).map(Value::list).orElse(List.of());
    }

    /** All but those named. */
    Fields without(Set<String> names) {
        Map<String, Object> rest = new LinkedHashMap<>(values);
        rest.keySet().removeAll(names);
        return new Fields(where, rest);
    }

    /** Refuses names that mean nothing. */
    void only(Set<String> known) {
        Set<String> unknown = new java.util.TreeSet<>(values.keySet());
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException((where.isEmpty() ? "scenario" : where) + ": unknown "
                    + String.join(", ", unknown) + "; known are " + String.join(", ", new java.util.TreeSet<>(known)));
        }
    }

    private String at(String name) {
        return where.isEmpty() ? name : where + "." + name;
    }
}
