package signet.server.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** As much of JSON Schema as {@code openapi.json} uses. Every keyword it does not know is a complaint. */
final class Schemas {
    private static final List<String> KNOWN = List.of(
            "$ref",
            "type",
            "enum",
            "oneOf",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "description",
            "format",
            "contentEncoding",
            "minimum",
            "maximum",
            "maxLength");

    private final Map<?, ?> document;

    Schemas(Map<?, ?> document) {
        this.document = document;
    }

    Map<?, ?> resolved(Map<?, ?> schema) {
        Object ref = schema.get("$ref");
        if (ref == null) {
            return schema;
        }
        Object at = document;
        for (String part : ref.toString().substring(2).split("/", -1)) {
            at = Objects.requireNonNull(((Map<?, ?>) at).get(part), ref.toString());
        }
        return (Map<?, ?>) at;
    }

    /** What does not fit, with its place. */
    List<String> complaints(Map<?, ?> schema, @org.jspecify.annotations.Nullable Object value, String at) {
        Map<?, ?> here = resolved(schema);
        List<String> wrong = new ArrayList<>();
        here.keySet().stream()
                .filter(key -> !KNOWN.contains(String.valueOf(key)))
                .forEach(key -> wrong.add(at + ": the schema uses " + key));
        if (here.get("oneOf") instanceof List<?> choices) {
            long fits = choices.stream()
                    .filter(choice -> complaints((Map<?, ?>) choice, value, at).isEmpty())
                    .count();
            if (fits != 1) {
                wrong.add(at + ": fits " + fits + " of oneOf: " + value);
            }
            return wrong;
        }
        if (!ofType(here.get("type"), value)) {
            wrong.add(at + ": is no " + here.get("type") + ": " + value);
        } else if (here.get("enum") instanceof List<?> words && !words.contains(value)) {
            wrong.add(at + ": is none of " + words + ": " + value);
        } else if ("date-time".equals(here.get("format")) && value instanceof String time && !time.endsWith("Z")) {
            wrong.add(at + ": does not end in Z: " + time);
        } else if (value instanceof Map<?, ?> object) {
            members(here, object, at, wrong);
        } else if (value instanceof List<?> list && here.get("items") instanceof Map<?, ?> items) {
            for (int i = 0; i < list.size(); i++) {
                wrong.addAll(complaints(items, list.get(i), at + "/" + i));
            }
        }
        return wrong;
    }

    private void members(Map<?, ?> schema, Map<?, ?> object, String at, List<String> wrong) {
        Map<?, ?> properties = schema.get("properties") instanceof Map<?, ?> map ? map : Map.of();
        if (schema.get("required") instanceof List<?> required) {
            required.stream()
                    .filter(name -> !object.containsKey(name))
                    .forEach(name -> wrong.add(at + ": has no " + name));
        }
        object.forEach((name, member) -> {
            Object more = schema.get("additionalProperties");
            if (properties.get(name) instanceof Map<?, ?> property) {
                wrong.addAll(complaints(property, member, at + "/" + name));
            } else if (more instanceof Map<?, ?> other) {
                wrong.addAll(complaints(other, member, at + "/" + name));
            } else if (!Boolean.TRUE.equals(more)) {
                wrong.add(at + ": the schema has no " + name);
            }
        });
    }

    private static boolean ofType(
            @org.jspecify.annotations.Nullable Object type, @org.jspecify.annotations.Nullable Object value) {
        return switch (type) {
            case null -> true;
            case List<?> types -> types.stream().anyMatch(one -> ofType(one, value));
            case String word ->
                switch (word) {
                    case "null" -> value == null;
                    case "string" -> value instanceof String;
                    case "integer" ->
                        value instanceof Integer || value instanceof Long || value instanceof java.math.BigInteger;
                    case "boolean" -> value instanceof Boolean;
                    case "array" -> value instanceof List;
                    case "object" -> value instanceof Map;
                    default -> false;
                };
            default -> false;
        };
    }
}
