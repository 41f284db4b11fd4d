package signet.server.listener;

import java.util.Optional;

/** The encoding of values in SMTP parameters (RFC 3461 §4). */
final class Xtext {
    private Xtext() {}

    /** The value in clear; empty when it is no xtext, or stands for anything but printable ASCII. */
    static Optional<String> decode(String text) {
        StringBuilder clear = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '+') {
                int high = i + 2 < text.length() ? hex(text.charAt(i + 1)) : -1;
                int low = i + 2 < text.length() ? hex(text.charAt(i + 2)) : -1;
                if (high < 0 || low < 0) {
                    return Optional.empty();
                }
                c = (char) (high * 16 + low);
                i += 2;
                if (c < ' ' || c > '~') {
                    return Optional.empty(); // a line end here would come out in somebody's report
                }
            } else if (c < '!' || c > '~' || c == '=') {
                return Optional.empty();
            }
            clear.append(c);
        }
        return Optional.of(clear.toString());
    }

    private static int hex(char c) {
        return c >= '0' && c <= '9'
                ? c - '0'
                : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1; // RFC 3461 §4: upper case only
    }
}
