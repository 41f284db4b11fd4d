package signet.doctor;

import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A pasted text as the catalogue reads it: any run of blanks is one blank, a line break stands between two records
 * ({@link Unwrapped}), marks that cannot be seen are gone, typographic quotes are plain. {@code flat} keeps the letters' case;
 * {@code folded} has the same length in lower case.
 */
record FoldedText(String flat, String folded) {
    static final char RECORD = '\n';

    static FoldedText of(String pasted) {
        String stripped = pasted.strip();
        String text = stripped.matches("[0-9]{5,7}") // "signet explain 7000215"
                ? "AADSTS" + stripped
                : Unwrapped.of(pasted);
        StringBuilder flat = new StringBuilder(text.length());
        StringBuilder folded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char plain = plain(text.charAt(i));
            boolean repeated = plain == ' ' && !flat.isEmpty() && flat.charAt(flat.length() - 1) == ' ';
            if (plain != 0 && !repeated) {
                flat.append(plain);
                folded.append(Character.toLowerCase(plain));
            }
        }
        return new FoldedText(flat.toString(), folded.toString());
    }

    /** Where the record around {@code at} begins. */
    int recordStart(int at) {
        return folded.lastIndexOf(RECORD, at) + 1;
    }

    /** Where the record around {@code at} ends. */
    int recordEnd(int at) {
        int end = folded.indexOf(RECORD, at);
        return end < 0 ? folded.length() : end;
    }

    /** The records in lower case, in order. */
    Stream<String> records() {
        return Pattern.compile(String.valueOf(RECORD)).splitAsStream(folded);
    }

    /** NUL for a character to leave out. */
    private static char plain(char c) {
        if (c == RECORD) {
            return RECORD;
        }
        if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
            return ' ';
        }
        if (c == '\u2018' || c == '\u2019') {
            return '\'';
        }
        if (c == '\u201c' || c == '\u201d') {
            return '"';
        }
        int type = Character.getType(c);
        return type == Character.FORMAT || type == Character.CONTROL ? 0 : c;
    }
}
