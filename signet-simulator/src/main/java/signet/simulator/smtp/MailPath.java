package signet.simulator.smtp;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The argument of MAIL or RCPT: a path in angle brackets and parameters (RFC 5321 §4.1.2).
 *
 * @param address without brackets; empty for {@code <>}
 * @param parameters by upper-case keyword, the value empty where there is none
 */
record MailPath(String address, Map<String, String> parameters) {
    private static final int LONGEST_PATH = 256;
    private static final int LONGEST_LOCAL_PART = 64;

    /** Absent when the syntax is wrong. */
    static Optional<MailPath> parse(String prefix, String argument) {
        if (!argument.regionMatches(true, 0, prefix, 0, prefix.length())) {
            return Optional.empty();
        }
        String rest = argument.substring(prefix.length()).strip();
        int close = closing(rest);
        if (!rest.startsWith("<") || close < 0 || close > LONGEST_PATH) {
            return Optional.empty();
        }
        String address = rest.substring(1, close);
        Optional<Map<String, String>> parameters = parameters(rest.substring(close + 1));
        return parameters.isEmpty() || !(address.isEmpty() || wellFormed(address))
                ? Optional.empty()
                : Optional.of(new MailPath(address, parameters.get()));
    }

    /** Whether it can go without SMTPUTF8 (RFC 6531 §3.2). */
    boolean ascii() {
        return address.chars().allMatch(c -> c < 0x80);
    }

    /** The bracket that closes the path: one inside a quoted local part does not count. */
    private static int closing(String text) {
        boolean quoted = false;
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '>' && !quoted) {
                return i;
            }
        }
        return -1;
    }

    private static boolean wellFormed(String address) {
        int at = address.lastIndexOf('@');
        if (at < 1 || at > LONGEST_LOCAL_PART || at == address.length() - 1) {
            return false;
        }
        String local = address.substring(0, at);
        String domain = address.substring(at + 1);
        boolean quoted = local.length() >= 2 && local.startsWith("\"") && local.endsWith("\"");
        return address.chars().noneMatch(c -> c < ' ' || c == 0x7F)
                && (quoted || local.chars().noneMatch(c -> " \"(),:;<>@[\\]".indexOf(c) >= 0))
                && domain.chars().noneMatch(c -> " \"(),;<>@\\".indexOf(c) >= 0)
                && !domain.startsWith(".")
                && !domain.contains("..");
    }

    private static Optional<Map<String, String>> parameters(String text) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (!text.isEmpty() && !text.startsWith(" ")) {
            return Optional.empty();
        }
        for (String word : text.strip().split(" +")) {
            if (word.isEmpty()) {
                continue;
            }
            int equals = word.indexOf('=');
            String keyword = (equals < 0 ? word : word.substring(0, equals)).toUpperCase(Locale.ROOT);
            String value = equals < 0 ? "" : word.substring(equals + 1);
            if (!keyword.matches("[A-Z0-9][A-Z0-9-]*") || parameters.put(keyword, value) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(parameters);
    }
}
