package signet.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Words that must be there, in order and in one record, with anything of up to {@value #REACH} characters between them. A
 * number at an end of a piece fits only a whole number, so that {@code 5.7.3} is not found in {@code 5.7.30}; a piece of up to
 * {@value #SHORT} characters, such as IMAP's {@code NO}, fits only a whole word.
 */
public record Phrase(List<String> pieces) {
    /** Provider sentences with their links are long; answers of different requests are further apart. */
    private static final int REACH = 600;

    private static final int SHORT = 3;

    public Phrase {
        pieces = List.copyOf(pieces);
    }

    /** {@code *} stands for what varies. */
    static Phrase parse(String pattern) {
        List<String> pieces = new ArrayList<>();
        for (String piece : pattern.toLowerCase(Locale.ROOT).split("\\*", -1)) {
            if (!piece.isBlank()) {
                pieces.add(piece.strip());
            }
        }
        if (pieces.isEmpty()) {
            throw new IllegalArgumentException("the pattern \"" + pattern + "\" has no words");
        }
        return new Phrase(pieces);
    }

    /** How specific it is: the number of characters that must be there. */
    int weight() {
        return pieces.stream().mapToInt(String::length).sum();
    }

    /** Every place in {@code folded} (lower case, single blanks) where it fits, without overlaps. */
    List<Span> in(String folded) {
        List<Span> spans = new ArrayList<>();
        int from = 0;
        while (true) {
            Optional<Span> next = next(folded, from);
            if (next.isEmpty()) {
                return spans;
            }
            spans.add(next.get());
            from = next.get().end();
        }
    }

    private Optional<Span> next(String folded, int from) {
        String first = pieces.get(0);
        int start = find(folded, first, from);
        while (start >= 0) {
            int end = start + first.length();
            if (pieces.size() == 1) {
                return Optional.of(new Span(start, end));
            }
            int nextSame = find(folded, first, end);
            int record = folded.indexOf(FoldedText.RECORD, end);
            int limit = Math.min(
                    nextSame < 0 ? folded.length() : nextSame,
                    Math.min(record < 0 ? folded.length() : record, end + REACH));
            int found = rest(folded.substring(end, limit), 0);
            if (found >= 0) {
                return Optional.of(new Span(start, end + found));
            }
            start = nextSame;
        }
        return Optional.empty();
    }

    /** The end of the last piece when all but the first follow {@code from}, or -1. */
    private int rest(String window, int from) {
        int end = from;
        for (String piece : pieces.subList(1, pieces.size())) {
            int at = find(window, piece, end);
            if (at < 0) {
                return -1;
            }
            end = at + piece.length();
        }
        return end;
    }

    /** The next place of {@code piece} that does not cut a number or word in two, or -1. */
    private static int find(String folded, String piece, int from) {
        for (int at = folded.indexOf(piece, from); at >= 0; at = folded.indexOf(piece, at + 1)) {
            boolean whole = piece.length() <= SHORT;
            if (!cuts(folded, at, whole) && !cuts(folded, at + piece.length(), whole)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean cuts(String text, int at, boolean words) {
        if (at <= 0 || at >= text.length()) {
            return false;
        }
        char before = text.charAt(at - 1);
        char after = text.charAt(at);
        return words
                ? Character.isLetterOrDigit(before) && Character.isLetterOrDigit(after)
                : Character.isDigit(before) && Character.isDigit(after);
    }

    /** From {@code start} up to, not including, {@code end}. */
    public record Span(int start, int end) {
        boolean overlaps(Span other) {
            return start < other.end && other.start < end;
        }
    }
}
