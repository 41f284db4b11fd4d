package signet.doctor;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes off what a provider's sentence is wrapped in by the time somebody pastes it: escapes of JSON and HTML,
 * quoted-printable, quote marks of a mail program, the repeated code of a reply of several lines (RFC 5321 §4.2.1), base64
 * around a challenge (RFC 7628 §3.2.2). The result has one line for each record of a log or link of a Java cause chain, so
 * that words of different answers are not read as one.
 *
 * <p>The text is foreign: no pattern here repeats a group in a way that costs stack, or time beyond the text's length.
 */
final class Unwrapped {
    private static final Map<String, String> ENTITIES =
            Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'", "nbsp", " ");
    private static final Pattern ENTITY =
            Pattern.compile("&(?:(amp|lt|gt|quot|apos|nbsp)|#(\\d{2,6})|#[xX]([0-9a-fA-F]{2,5}));");
    private static final Pattern TAG =
            Pattern.compile("(?i)</?(?:p|div|tr|td|th|li|span|b|i|pre|code|font|a)(?:\\s[^<>]*)?>");
    private static final Pattern BREAK = Pattern.compile("(?i)<br\\s*/?>|</(?:p|div|tr|li)>");
    private static final Pattern UNICODE = Pattern.compile("\\\\{1,2}u([0-9a-fA-F]{4})");
    private static final Pattern QUOTED_PRINTABLE = Pattern.compile("=([0-9A-F]{2})|=[ \\t]*\\r?\\n");
    private static final Pattern QUOTE_MARKS = Pattern.compile("^[>| \\t]*[>|][ \\t]?");
    private static final Pattern REPLY =
            Pattern.compile("^(.{0,80}?)(?<![\\d.])([2-5]\\d\\d)([ -])((?:[245]\\.\\d{1,3}\\.\\d{1,3})?) ?(.*)$");
    private static final Pattern CHALLENGE =
            Pattern.compile("(?<![A-Za-z0-9+/._-])eyJ[A-Za-z0-9+/]{13,4000}={0,2}(?![.\\w])");

    /** What a new record begins with; another line goes on with the sentence before it. */
    private static final Pattern RECORD = Pattern.compile("^\\s*(?:"
            + "\\[?\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d.*" // a time, as loggers write it
            + "|\\[?\\d\\d:\\d\\d:\\d\\d.*"
            + "|[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d.*"
            + "|\\[?(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|SEVERE|FATAL)\\b.*"
            + "|Caused by: .*|Suppressed: .*|at [\\w.$<>/@-]+\\(.*|\\.\\.\\. \\d+ (?:more|common frames omitted)"
            + "|(?:[\\w$]+\\.)++[\\w$]*(?:Exception|Error)\\b.*"
            + "|[SC]: .*|[SC]> .*|<<<.*|<[-~]? .*|-> .*"
            + "|[2-5]\\d\\d[ -].*" // SMTP
            + "|\\* (?:OK|NO|BAD|BYE|PREAUTH|CAPABILITY)\\b.*|[A-Za-z]{0,4}\\d{1,9} (?:OK|NO|BAD)\\b.*" // IMAP
            + "|\\+OK\\b.*|-ERR\\b.*" // POP3
            + ")$");

    private Unwrapped() {}

    static String of(String pasted) {
        String text = quotedPrintable(pasted);
        text = unescaped(unescaped(text));
        text = escapes(text);
        return challenges(String.join("\n", records(text)));
    }

    private static String escapes(String text) {
        String plain = replaced(UNICODE, text, match -> String.valueOf((char) Integer.parseInt(match.group(1), 16)));
        return plain.replace("\\r\\n", "\n")
                .replace("\\n", "\n")
                .replace("\\r", "\n")
                .replace("\\t", " ")
                .replace("\\\"", "\"")
                .replace("\\/", "/");
    }

    /** Twice over, for a page that shows another page's source. */
    private static String unescaped(String text) {
        if (text.indexOf('&') < 0 && text.indexOf('<') < 0) {
            return text;
        }
        String lines = TAG.matcher(BREAK.matcher(text).replaceAll("\n")).replaceAll(" ");
        return replaced(ENTITY, lines, match -> {
            if (match.group(1) != null) {
                return ENTITIES.getOrDefault(match.group(1), " ");
            }
            int code = match.group(2) != null ? Integer.parseInt(match.group(2)) : Integer.parseInt(match.group(3), 16);
            return Character.isValidCodePoint(code) ? Character.toString(code) : " ";
        });
    }

    /** Only where it is plain that the text is so encoded: a base64 line ends in = as well. */
    private static String quotedPrintable(String text) {
        boolean encoded = text.contains("=3D") || text.contains("=20\n") || text.contains("=20\r\n");
        return encoded
                ? replaced(
                        QUOTED_PRINTABLE,
                        text,
                        match -> match.group(1) == null
                                ? ""
                                : String.valueOf((char) Integer.parseInt(match.group(1), 16)))
                : text;
    }

    private static List<StringBuilder> records(String text) {
        List<StringBuilder> records = new ArrayList<>();
        Optional<MatchResult> going = Optional.empty(); // a reply whose next line is still to come
        for (String raw : text.split("\\R", -1)) {
            String line = QUOTE_MARKS.matcher(raw).replaceFirst("");
            Matcher reply = REPLY.matcher(line);
            boolean replies = reply.matches();
            boolean goesOn = replies
                    && going.isPresent()
                    && going.get().group(2).equals(reply.group(2))
                    && (reply.group(4).isEmpty() || going.get().group(4).equals(reply.group(4)));
            if (goesOn) {
                append(records, reply.group(5));
            } else if (records.isEmpty() || RECORD.matcher(line).matches()) {
                records.add(new StringBuilder(line));
            } else {
                append(records, line);
            }
            if (replies && reply.group(3).equals("-")) {
                going = goesOn ? going : Optional.of(reply.toMatchResult());
            } else {
                going = Optional.empty();
            }
        }
        return records;
    }

    private static void append(List<StringBuilder> records, String more) {
        records.get(records.size() - 1).append(' ').append(more);
    }

    /** A server's reason in JSON; a token looks alike but is none, and nothing of it is decoded into the text. */
    private static String challenges(String text) {
        return replaced(
                CHALLENGE,
                text,
                match -> match.group()
                        + decoded(match.group())
                                .filter(json -> json.startsWith("{\"status\""))
                                .map(json -> " " + json.replaceAll("\\s*([:,])\\s*", "$1"))
                                .orElse(""));
    }

    private static Optional<String> decoded(String base64) {
        try {
            byte[] octets = Base64.getDecoder().decode(base64);
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString());
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return Optional.empty(); // other text that happens to begin so
        }
    }

    private static String replaced(Pattern pattern, String text, java.util.function.Function<MatchResult, String> by) {
        return pattern.matcher(text).replaceAll(match -> Matcher.quoteReplacement(by.apply(match)));
    }
}
