package signet.simulator.smtp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The header of a message as far as the sender rules need it (RFC 5322 §2.2, §3.4, read tolerantly). */
final class Header {
    private final List<String> fields;

    private Header(List<String> fields) {
        this.fields = fields;
    }

    /** From the beginning of a message up to its empty line; folded lines joined. */
    static Header of(byte[] message) {
        List<String> fields = new ArrayList<>();
        for (String line : new String(message, StandardCharsets.UTF_8).split("\r?\n")) {
            if (line.isEmpty()) {
                break;
            }
            boolean folded = line.startsWith(" ") || line.startsWith("\t");
            if (folded && !fields.isEmpty()) {
                fields.set(fields.size() - 1, fields.get(fields.size() - 1) + line);
            } else {
                fields.add(line);
            }
        }
        return new Header(fields);
    }

    /** The addresses of all fields of this name. */
    List<String> addresses(String name) {
        List<String> addresses = new ArrayList<>();
        for (String field : fields) {
            int colon = field.indexOf(':');
            if (colon > 0 && field.substring(0, colon).strip().equalsIgnoreCase(name)) {
                collect(field.substring(colon + 1), addresses);
            }
        }
        return addresses;
    }

    private static void collect(String value, List<String> into) {
        for (String mailbox : bare(value).split("[,;:]")) { // the name of a group holds no @
            int open = mailbox.indexOf('<');
            int close = mailbox.indexOf('>', open + 1);
            String address = open >= 0 && close > open ? mailbox.substring(open + 1, close) : mailbox;
            if (address.indexOf('@') > 0) {
                into.add(address.strip());
            }
        }
    }

    /** Without comments and quoted strings, that is without display names; no mailbox here has a quoted local part. */
    private static String bare(String value) {
        StringBuilder bare = new StringBuilder();
        int comments = 0;
        boolean quoted = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean inside = quoted || comments > 0;
            if (c == '\\' && inside) {
                i++;
            } else if (c == '"' && comments == 0) {
                quoted = !quoted;
            } else if (c == '(' && !quoted) {
                comments++;
            } else if (c == ')' && comments > 0) {
                comments--;
            } else if (!inside) {
                bare.append(c);
            }
        }
        return bare.toString();
    }
}
