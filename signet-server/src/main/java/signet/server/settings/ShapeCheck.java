package signet.server.settings;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import signet.doctor.Quoting;

/**
 * Compares a tree with its shape. A wrong kind of value and an unknown key are errors of structure; a wrong text is an error
 * of the object it stands in.
 */
final class ShapeCheck {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    private final Complaints complaints;

    ShapeCheck(Complaints complaints) {
        this.complaints = complaints;
    }

    void check(Yaml.Entries root) {
        block(root, Layout.ROOT, "", Owners.FILE);
    }

    /** Checks one object alone. */
    void check(Yaml object, Shape shape, String path, String owner) {
        value(object, shape, path, owner);
    }

    private void value(Yaml yaml, Shape shape, String path, String owner) {
        switch (shape) {
            case Shape.Struct struct -> asBlock(yaml, shape, path).ifPresent(e -> block(e, struct, path, owner));
            case Shape.MapOf map -> asBlock(yaml, shape, path).ifPresent(e -> map(e, map, path, owner));
            case Shape.ListOf list -> list(yaml, list, path, owner);
            case Shape.TextOr either ->
                value(yaml, yaml instanceof Yaml.Text ? either.text() : either.block(), path, owner);
            default -> {
                if (yaml instanceof Yaml.Text text && !text.isNothing()) {
                    scalar(text, shape, path, owner);
                } else {
                    wrongKind(yaml, shape, path);
                }
            }
        }
    }

    private Optional<Yaml.Entries> asBlock(Yaml yaml, Shape shape, String path) {
        if (yaml instanceof Yaml.Entries entries) {
            return Optional.of(entries);
        }
        if (yaml instanceof Yaml.Text text && text.isNothing()) {
            return Optional.of(new Yaml.Entries(Map.of(), text.place()));
        }
        wrongKind(yaml, shape, path);
        return Optional.empty();
    }

    private void wrongKind(Yaml yaml, Shape shape, String path) {
        complaints.structure(
                yaml.place(),
                "settings-wrong-kind",
                "'" + path + "' holds " + yaml.kind() + "; expected is " + shape.expected(),
                "Write " + shape.expected() + ".");
    }

    private void block(Yaml.Entries entries, Shape.Struct struct, String path, String owner) {
        entries.entries().forEach((key, entry) -> {
            Shape.Field field = struct.fields().get(key);
            if (field == null) {
                complaints.structure(
                        entry.place(),
                        "settings-unknown-key",
                        "'" + YamlReader.shown(key) + "' is not a key" + (path.isEmpty() ? "" : " of '" + path + "'"),
                        path.isEmpty() ? unknownAtTop(key, entry.value(), struct) : unknownKey(key, struct));
            } else {
                String below = path.isEmpty() ? key : path + "." + key;
                value(entry.value(), field.shape(), below, path.isEmpty() ? Owners.section(key) : owner);
            }
        });
        struct.fields().forEach((key, field) -> {
            if (field.required() && !entries.entries().containsKey(key)) {
                complaints.error(
                        owner,
                        entries.place(),
                        "settings-missing-key",
                        "'" + path + "' has no '" + key + "' (" + field.description() + ")",
                        "Add " + key + ": with " + field.shape().expected() + ".");
            }
        });
    }

    /** A name that stands in the first column looks like a section nobody knows. */
    private static String unknownAtTop(String key, Yaml value, Shape.Struct root) {
        Optional<String> section = value instanceof Yaml.Entries block
                ? block.value("address")
                        .map(address -> "accounts")
                        .or(() -> block.value("method").map(method -> "credentials"))
                : Optional.empty();
        return section.map(below -> "If it is a name, indent it and what belongs to it below " + below + ":.")
                .orElseGet(() -> unknownKey(key, root));
    }

    private static String unknownKey(String key, Shape.Struct struct) {
        int colon = key.indexOf(':');
        return colon > 0 && struct.fields().containsKey(key.substring(0, colon))
                ? "Put a blank behind the colon of " + key.substring(0, colon) + ":."
                : NearWord.question(
                        key,
                        struct.fields().keySet(),
                        "Known here: " + String.join(", ", struct.fields().keySet()) + ".");
    }

    private void map(Yaml.Entries entries, Shape.MapOf map, String path, String owner) {
        entries.entries().forEach((key, entry) -> {
            if (map.named() && !NAME.matcher(key).matches()) {
                complaints.structure(
                        entry.place(),
                        "settings-name",
                        "the name '" + YamlReader.shown(key) + "' under '" + path + "' is not allowed",
                        "Use 1 to 63 lower-case letters, digits and hyphens, the first no hyphen.");
            }
            value(entry.value(), map.value(), path + "." + key, map.named() ? Owners.named(path, key) : owner);
        });
    }

    private void list(Yaml yaml, Shape.ListOf list, String path, String owner) {
        if (yaml instanceof Yaml.Items items) {
            List<Yaml> values = items.items();
            for (int i = 0; i < values.size(); i++) {
                value(values.get(i), list.item(), path + "[" + (i + 1) + "]", Owners.item(path, i + 1, owner));
            }
        } else if (list.orSingle()) {
            value(yaml, list.item(), path, Owners.item(path, 1, owner));
        } else {
            wrongKind(yaml, list, path);
        }
    }

    private void scalar(Yaml.Text text, Shape shape, String path, String owner) {
        String value = text.text();
        boolean right = switch (shape) {
            case Shape.Choice choice -> choice.words().contains(value);
            case Shape.Flag flag -> value.equals("true") || value.equals("false");
            case Shape.Whole whole -> isWhole(value, whole);
            case Shape.Span span -> Units.duration(value).isPresent();
            case Shape.Size size -> Units.size(value).isPresent();
            case Shape.Date date -> isDate(value);
            default -> true;
        };
        if (!right) {
            String hint = shape instanceof Shape.Choice choice
                    ? NearWord.question(value, choice.words(), "Write " + choice.expected() + ".")
                    : "Write " + shape.expected() + ".";
            complaints.error(
                    owner,
                    text.place(),
                    "settings-wrong-value",
                    "'" + path + "' is '" + Quoting.of(value, 40) + "'; expected is " + shape.expected(),
                    hint);
        }
    }

    private static boolean isWhole(String value, Shape.Whole whole) {
        if (!value.matches("\\d{1,18}")) {
            return false;
        }
        long number = Long.parseLong(value);
        return number >= whole.least() && number <= whole.most();
    }

    private static boolean isDate(String value) {
        try {
            LocalDate.parse(value);
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
