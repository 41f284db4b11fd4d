package signet.server.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON Schema (2020-12) of {@code signet.yaml}, for editors; made from the same description as the check. */
public final class JsonSchema {
    private JsonSchema() {}

    /** The schema as nested maps and lists. */
    public static Map<String, Object> of() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "signet.yaml");
        schema.putAll(shape(Layout.ROOT));
        return schema;
    }

    private static Map<String, Object> shape(Shape shape) {
        return switch (shape) {
            case Shape.Text text -> Map.of("type", List.of("string", "number", "boolean"));
            case Shape.Choice choice -> Map.of("enum", choice.words());
            case Shape.Flag flag -> Map.of("type", "boolean");
            case Shape.Whole whole -> ordered("type", "integer", "minimum", whole.least(), "maximum", whole.most());
            case Shape.Span span -> ordered("type", "string", "pattern", "^\\d{1,9}\\s*(ms|s|m|h|d)$");
            case Shape.Size size -> ordered("type", "string", "pattern", "^\\d{1,9}\\s*([kKmMgG][iI]?)?[bB]$");
            case Shape.Date date -> ordered("type", "string", "format", "date");
            case Shape.ListOf list -> {
                Map<String, Object> array = ordered("type", "array", "items", shape(list.item()));
                yield list.orSingle() ? Map.of("anyOf", List.of(shape(list.item()), array)) : array;
            }
            case Shape.MapOf map -> {
                Map<String, Object> object = ordered("type", "object");
                if (map.named()) {
                    object.put("propertyNames", Map.of("pattern", "^[a-z0-9][a-z0-9-]{0,62}$"));
                }
                object.put("additionalProperties", shape(map.value()));
                yield object;
            }
            case Shape.Struct struct -> struct(struct);
            case Shape.TextOr either -> Map.of("anyOf", List.of(shape(either.text()), shape(either.block())));
        };
    }

    private static Map<String, Object> struct(Shape.Struct struct) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        struct.fields().forEach((key, field) -> {
            Map<String, Object> property = new LinkedHashMap<>();
            property.put("description", field.description());
            property.putAll(shape(field.shape()));
            properties.put(key, property);
            if (field.required()) {
                required.add(key);
            }
        });
        Map<String, Object> object = ordered("type", List.of("object", "null"), "additionalProperties", false);
        if (!required.isEmpty()) {
            object.put("required", required);
            object.put("type", "object");
        }
        object.put("properties", properties);
        return object;
    }

    private static Map<String, Object> ordered(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
