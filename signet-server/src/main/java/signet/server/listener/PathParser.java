package signet.server.listener;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import signet.server.mime.StrictAddress;

/** {@code MAIL FROM:<path> parameters} and {@code RCPT TO:<path> parameters} (RFC 5321 §4.1.1.2, §4.1.1.3). */
final class PathParser {
    private static final int LONGEST_ENVELOPE_ID = 100; // RFC 3461 §4.4
    private static final int LONGEST_ORIGINAL = 500; // RFC 3461 §4.2
    private static final Pattern SIZE = Pattern.compile("[0-9]{1,20}"); // RFC 1870 §4
    private static final Pattern ADDRESS_TYPE = Pattern.compile("[A-Za-z0-9-]{1,20}");
    private static final List<String> MAIL_PARAMETERS = List.of("SIZE", "BODY", "SMTPUTF8", "RET", "ENVID", "AUTH");
    private static final List<String> RECIPIENT_PARAMETERS = List.of("NOTIFY", "ORCPT");
    private static final Set<String> NOTIFY = Set.of("SUCCESS", "FAILURE", "DELAY");

    private PathParser() {}

    /** @param path between the angle brackets */
    private record Line(String path, Map<String, String> parameters) {}

    static Command mail(Optional<String> text, byte[] octets, int from, int to) {
        if (text.isEmpty()) {
            return unreadable(octets, from, to);
        }
        Optional<Line> line = line(text.get(), "MAIL FROM:");
        if (line.isEmpty()) {
            return syntax("write MAIL FROM:<name@example.org>, parameters each once and separated by spaces");
        }
        String path = line.get().path;
        Optional<StrictAddress> address = StrictAddress.parse(path, true);
        if (!path.isEmpty() && address.isEmpty()) {
            return noAddress(path);
        }
        return mail(address, line.get().parameters);
    }

    private static Command mail(Optional<StrictAddress> address, Map<String, String> parameters) {
        Optional<Command> bad = bad(parameters, MAIL_PARAMETERS);
        if (bad.isPresent()) {
            return bad.get();
        }
        boolean international = parameters.containsKey("SMTPUTF8");
        if (address.isPresent() && address.get().international() && !international) {
            return notAscii();
        }
        return new Command.Mail(
                address,
                new Command.MailParameters(
                        size(parameters.getOrDefault("SIZE", "0")),
                        international,
                        value(parameters, "RET").map(PathParser::upper),
                        value(parameters, "ENVID").flatMap(Xtext::decode)));
    }

    static Command recipient(Optional<String> text, byte[] octets, int from, int to) {
        if (text.isEmpty()) {
            return unreadable(octets, from, to);
        }
        Optional<Line> line = line(text.get(), "RCPT TO:");
        if (line.isEmpty()) {
            return syntax("write RCPT TO:<name@example.org>, parameters each once and separated by spaces");
        }
        if (line.get().path.isEmpty()) {
            return CommandParser.wrong(501, "5.1.3", "a recipient needs an address");
        }
        Optional<StrictAddress> address = StrictAddress.parse(line.get().path, true);
        return address.isEmpty() ? noAddress(line.get().path) : recipient(address.get(), line.get().parameters);
    }

    private static Command recipient(StrictAddress address, Map<String, String> parameters) {
        return bad(parameters, RECIPIENT_PARAMETERS)
                .orElseGet(() -> new Command.Recipient(
                        address,
                        value(parameters, "NOTIFY").map(PathParser::upper),
                        value(parameters, "ORCPT").flatMap(PathParser::original)));
    }

    /** The answer to the first parameter that is unknown or has a value it cannot have. */
    private static Optional<Command> bad(Map<String, String> parameters, List<String> known) {
        for (var parameter : parameters.entrySet()) {
            if (!known.contains(parameter.getKey())) {
                return Optional.of(CommandParser.wrong(
                        555, "5.5.4", "unknown parameter; the known ones are " + String.join(" ", known)));
            }
            if (!valid(parameter.getKey(), parameter.getValue())) {
                return Optional.of(CommandParser.wrong(
                        501, "5.5.4", "the value of the parameter " + parameter.getKey() + " cannot be understood"));
            }
        }
        return Optional.empty();
    }

    private static boolean valid(String name, String value) {
        return switch (name) {
            case "SIZE" -> SIZE.matcher(value).matches();
            case "BODY" -> upper(value).equals("7BIT") || upper(value).equals("8BITMIME");
            case "SMTPUTF8" -> value.isEmpty();
            case "RET" -> upper(value).equals("FULL") || upper(value).equals("HDRS");
            case "ENVID" ->
                !value.isEmpty()
                        && value.length() <= LONGEST_ENVELOPE_ID
                        && Xtext.decode(value).isPresent();
            case "AUTH" -> value.equals("<>") || Xtext.decode(value).isPresent();
            case "NOTIFY" -> isNotify(upper(value));
            case "ORCPT" -> original(value).isPresent();
            default -> false;
        };
    }

    private static boolean isNotify(String value) {
        List<String> words = List.of(value.split(",", -1));
        return value.equals("NEVER")
                || (NOTIFY.containsAll(words) && Set.copyOf(words).size() == words.size());
    }

    private static Optional<String> value(Map<String, String> parameters, String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    private static String upper(String value) {
        return value.toUpperCase(Locale.ROOT);
    }

    /** A number too great for us to count to is too great in any case. */
    private static long size(String digits) {
        return digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
    }

    private static Optional<String> original(String value) {
        int semicolon = value.indexOf(';');
        if (semicolon < 0 || value.length() > LONGEST_ORIGINAL) {
            return Optional.empty();
        }
        String type = value.substring(0, semicolon);
        return ADDRESS_TYPE.matcher(type).matches()
                ? Xtext.decode(value.substring(semicolon + 1))
                        .filter(address -> !address.isEmpty())
                        .map(address -> type + ";" + address)
                : Optional.empty();
    }

    /** Finds path and parameters; a closing bracket inside quotes does not close. */
    private static Optional<Line> line(String text, String start) {
        if (!text.regionMatches(true, 0, start, 0, start.length())) {
            return Optional.empty();
        }
        int open = start.length();
        while (open < text.length() && text.charAt(open) == ' ') {
            open++; // not allowed and usual
        }
        if (open >= text.length() || text.charAt(open) != '<') {
            return Optional.empty();
        }
        int close = open + 1;
        boolean quoted = false;
        while (close < text.length() && (quoted || text.charAt(close) != '>')) {
            quoted ^= text.charAt(close) == '"';
            close++;
        }
        if (close >= text.length()) {
            return Optional.empty();
        }
        String path = text.substring(open + 1, close);
        return parameters(text.substring(close + 1)).map(parameters -> new Line(path, parameters));
    }

    private static Optional<Map<String, String>> parameters(String text) {
        if (text.isBlank()) {
            return Optional.of(Map.of());
        }
        if (text.charAt(0) != ' ') {
            return Optional.empty(); // <a@b>c@d
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String word : text.strip().split(" +", -1)) {
            int equals = word.indexOf('=');
            String name = (equals < 0 ? word : word.substring(0, equals)).toUpperCase(Locale.ROOT);
            String value = equals < 0 ? "" : word.substring(equals + 1);
            if (name.isEmpty() || parameters.putIfAbsent(name, value) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(parameters);
    }

    private static Command unreadable(byte[] octets, int from, int to) {
        for (int i = from; i < to; i++) {
            if (octets[i] == '\r') {
                return CommandParser.wrong(500, "5.5.2", "a bare CR in the line; a line ends with CRLF");
            }
        }
        return CommandParser.wrong(501, "5.1.3", "the line has octets in it that no address has");
    }

    private static Command syntax(String text) {
        return CommandParser.wrong(501, "5.5.4", text);
    }

    private static Command notAscii() {
        return CommandParser.wrong(
                553, "5.6.7", "the address has characters beyond ASCII; say SMTPUTF8 in MAIL, or use the ASCII form");
    }

    private static Command noAddress(String path) {
        boolean ascii = path.chars().allMatch(c -> c < 0x80);
        return CommandParser.wrong(
                553,
                "5.1.3",
                ascii ? "this is no mail address: <" + path + ">" : "this is no mail address, nor with SMTPUTF8");
    }
}
