package signet.doctor;

import java.util.List;

/**
 * A pasted text as the catalogue reads it: any run of blanks and line breaks, also escaped ones as in JSON, is one blank,
 * marks that cannot be seen are gone, typographic quotes are plain. {@code flat} keeps the letters' case; {@code folded}
 * has the same length in lower case.
 */
record FoldedText(String flat, String folded) {
    private static final List<String[]> ESCAPES = List.of(
            new String[] {"\\r", " "},
            new String[] {"\\n", " "},
            new String[] {"\\t", " "},
            new String[] {"\\u0027", "'"},
            new String[] {"\\\"", "\""},
            new String[] {"&#39;", "'"},
            new String[] {"&apos;", "'"},
            new String[] {"&quot;", "\""});

    static FoldedText of(String pasted) {
        String text = pasted;
        for (String[] escape : ESCAPES) {
            text = text.replace(escape[0], escape[1]);
        }
        String stripped = text.strip();
        if (stripped.matches("[0-9]{5,7}")) {
            text = "AADSTS" + stripped; // "signet explain 7000215"
        }
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

    /** NUL for a character to leave out. */
    private static char plain(char c) {
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
