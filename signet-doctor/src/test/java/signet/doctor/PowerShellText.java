package signet.doctor;

import java.util.ArrayList;
import java.util.List;

/**
 * PowerShell text taken apart as about_Quoting_Rules tells it: literals out, comments away.
 *
 * @param code   what is left, with {@code LITERAL} for each single-quoted one and for sums of them with characters
 * @param values the literals' values
 */
record PowerShellText(String code, List<String> values) {
    /** What PowerShell takes for a single quote. */
    private static final String QUOTES = "'\u2018\u2019\u201a\u201b";

    static PowerShellText read(String text) {
        return new Reader(text).read();
    }

    private static final class Reader {
        private final String text;
        private final StringBuilder code = new StringBuilder();
        private final List<String> values = new ArrayList<>();
        private int at;

        Reader(String text) {
            this.text = text;
        }

        PowerShellText read() {
            while (at < text.length()) {
                char c = text.charAt(at);
                if (text.startsWith("<#", at)) {
                    at = after("#>");
                } else if (c == '#') {
                    at = text.indexOf('\n', at) < 0 ? text.length() : text.indexOf('\n', at);
                } else if (c == '(' && QUOTES.indexOf(next(1)) >= 0) {
                    sum();
                } else if (QUOTES.indexOf(c) >= 0) {
                    values.add(literal());
                    code.append("LITERAL");
                } else if (c == '"') {
                    code.append(expandable());
                } else {
                    code.append(c);
                    at++;
                }
            }
            return new PowerShellText(code.toString(), List.copyOf(values));
        }

        private char next(int steps) {
            return at + steps < text.length() ? text.charAt(at + steps) : '\n';
        }

        private int after(String end) {
            int found = text.indexOf(end, at);
            if (found < 0) {
                throw new IllegalStateException("no " + end + " after character " + at);
            }
            return found + end.length();
        }

        /** {@code ('a' + [char] 8217 + 'b')}, as one literal; anything else is left as it is. */
        private void sum() {
            int begin = at;
            StringBuilder value = new StringBuilder();
            at++;
            while (true) {
                value.append(literal());
                if (next(0) == ')') {
                    at++;
                    values.add(value.toString());
                    code.append("LITERAL");
                    return;
                }
                if (!text.startsWith(" + [char] ", at)) {
                    at = begin;
                    code.append(text.charAt(at++));
                    return;
                }
                at += " + [char] ".length();
                int digits = at;
                while (Character.isDigit(next(0))) {
                    at++;
                }
                value.append((char) Integer.parseInt(text.substring(digits, at)));
                if (!text.startsWith(" + ", at)) {
                    throw new IllegalStateException("no + after character " + at);
                }
                at += 3;
            }
        }

        private String literal() {
            StringBuilder value = new StringBuilder();
            at++;
            while (true) {
                if (at >= text.length()) {
                    throw new IllegalStateException("a literal does not end");
                }
                if (QUOTES.indexOf(next(0)) >= 0) {
                    if (QUOTES.indexOf(next(1)) < 0) {
                        at++;
                        return value.toString();
                    }
                    at++;
                }
                value.append(text.charAt(at++));
            }
        }

        private String expandable() {
            int begin = at++;
            while (next(0) != '"') {
                if (at >= text.length()) {
                    throw new IllegalStateException("a string does not end");
                }
                at += next(0) == '`' ? 2 : 1;
            }
            return text.substring(begin, ++at);
        }
    }
}
