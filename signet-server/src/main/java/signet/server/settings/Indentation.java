package signet.server.settings;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * Says in numbers what is wrong with the indentation of a line of YAML: a parser's words are about tokens. Nothing of what is
 * written there is repeated.
 */
final class Indentation {
    private Indentation() {}

    /**
     * What is wrong, or empty where the line stands at a depth at which a block may go on.
     *
     * @param line counted from 1
     */
    static Optional<String> fault(String text, int line) {
        String[] lines = text.split("\n", -1);
        if (line < 1 || line > lines.length || lines[line - 1].isBlank()) {
            return Optional.empty();
        }
        Deque<Integer> open = new ArrayDeque<>();
        boolean valueBefore = false;
        for (int i = 0; i < line - 1; i++) {
            String written = lines[i];
            if (!written.isBlank() && !written.strip().startsWith("#")) {
                begin(open, written);
                valueBefore = written.strip().matches("(?:- +)?[^:{\\[]+: +[^#|>&\\s].*");
            }
        }
        int depth = depth(lines[line - 1]);
        if (open.isEmpty() || open.contains(depth)) {
            return Optional.empty();
        }
        if (depth > open.getFirst()) {
            return valueBefore
                    ? Optional.of("this line is indented by " + blanks(depth) + ", deeper than the line before it ("
                            + blanks(open.getFirst()) + "), whose key has its value already")
                    : Optional.empty();
        }
        return Optional.of("this line is indented by " + blanks(depth) + ", and no block before it is; those are by "
                + listed(open));
    }

    /** Notes the depths at which a line begins blocks: an item of a list begins one behind its hyphen, too. */
    private static void begin(Deque<Integer> open, String written) {
        int depth = depth(written);
        while (!open.isEmpty() && open.getFirst() > depth) {
            open.removeFirst();
        }
        if (open.isEmpty() || open.getFirst() < depth) {
            open.addFirst(depth);
        }
        String rest = written.substring(depth);
        if (rest.startsWith("- ")) {
            begin(open, " ".repeat(depth + 1) + rest.substring(1));
        }
    }

    private static int depth(String line) {
        int depth = 0;
        while (depth < line.length() && line.charAt(depth) == ' ') {
            depth++;
        }
        return depth;
    }

    private static String blanks(int count) {
        return count == 1 ? "1 blank" : count + " blanks";
    }

    private static String listed(Deque<Integer> open) {
        StringJoiner listed = new StringJoiner(", ");
        for (Iterator<Integer> from = open.descendingIterator(); from.hasNext(); ) {
            listed.add(Integer.toString(from.next()));
        }
        return listed.toString();
    }
}
