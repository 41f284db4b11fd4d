package signet.server.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.oauth.Secret;

/** Typed access to one block whose shape has been checked: absent keys are empty, values are resolved. */
final class Block {
    private final Yaml.Entries entries;
    private final String path;
    private final String owner;
    private final Values values;

    Block(Yaml.Entries entries, String path, String owner, Values values) {
        this.entries = entries;
        this.path = path;
        this.owner = owner;
        this.values = values;
    }

    Place place() {
        return entries.place();
    }

    /** Where {@code key} is written, else where the block begins. */
    Place place(String key) {
        Yaml.Entry entry = entries.entries().get(key);
        return entry == null ? entries.place() : entry.place();
    }

    boolean has(String key) {
        return entries.entries().containsKey(key);
    }

    Optional<String> text(String key) {
        return scalar(key).flatMap(t -> values.text(t, path + "." + key, owner));
    }

    Optional<Secret> secret(String key) {
        return scalar(key)
                .flatMap(t -> values.secret(t, path + "." + key, owner))
                .map(Secret::of);
    }

    /** A value that need not be hidden but may be long, such as a certificate. */
    Optional<Secret> wrapped(String key) {
        return text(key).map(Secret::of);
    }

    boolean flag(String key) {
        return scalar(key).map(t -> t.text().equals("true")).orElse(false);
    }

    Optional<Integer> whole(String key) {
        // a number that is none has been complained of when the shape was checked
        return scalar(key)
                .map(Yaml.Text::text)
                .filter(t -> t.matches("\\d{1,9}"))
                .map(Integer::parseInt);
    }

    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        entries.value(key).ifPresent(yaml -> {
            List<Yaml> items = yaml instanceof Yaml.Items list ? list.items() : List.of(yaml);
            for (Yaml item : items) {
                if (item instanceof Yaml.Text text) {
                    values.text(text, path + "." + key, owner).ifPresent(texts::add);
                }
            }
        });
        return texts;
    }

    /** The block under {@code key}; one without content ({@code smtp:} or {@code smtp: {}}) is there, but empty. */
    Optional<Block> block(String key) {
        return entries.value(key).map(yaml -> {
            Yaml.Entries below = yaml instanceof Yaml.Entries some ? some : new Yaml.Entries(Map.of(), yaml.place());
            return new Block(below, path + "." + key, owner, values);
        });
    }

    /** The same, with faults that concern {@code part} alone. */
    Optional<Block> block(String key, String part) {
        return block(key).map(below -> new Block(below.entries, below.path, part, values));
    }

    /** The blocks of a list under {@code key}, or the one that stands alone there. */
    List<Block> blocks(String key) {
        String at = path.isEmpty() ? key : path + "." + key;
        List<Block> blocks = new ArrayList<>();
        entries.value(key).ifPresent(yaml -> {
            boolean alone = !(yaml instanceof Yaml.Items);
            List<Yaml> items = yaml instanceof Yaml.Items list ? list.items() : List.of(yaml);
            for (Yaml item : items) {
                int number = blocks.size() + 1;
                Yaml.Entries below = item instanceof Yaml.Entries some
                        ? new Yaml.Entries(some.entries(), alone ? place(key) : some.place())
                        : new Yaml.Entries(Map.of(), item.place());
                blocks.add(
                        new Block(below, alone ? at : at + "[" + number + "]", Owners.item(at, number, owner), values));
            }
        });
        return blocks;
    }

    /** The blocks of a section of the top level by their names. */
    Map<String, Block> named(String section) {
        Map<String, Block> blocks = new LinkedHashMap<>();
        if (has(section) && entries.value(section).orElse(entries) instanceof Yaml.Entries all) {
            all.entries().forEach((name, entry) -> {
                Yaml.Entries below = entry.value() instanceof Yaml.Entries some
                        ? new Yaml.Entries(some.entries(), entry.place())
                        : new Yaml.Entries(Map.of(), entry.place());
                String owner = Owners.named(section, name);
                blocks.put(name, new Block(below, owner, owner, values));
            });
        }
        return blocks;
    }

    /** A section of the top level; empty when it is not there. */
    Block section(String key) {
        Yaml.Entries below = entries.value(key).orElse(entries) instanceof Yaml.Entries some && has(key)
                ? new Yaml.Entries(some.entries(), place(key))
                : new Yaml.Entries(Map.of(), place(key));
        return new Block(below, key, Owners.section(key), values);
    }

    Optional<Duration> duration(String key) {
        return scalar(key).map(Yaml.Text::text).flatMap(Units::duration);
    }

    Optional<Long> size(String key) {
        return scalar(key).map(Yaml.Text::text).flatMap(Units::size);
    }

    /** Every key of this block with its text as written. */
    Map<String, Yaml.Text> writtenTexts() {
        Map<String, Yaml.Text> texts = new LinkedHashMap<>();
        entries.entries().forEach((key, entry) -> {
            if (entry.value() instanceof Yaml.Text text) {
                texts.put(key, text);
            }
        });
        return texts;
    }

    Optional<Yaml.Text> scalar(String key) {
        return entries.value(key).map(yaml -> yaml instanceof Yaml.Text text ? text : null);
    }

    String path() {
        return path;
    }

    String owner() {
        return owner;
    }

    Values values() {
        return values;
    }
}
