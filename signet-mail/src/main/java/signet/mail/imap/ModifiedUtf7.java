package signet.mail.imap;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Mailbox names on the wire (RFC 3501 §5.1.3): ASCII stays, {@code &} is {@code &-}, the rest is base64 of UTF-16. */
final class ModifiedUtf7 {
    private ModifiedUtf7() {}

    /** Printable ASCII only, whatever {@code name} holds: line ends and NUL are encoded like any other character. */
    static String encode(String name) {
        StringBuilder wire = new StringBuilder(name.length() + 8);
        int i = 0;
        while (i < name.length()) {
            int start = i;
            while (i < name.length() && !isDirect(name.charAt(i))) {
                i++;
            }
            if (i > start) {
                byte[] utf16 = name.substring(start, i).getBytes(StandardCharsets.UTF_16BE);
                String base64 = Base64.getEncoder().withoutPadding().encodeToString(utf16);
                wire.append('&').append(base64.replace('/', ',')).append('-');
            } else {
                char c = name.charAt(i++);
                wire.append(c == '&' ? "&-" : String.valueOf(c));
            }
        }
        return wire.toString();
    }

    private static boolean isDirect(char c) {
        return c >= ' ' && c <= '~';
    }

    /** The name; a part that is not modified UTF-7 stays as it is. */
    static String decode(String wire) {
        StringBuilder name = new StringBuilder(wire.length());
        int i = 0;
        while (i < wire.length()) {
            char c = wire.charAt(i);
            int end = c == '&' ? wire.indexOf('-', i) : -1;
            if (end < 0) {
                name.append(c);
                i++;
            } else {
                name.append(end == i + 1 ? "&" : shifted(wire.substring(i, end + 1)));
                i = end + 1;
            }
        }
        return name.toString();
    }

    private static String shifted(String part) {
        try {
            byte[] utf16 = Base64.getDecoder()
                    .decode(part.substring(1, part.length() - 1).replace(',', '/'));
            return utf16.length % 2 == 0 ? new String(utf16, StandardCharsets.UTF_16BE) : part;
        } catch (IllegalArgumentException notBase64) {
            return part;
        }
    }
}
