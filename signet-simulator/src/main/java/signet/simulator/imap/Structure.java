package signet.simulator.imap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import signet.simulator.exchange.Content;

/**
 * ENVELOPE and BODYSTRUCTURE (RFC 3501 §7.4.2). Known limit: every message is shown as one part of its top-level type;
 * clients that need the parts read the message whole.
 */
final class Structure {
    private static final int HEADER_ROOM = 1 << 20;

    private Structure() {}

    static String envelope(byte[] head) {
        Map<String, String> header = header(head);
        String from = addresses(header.getOrDefault("from", ""));
        List<String> fields = new ArrayList<>();
        fields.add(text(header, "date"));
        fields.add(text(header, "subject"));
        fields.add(from);
        for (String name : List.of("sender", "reply-to")) { // the defaults of RFC 3501: as From
            fields.add(header.containsKey(name) ? addresses(header.getOrDefault(name, "")) : from);
        }
        for (String name : List.of("to", "cc", "bcc")) {
            fields.add(addresses(header.getOrDefault(name, "")));
        }
        fields.add(text(header, "in-reply-to"));
        fields.add(text(header, "message-id"));
        return "(" + String.join(" ", fields) + ")";
    }

    static String body(Content content) throws IOException {
        byte[] head = content.head(HEADER_ROOM);
        Map<String, String> header = header(head);
        String type =
                header.getOrDefault("content-type", "text/plain").split(";")[0].strip();
        int slash = type.indexOf('/');
        String main = slash > 0 ? type.substring(0, slash) : "text";
        String sub = slash > 0 ? type.substring(slash + 1) : "plain";
        if (main.equalsIgnoreCase("multipart") || main.equalsIgnoreCase("message")) {
            main = "application";
            sub = "octet-stream";
        }
        String encoding =
                header.getOrDefault("content-transfer-encoding", "7bit").strip();
        String lines = main.equalsIgnoreCase("text") ? " " + content.size() / 60 : "";
        return "(" + quoted(main) + " " + quoted(sub) + " NIL NIL NIL " + quoted(encoding) + " " + content.size()
                + lines + ")";
    }

    /** The first field of each name, lower case, unfolded. */
    static Map<String, String> header(byte[] head) {
        Map<String, String> fields = new LinkedHashMap<>();
        String name = "";
        for (String line : new String(head, StandardCharsets.UTF_8).split("\r?\n")) {
            if (line.isEmpty()) {
                break;
            }
            if (line.startsWith(" ") || line.startsWith("\t")) {
                fields.computeIfPresent(name, (n, value) -> value + line);
            } else {
                int colon = line.indexOf(':');
                name = colon < 0 ? "" : line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
                fields.putIfAbsent(name, line.substring(colon + 1).strip());
            }
        }
        return fields;
    }

    private static String text(Map<String, String> header, String name) {
        String value = header.get(name);
        return value == null ? "NIL" : quoted(value);
    }

    private static String addresses(String value) {
        StringBuilder list = new StringBuilder();
        for (String mailbox : value.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)")) {
            int open = mailbox.lastIndexOf('<');
            String address = open < 0
                    ? mailbox.strip()
                    : mailbox.substring(open + 1).replace(">", "").strip();
            int at = address.lastIndexOf('@');
            if (at > 0) {
                String name = open < 0
                        ? ""
                        : mailbox.substring(0, open).replace("\"", "").strip();
                list.append('(')
                        .append(name.isEmpty() ? "NIL" : quoted(name))
                        .append(" NIL ")
                        .append(quoted(address.substring(0, at)))
                        .append(' ')
                        .append(quoted(address.substring(at + 1)))
                        .append(')');
            }
        }
        return list.length() == 0 ? "NIL" : "(" + list + ")";
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("[\\r\\n\\x00]", " ") + "\"";
    }
}
