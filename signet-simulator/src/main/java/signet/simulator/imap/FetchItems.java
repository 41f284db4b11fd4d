package signet.simulator.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What FETCH asks for (RFC 3501 §6.4.5). */
record FetchItems(List<Item> items) {

    /** One item. */
    sealed interface Item {}

    /** FLAGS, UID, INTERNALDATE, RFC822.SIZE, ENVELOPE, BODYSTRUCTURE. */
    record Attribute(String name) implements Item {}

    /**
     * Octets of the message.
     *
     * @param label as the answer names it
     * @param section empty, HEADER, TEXT, HEADER.FIELDS, HEADER.FIELDS.NOT or a part such as 1 or 1.MIME
     * @param fields of HEADER.FIELDS, lower case
     * @param seen whether reading it sets {@code \Seen}
     */
    record Octets(String label, String section, List<String> fields, Optional<Range> range, boolean seen)
            implements Item {}

    /** A partial fetch: {@code <from.count>}. */
    record Range(long from, long count) {}

    static FetchItems parse(Arguments arguments, boolean byUid) throws IOException {
        List<Item> items = new ArrayList<>();
        if (arguments.take('(')) {
            do {
                add(arguments, items);
            } while (arguments.take(' '));
            arguments.expect(')');
        } else {
            add(arguments, items);
        }
        Item uid = new Attribute("UID");
        if (byUid && !items.contains(uid)) { // RFC 3501 §6.4.8: whether asked for or not
            items.add(0, uid);
        }
        return new FetchItems(items);
    }

    private static void add(Arguments arguments, List<Item> items) throws IOException {
        String word = arguments.word();
        int bracket = word.indexOf('[');
        if (bracket >= 0) {
            items.add(section(arguments, word));
            return;
        }
        switch (word) {
            case "ALL" -> named(items, "FLAGS", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE");
            case "FAST" -> named(items, "FLAGS", "INTERNALDATE", "RFC822.SIZE");
            case "FULL" -> named(items, "FLAGS", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE", "BODY");
            case "FLAGS", "UID", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE", "BODYSTRUCTURE", "BODY" ->
                named(items, word);
            case "RFC822" -> items.add(new Octets(word, "", List.of(), Optional.empty(), true));
            case "RFC822.HEADER" -> items.add(new Octets(word, "HEADER", List.of(), Optional.empty(), false));
            case "RFC822.TEXT" -> items.add(new Octets(word, "TEXT", List.of(), Optional.empty(), true));
            default -> throw BadCommand.argument();
        }
    }

    private static void named(List<Item> items, String... names) {
        for (String name : names) {
            items.add(new Attribute(name));
        }
    }

    /** {@code BODY[…]<o.n>}; the field list of HEADER.FIELDS holds blanks, so the word may end before the bracket. */
    private static Item section(Arguments arguments, String word) throws IOException {
        boolean peek = word.startsWith("BODY.PEEK[");
        if (!peek && !word.startsWith("BODY[")) {
            throw BadCommand.argument();
        }
        String section = word.substring(word.indexOf('[') + 1);
        List<String> fields = new ArrayList<>();
        String tail;
        if (section.startsWith("HEADER.FIELDS")) {
            arguments.space();
            arguments.expect('(');
            do {
                fields.add(arguments.string().toLowerCase(Locale.ROOT));
            } while (arguments.take(' '));
            arguments.expect(')');
            tail = arguments.atom();
        } else {
            int close = section.indexOf(']');
            if (close < 0) {
                throw BadCommand.argument();
            }
            tail = section.substring(close);
            section = section.substring(0, close);
        }
        Optional<Range> range = range(tail);
        String list = fields.isEmpty() ? "" : " (" + String.join(" ", fields).toUpperCase(Locale.ROOT) + ")";
        String origin = range.map(r -> "<" + r.from() + ">").orElse("");
        return new Octets("BODY[" + section + list + "]" + origin, section, fields, range, !peek);
    }

    private static Optional<Range> range(String tail) throws BadCommand {
        if (tail.equals("]")) {
            return Optional.empty();
        }
        if (!tail.matches("]<[0-9]{1,10}\\.[0-9]{1,10}>")) {
            throw BadCommand.argument();
        }
        int dot = tail.indexOf('.');
        return Optional.of(new Range(
                Long.parseLong(tail.substring(2, dot)), Long.parseLong(tail.substring(dot + 1, tail.length() - 1))));
    }
}
