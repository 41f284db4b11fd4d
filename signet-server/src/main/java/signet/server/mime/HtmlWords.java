package signet.server.mime;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The words of an HTML text, with a line break where a block begins or ends. What comes out is text: whoever shows it has to
 * encode it like any other, so that a mistake here shows too much or too little but makes nothing live.
 */
final class HtmlWords {
    private static final Set<String> SILENT = Set.of("script", "style", "head", "title", "template", "noscript");
    private static final Set<String> BLOCKS = Set.of(
            "p",
            "div",
            "br",
            "tr",
            "li",
            "ul",
            "ol",
            "table",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "blockquote",
            "pre",
            "hr",
            "section",
            "article",
            "header",
            "footer");
    private static final Map<String, String> ENTITIES = Map.of(
            "amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'", "nbsp", " ", "shy", "", "euro", "€", "ndash",
            "–", "mdash", "—");
    private static final int LONGEST_ENTITY = 10;

    private final CharSequence html;
    private final StringBuilder words = new StringBuilder();
    private String silent = "";
    private int at;

    private HtmlWords(CharSequence html) {
        this.html = html;
    }

    static String of(CharSequence html) {
        return new HtmlWords(html).read();
    }

    private String read() {
        while (at < html.length()) {
            char c = html.charAt(at);
            if (c == '<') {
                tag();
            } else if (!silent.isEmpty()) {
                at++;
            } else if (c == '&') {
                entity();
            } else {
                add(Character.isWhitespace(c) ? ' ' : c);
                at++;
            }
        }
        return words.toString().strip();
    }

    private void add(char c) {
        boolean again = c == ' ' && (words.isEmpty() || Character.isWhitespace(words.charAt(words.length() - 1)));
        if (!again) {
            words.append(c);
        }
    }

    private void tag() {
        int end = comment() ? find("-->", at + 4) : find(">", at + 1);
        boolean comment = comment();
        String inside = html.subSequence(
                        Math.min(at + 1, html.length()), Math.max(at + 1, Math.min(end, html.length())))
                .toString();
        at = Math.min(html.length(), end + (comment ? 3 : 1));
        if (comment) {
            return;
        }
        boolean closing = inside.startsWith("/");
        String name = inside.replaceFirst("^/", "").split("[\\s/>]", 2)[0].toLowerCase(Locale.ROOT);
        if (!silent.isEmpty()) {
            silent = closing && name.equals(silent) ? "" : silent;
        } else if (!closing && SILENT.contains(name) && !inside.endsWith("/")) {
            silent = name;
        } else if (BLOCKS.contains(name)) {
            newLine();
        }
    }

    private boolean comment() {
        return html.length() - at >= 4
                && html.subSequence(at, at + 4).toString().equals("<!--");
    }

    /** Two line breaks in a row at most. */
    private void newLine() {
        int length = words.length();
        while (length > 0 && words.charAt(length - 1) == ' ') {
            words.setLength(--length);
        }
        boolean two = length > 1 && words.charAt(length - 1) == '\n' && words.charAt(length - 2) == '\n';
        if (length > 0 && !two) {
            words.append('\n');
        }
    }

    private int find(String what, int from) {
        for (int i = from; i + what.length() <= html.length(); i++) {
            if (html.subSequence(i, i + what.length()).toString().equals(what)) {
                return i;
            }
        }
        return html.length();
    }

    private void entity() {
        int end = at + 1;
        while (end < html.length() && end - at <= LONGEST_ENTITY && html.charAt(end) != ';') {
            end++;
        }
        boolean complete = end < html.length() && html.charAt(end) == ';';
        String name = html.subSequence(at + 1, end).toString();
        String meant = complete ? meaning(name) : "&";
        if (!complete || (meant.equals("&") && !name.equals("amp"))) {
            add('&');
            at++;
            return;
        }
        meant.chars().forEach(c -> add((char) c));
        at = end + 1;
    }

    /** {@code &} for one that is not known. */
    private static String meaning(String name) {
        if (!name.matches("#(\\d{1,7}|[xX][0-9a-fA-F]{1,6})")) {
            return ENTITIES.getOrDefault(name, "&");
        }
        boolean hex = Character.toLowerCase(name.charAt(1)) == 'x';
        int point = hex ? Integer.parseInt(name.substring(2), 16) : Integer.parseInt(name.substring(1));
        return Character.isValidCodePoint(point) && point != '&' ? Character.toString(point) : "\ufffd";
    }
}
