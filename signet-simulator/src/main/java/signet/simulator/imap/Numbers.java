package signet.simulator.imap;

import java.util.ArrayList;
import java.util.List;

/** A sequence set (RFC 3501 §9): numbers and ranges, {@code *} being the largest. */
final class Numbers {
    private static final int MOST_RANGES = 10_000;

    private final List<Range> ranges;

    private Numbers(List<Range> ranges) {
        this.ranges = ranges;
    }

    private record Range(long low, long high) {}

    /** @param largest what {@code *} stands for; {@code n:*} holds it even when n is larger (RFC 9051 §6.4.9) */
    static Numbers parse(String text, long largest) throws BadCommand {
        List<Range> ranges = new ArrayList<>();
        for (String part : text.split(",", MOST_RANGES)) {
            int colon = part.indexOf(':');
            long first = number(colon < 0 ? part : part.substring(0, colon), largest);
            long second = colon < 0 ? first : number(part.substring(colon + 1), largest);
            ranges.add(new Range(Math.min(first, second), Math.max(first, second)));
        }
        return new Numbers(ranges);
    }

    boolean contains(long number) {
        for (Range range : ranges) {
            if (number >= range.low && number <= range.high) {
                return true;
            }
        }
        return false;
    }

    /** Whether the word is a sequence set at all. */
    static boolean looksLike(String word) {
        return word.matches("[0-9*][0-9:,*]*");
    }

    private static long number(String text, long largest) throws BadCommand {
        if (text.equals("*")) {
            return largest;
        }
        if (!text.matches("[0-9]{1,10}") || Long.parseLong(text) == 0 || Long.parseLong(text) > 0xFFFF_FFFFL) {
            throw BadCommand.argument();
        }
        return Long.parseLong(text);
    }
}
