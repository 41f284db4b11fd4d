package signet.simulator.imap;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Folder names on the wire: modified UTF-7 (RFC 3501 §5.1.3), and patterns of LIST. */
final class FolderNames {
    private FolderNames() {}

    static String encode(String name) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < name.length(); ) {
            char c = name.charAt(i);
            if (c == '&') {
                out.append("&-");
                i++;
            } else if (plain(c)) {
                out.append(c);
                i++;
            } else {
                int end = i;
                while (end < name.length() && !plain(name.charAt(end))) {
                    end++;
                }
                String base64 = Base64.getEncoder()
                        .withoutPadding()
                        .encodeToString(name.substring(i, end).getBytes(StandardCharsets.UTF_16BE));
                out.append('&').append(base64.replace('/', ',')).append('-');
                i = end;
            }
        }
        return out.toString();
    }

    static String decode(String wire) throws BadCommand {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < wire.length(); i++) {
            if (wire.charAt(i) != '&') {
                out.append(wire.charAt(i));
                continue;
            }
            int end = wire.indexOf('-', i);
            if (end < 0) {
                throw BadCommand.argument();
            }
            out.append(end == i + 1 ? "&" : shifted(wire.substring(i + 1, end)));
            i = end;
        }
        return out.toString();
    }

    /** A name as an astring that needs no literal. */
    static String quoted(String name) {
        return "\"" + encode(name).replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /** Whether a name fits a pattern: {@code *} for anything, {@code %} for anything within a level. Linear per wild card. */
    static boolean matches(String pattern, String name) {
        boolean[] reached = new boolean[name.length() + 1];
        reached[0] = true;
        for (int p = 0; p < pattern.length(); p++) {
            char c = pattern.charAt(p);
            boolean wild = c == '*' || c == '%';
            boolean[] next = new boolean[name.length() + 1];
            for (int i = 0; i <= name.length(); i++) {
                boolean passes = i > 0 && (c == '*' || (c == '%' && name.charAt(i - 1) != '/'));
                next[i] = wild
                        ? reached[i] || (passes && next[i - 1])
                        : i > 0 && reached[i - 1] && name.charAt(i - 1) == c;
            }
            reached = next;
        }
        return reached[name.length()];
    }

    private static boolean plain(char c) {
        return c >= ' ' && c <= '~' && c != '&';
    }

    private static String shifted(String base64) throws BadCommand {
        try {
            return new String(Base64.getDecoder().decode(base64.replace(',', '/')), StandardCharsets.UTF_16BE);
        } catch (IllegalArgumentException e) {
            throw BadCommand.argument();
        }
    }
}
