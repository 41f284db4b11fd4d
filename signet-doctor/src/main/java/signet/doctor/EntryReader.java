package signet.doctor;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import signet.mail.Stage;

/** Reads the catalogue's blocks of {@code name: value} lines. */
final class EntryReader {
    private final String name;
    private final BufferedReader lines;
    private int number;

    EntryReader(String name, BufferedReader lines) {
        this.name = name;
        this.lines = lines;
    }

    List<Entry> entries() throws IOException {
        List<Entry> entries = new ArrayList<>();
        Map<String, List<String>> block = new HashMap<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (line.isBlank()) {
                add(block, entries);
            } else if (!line.startsWith("#")) {
                int colon = line.indexOf(": ");
                if (colon < 0) {
                    throw wrong("no \"name: value\" in \"" + line + "\"");
                }
                block.computeIfAbsent(line.substring(0, colon), key -> new ArrayList<>())
                        .add(line.substring(colon + 2).strip());
            }
        }
        add(block, entries);
        return entries;
    }

    private void add(Map<String, List<String>> block, List<Entry> entries) {
        if (!block.isEmpty()) {
            entries.add(entry(block));
            block.clear();
        }
    }

    private Entry entry(Map<String, List<String>> block) {
        return new Entry(
                one(block, "id"),
                one(block, "protocol"),
                Stage.valueOf(constant(one(block, "stage"))),
                all(block, "match").stream().map(Phrase::parse).toList(),
                block.getOrDefault("general", List.of()).equals(List.of("yes")),
                Entry.Kind.valueOf(constant(one(block, "class"))),
                hold(one(block, "hold")),
                one(block, "meaning"),
                all(block, "cause").stream().map(this::cause).toList(),
                all(block, "fix"),
                Entry.Mark.valueOf(constant(one(block, "mark"))),
                one(block, "sample"));
    }

    private Entry.Cause cause(String value) {
        String[] parts = value.split(" => ", -1);
        if (parts.length != 2) {
            throw wrong("the cause \"" + value + "\" is not \"why => proof\"");
        }
        return new Entry.Cause(parts[0].strip(), parts[1].strip());
    }

    private Entry.Hold hold(String value) {
        String[] words = value.split(" ", 2);
        if (words.length != 2 || !List.of("park", "wait").contains(words[0])) {
            throw wrong("hold is \"" + value + "\", not \"park 10m\" or \"wait 60s\"");
        }
        return new Entry.Hold("park".equals(words[0]), Duration.parse("PT" + words[1].toUpperCase(Locale.ROOT)));
    }

    private static String constant(String word) {
        return word.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private String one(Map<String, List<String>> block, String field) {
        List<String> values = all(block, field);
        if (values.size() != 1) {
            throw wrong(field + " stands there " + values.size() + " times");
        }
        return values.get(0);
    }

    private List<String> all(Map<String, List<String>> block, String field) {
        List<String> values = block.getOrDefault(field, List.of());
        if (values.isEmpty()) {
            throw wrong("the block has no " + field);
        }
        return values;
    }

    private IllegalStateException wrong(String what) {
        return new IllegalStateException(name + ", block before line " + (number + 1) + ": " + what);
    }
}
