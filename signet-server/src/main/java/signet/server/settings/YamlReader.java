package signet.server.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import signet.doctor.Quoting;

/** Reads YAML 1.2 text into a {@link Yaml} tree; what is wrong goes to the complaints. */
final class YamlReader {
    private static final int MAX_CHARACTERS = 1 << 20;
    private static final int MAX_DEPTH = 20;
    /** Several thousand accounts, each with limits of its own. */
    private static final int MAX_NODES = 100_000;

    private static final Set<Tag> PLAIN_TAGS =
            Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.MAP, Tag.SEQ);

    private final String file;
    private final Complaints complaints;
    private int nodes;

    private YamlReader(String file, Complaints complaints) {
        this.file = file;
        this.complaints = complaints;
    }

    /**
     * Reads {@code text}; an empty document is an empty block.
     *
     * @param file the name to use in messages
     * @return the tree, or empty when the text is no YAML or is over a limit
     */
    static Optional<Yaml> read(String file, String text, Complaints complaints) {
        return new YamlReader(file, complaints).document(text);
    }

    private Optional<Yaml> document(String text) {
        if (text.length() > MAX_CHARACTERS) {
            complaints.structure(
                    new Place(file, 1),
                    "yaml-too-large",
                    "the file has " + text.length() + " characters; at most " + MAX_CHARACTERS + " are read",
                    "Keep keys and certificates in files of their own and name them with file:PATH.");
            return Optional.empty();
        }
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setCodePointLimit(MAX_CHARACTERS)
                .setUseMarks(true)
                .build();
        try {
            String withoutMark = text.startsWith("\uFEFF") ? text.substring(1) : text;
            return new Compose(settings)
                    .composeString(withoutMark)
                    .map(root -> convert(root, 0))
                    .or(() -> Optional.of(new Yaml.Entries(Map.of(), new Place(file, 1))));
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(Mark::getLine).orElse(0) + 1;
            complaints.structure(
                    new Place(file, line),
                    "yaml-syntax",
                    "this is not YAML: " + Indentation.fault(text, line).orElseGet(() -> withoutValue(e.getProblem())),
                    e.getProblem().contains("TAB")
                            ? "YAML does not allow tabs for indentation: use blanks."
                            : "Look at the indentation, the colons and the quotes of this line and the one before.");
        } catch (TooMuch e) {
            complaints.structure(e.place, "yaml-too-large", e.what, "Write the values out, without aliases.");
        } catch (YamlEngineException e) {
            // without a mark it is one of the library's own limits, such as the number of aliases
            complaints.structure(
                    new Place(file, 1),
                    "yaml-too-large",
                    "a limit for YAML is passed: " + e.getMessage(),
                    "Write the values out, without aliases.");
        }
        return Optional.empty();
    }

    /** The library quotes a value that begins with {@code *}; it may be a password somebody forgot to put into quotes. */
    private static String withoutValue(String problem) {
        if (problem.startsWith("found undefined alias")) {
            return "a value begins with *, which YAML takes for an alias; put it into quotes";
        }
        return switch (problem) {
            case "mapping values are not allowed here" ->
                "a second colon with a blank behind it; put the value into quotes if the colon belongs to it";
            case "could not find expected ':'" -> "a line without a colon between key and value";
            case "found unexpected end of stream" -> "a quote or bracket that is opened is never closed";
            default -> problem;
        };
    }

    private Yaml convert(Node node, int depth) {
        Place place = new Place(file, node.getStartMark().map(Mark::getLine).orElse(0) + 1);
        if (++nodes > MAX_NODES || depth > MAX_DEPTH) {
            throw new TooMuch(
                    place,
                    nodes > MAX_NODES
                            ? "there are more than " + MAX_NODES + " values once aliases are followed"
                            : "blocks are nested more than " + MAX_DEPTH + " deep");
        }
        if (!PLAIN_TAGS.contains(node.getTag())) {
            complaints.structure(
                    place,
                    "yaml-tag",
                    "a value begins with !, which makes it a tag, and tags are not allowed",
                    "Remove the tag, or put the value into quotes if the ! belongs to it.");
        }
        return switch (node) {
            case ScalarNode scalar ->
                new Yaml.Text(scalar.getValue(), scalar.getScalarStyle() != ScalarStyle.PLAIN, place);
            case SequenceNode sequence ->
                new Yaml.Items(
                        sequence.getValue().stream()
                                .map(item -> convert(item, depth + 1))
                                .toList(),
                        place);
            case MappingNode mapping -> entries(mapping.getValue(), place, depth);
            default -> throw new TooMuch(place, "an alias stands for a block that contains itself");
        };
    }

    private Yaml.Entries entries(List<NodeTuple> tuples, Place place, int depth) {
        Map<String, Yaml.Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : tuples) {
            Place keyPlace = new Place(
                    file, tuple.getKeyNode().getStartMark().map(Mark::getLine).orElse(0) + 1);
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                complaints.structure(
                        keyPlace, "yaml-key", "a key must be a word", "Write the key as plain text before the colon.");
                continue;
            }
            Yaml.Entry entry = new Yaml.Entry(keyPlace, convert(tuple.getValueNode(), depth + 1));
            Yaml.Entry earlier = entries.putIfAbsent(key.getValue(), entry);
            if (earlier != null) {
                complaints.structure(
                        keyPlace,
                        "yaml-duplicate-key",
                        "'" + shown(key.getValue()) + "' stands here a second time; the first is on line "
                                + earlier.place().line(),
                        "Keep one of the two.");
            }
        }
        return new Yaml.Entries(entries, place);
    }

    /** A key fit for a message: {@code password:secret} without a blank is one long key, whose end is nobody's business. */
    static String shown(String key) {
        int end = 0;
        while (end < key.length() && end < 60 && ":= \t".indexOf(key.charAt(end)) < 0) {
            end++;
        }
        String begin = Quoting.of(key.substring(0, end), end);
        return end == key.length() ? begin : begin + "…";
    }

    /** A limit is passed; stops the walk. */
    private static final class TooMuch extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Place place;
        private final String what;

        TooMuch(Place place, String what) {
            super(what);
            this.place = place;
            this.what = what;
        }
    }
}
