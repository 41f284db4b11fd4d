package signet.server.api;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import signet.doctor.Quoting;
import signet.server.api.Problem.Wrong;

/**
 * Typed access to the members of a JSON object. What is wrong is collected; {@link #done} ends the request with all of it, and
 * with every member nobody asked for.
 */
final class Members {
    private final Map<?, ?> members;
    private final String pointer;
    private final List<Wrong> wrong;
    private final Set<String> asked = new LinkedHashSet<>();

    private Members(Map<?, ?> members, String pointer, List<Wrong> wrong) {
        this.members = members;
        this.pointer = pointer;
        this.wrong = wrong;
    }

    static Members of(Object value) {
        if (!(value instanceof Map<?, ?> members)) {
            throw ProblemException.member("", "expected is a JSON object");
        }
        return new Members(members, "", new ArrayList<>());
    }

    boolean has(String name) {
        return members.containsKey(name);
    }

    Optional<String> text(String name) {
        return value(name, "a string", value -> value instanceof String text ? text : null);
    }

    String required(String name) {
        Optional<String> text = text(name).filter(t -> !t.isBlank());
        if (text.isEmpty() && wrong.stream().noneMatch(w -> w.where().equals("#" + at(name)))) {
            complain(name, "is missing");
        }
        return text.orElse("");
    }

    boolean flag(String name) {
        return value(name, "true or false", value -> value instanceof Boolean truth ? truth : null)
                .orElse(false);
    }

    int whole(String name, int least, int most, int byDefault) {
        String expected = "a whole number from " + least + " to " + most;
        return value(
                        name,
                        expected,
                        value -> value instanceof Long number && number >= least && number <= most
                                ? number.intValue()
                                : null)
                .orElse(byDefault);
    }

    Optional<Instant> time(String name) {
        return value(
                name,
                "a time such as 2026-11-26T14:00:00Z",
                value -> value instanceof String text ? Query.rfc3339(text).orElse(null) : null);
    }

    /** A list of strings; one string alone is a list too. */
    List<String> texts(String name) {
        Optional<List<?>> items = value(name, "a list of strings", Members::items);
        List<String> texts = new ArrayList<>();
        int i = 0;
        for (Object item : items.orElse(List.of())) {
            if (item instanceof String text) {
                texts.add(text);
            } else {
                complain(name + "/" + i, "expected is a string");
            }
            i++;
        }
        return texts;
    }

    private static @org.jspecify.annotations.Nullable List<?> items(Object value) {
        return switch (value) {
            case List<?> list -> list;
            case String text -> List.of(text);
            default -> null;
        };
    }

    /** A list of objects, each with its place. */
    List<Members> objects(String name) {
        Optional<List<?>> items =
                value(name, "a list of objects", value -> value instanceof List<?> list ? list : null);
        List<Members> objects = new ArrayList<>();
        int i = 0;
        for (Object item : items.orElse(List.of())) {
            if (item instanceof Map<?, ?> map) {
                objects.add(new Members(map, at(name) + "/" + i, wrong));
            } else {
                complain(name + "/" + i, "expected is an object");
            }
            i++;
        }
        return objects;
    }

    Optional<Members> object(String name) {
        return value(name, "an object", value -> value instanceof Map<?, ?> map ? map : null)
                .map(map -> new Members(map, at(name), wrong));
    }

    /** The member as it is. */
    Optional<Object> raw(String name) {
        asked.add(name);
        return Optional.ofNullable(members.get(name));
    }

    /** Every member as it is, in order. */
    Map<String, Object> all() {
        Map<String, Object> all = new LinkedHashMap<>();
        members.forEach((name, value) -> all.put(String.valueOf(name), value));
        asked.addAll(all.keySet());
        return all;
    }

    void complain(String name, String detail) {
        wrong.add(Wrong.member(at(name), detail));
    }

    private String at(String name) {
        return pointer + "/" + name;
    }

    /** A member's name inside a pointer (RFC 6901 §3). */
    static String escaped(String name) {
        String shown = Quoting.of(name, 100);
        return shown.replace("~", "~0").replace("/", "~1");
    }

    /** Nobody asks for more: members that are not known are wrong. */
    Members noOthers() {
        for (Object name : members.keySet()) {
            if (!asked.contains(String.valueOf(name))) {
                complain(escaped(String.valueOf(name)), "is not known; known are " + String.join(", ", asked));
            }
        }
        return this;
    }

    /** @throws ProblemException when something is wrong */
    void done() {
        noOthers();
        if (!wrong.isEmpty()) {
            throw ProblemException.members(wrong.subList(0, Math.min(wrong.size(), 100)));
        }
    }

    private <T> Optional<T> value(
            String name, String expected, Function<Object, @org.jspecify.annotations.Nullable T> as) {
        Optional<Object> raw = raw(name);
        if (raw.isEmpty()) {
            return Optional.empty();
        }
        Optional<T> value = Optional.ofNullable(as.apply(raw.get()));
        if (value.isEmpty()) {
            complain(name, "expected is " + expected);
        }
        return value;
    }
}
