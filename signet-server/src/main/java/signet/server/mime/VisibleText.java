package signet.server.mime;

/** Foreign text without what acts on a screen: control characters and those that turn the direction of writing. */
final class VisibleText {
    private VisibleText() {}

    /** In one line. */
    static String line(String text) {
        return filtered(text, false).strip();
    }

    /** With its line breaks and tabs. */
    static String lines(String text) {
        return filtered(text.replace("\r\n", "\n").replace('\r', '\n'), true);
    }

    private static String filtered(String text, boolean lines) {
        StringBuilder visible = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (lines && (c == '\n' || c == '\t')) {
                visible.appendCodePoint(c);
            } else if (acts(c)) {
                visible.append(c == '\n' || c == '\t' ? ' ' : '\ufffd');
            } else {
                visible.appendCodePoint(c);
            }
        });
        return visible.toString();
    }

    private static boolean acts(int c) {
        boolean direction = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f;
        return direction
                || Character.getType(c) == Character.CONTROL
                || Character.getType(c) == Character.SURROGATE
                || Character.getType(c) == Character.LINE_SEPARATOR
                || Character.getType(c) == Character.PARAGRAPH_SEPARATOR;
    }
}
