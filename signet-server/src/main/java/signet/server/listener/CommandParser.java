package signet.server.listener;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Octets of one line without its CRLF → {@link Command}. Pure; strict in what it takes and helpful in what it says. */
final class CommandParser {
    /** Octets of a line with its CRLF (RFC 5321 §4.5.3.1.4). */
    static final int LONGEST_LINE = 512;

    /** What SIZE (26), BODY (17), SMTPUTF8 (10), AUTH (500) and RET with ENVID (130) add: RFC 1870, 6152, 6531, 4954, 3461. */
    static final int LONGEST_MAIL = LONGEST_LINE + 26 + 17 + 10 + 500 + 130;

    /** What NOTIFY and ORCPT add (RFC 3461 §4). */
    static final int LONGEST_RCPT = LONGEST_LINE + 500;

    /** RFC 4954 §4. */
    static final int LONGEST_AUTH = 12_288;

    private static final Pattern HELLO_NAME = Pattern.compile("[A-Za-z0-9._:\\[\\]-]{1,255}");
    private static final Pattern CHUNK = Pattern.compile("([0-9]{1,18})( +LAST)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern MECHANISM = Pattern.compile("[A-Za-z0-9_-]{1,20}");

    private CommandParser() {}

    static Command parse(byte[] octets, int from, int to) {
        int space = from;
        while (space < to && octets[space] != ' ') {
            space++;
        }
        String verb = new String(octets, from, Math.min(space - from, 16), StandardCharsets.ISO_8859_1)
                .toUpperCase(Locale.ROOT);
        if (to - from + 2 > longest(verb)) {
            return wrong(500, "5.5.6", "the line has " + (to - from + 2) + " octets; the limit is " + longest(verb));
        }
        Optional<String> text = text(octets, from, to);
        return switch (verb) {
            case "MAIL" -> PathParser.mail(text, octets, from, to);
            case "RCPT" -> PathParser.recipient(text, octets, from, to);
            case "GET", "POST", "HEAD", "PUT", "OPTIONS", "CONNECT" -> new Command.Foreign("HTTP");
            case "PROXY" -> new Command.Foreign("the PROXY protocol");
            default ->
                text.isEmpty()
                        ? wrong(500, "5.5.2", "the line has octets in it that no command has; a line ends with CRLF")
                        : simple(verb, argument(text.get(), space - from));
        };
    }

    private static int longest(String verb) {
        return switch (verb) {
            case "AUTH" -> LONGEST_AUTH;
            case "MAIL" -> LONGEST_MAIL;
            case "RCPT" -> LONGEST_RCPT;
            default -> LONGEST_LINE;
        };
    }

    /** The line; empty when a control character is in it or it is no UTF-8. */
    private static Optional<String> text(byte[] octets, int from, int to) {
        boolean ascii = true;
        for (int i = from; i < to; i++) {
            if (octets[i] < ' ') {
                if (octets[i] >= 0) {
                    return Optional.empty();
                }
                ascii = false;
            } else if (octets[i] == 0x7f) {
                return Optional.empty();
            }
        }
        if (ascii) {
            return Optional.of(new String(octets, from, to - from, StandardCharsets.ISO_8859_1));
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets, from, to - from))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty(); // answered as a line that nobody can read
        }
    }

    private static String argument(String line, int verb) {
        return line.length() <= verb ? "" : line.substring(verb).strip();
    }

    private static Command simple(String verb, String argument) {
        return switch (verb) {
            case "EHLO", "HELO" ->
                HELLO_NAME.matcher(argument).matches()
                        ? new Command.Hello(verb.equals("EHLO"), argument)
                        : wrong(501, "5.5.4", verb + " needs a host name or an address literal such as [192.0.2.1]");
            case "AUTH" -> auth(argument);
            case "BDAT" -> chunk(argument);
            case "DATA" -> bare(argument, new Command.Data());
            case "RSET" -> bare(argument, new Command.Reset());
            case "QUIT" -> bare(argument, new Command.Quit());
            case "STARTTLS" -> bare(argument, new Command.StartTls());
            case "NOOP" -> new Command.Noop();
            case "VRFY" -> new Command.Verify();
            case "HELP" -> new Command.Help();
            case "EXPN" -> wrong(502, "5.5.1", "there are no lists here");
            default -> wrong(500, "5.5.2", "unknown command; HELP lists the known ones");
        };
    }

    private static Command bare(String argument, Command command) {
        return argument.isEmpty() ? command : wrong(501, "5.5.4", "this command has no argument");
    }

    private static Command auth(String argument) {
        String[] words = argument.split(" ", -1);
        if (words.length > 2 || !MECHANISM.matcher(words[0]).matches()) {
            return wrong(501, "5.5.4", "write AUTH PLAIN or AUTH LOGIN, with at most one initial response");
        }
        return new Command.Auth(
                words[0].toUpperCase(Locale.ROOT), words.length == 2 ? Optional.of(words[1]) : Optional.empty());
    }

    /** Without a size nobody knows where the next command begins: the only thing to do is to hang up. */
    private static Command chunk(String argument) {
        var parts = CHUNK.matcher(argument);
        return parts.matches()
                ? new Command.Chunk(Long.parseLong(parts.group(1)), parts.group(2) != null)
                : new Command.Wrong(Answer.bad(501, "5.5.4", "syntax", "write BDAT size or BDAT size LAST")
                        .thenHangUp());
    }

    static Command wrong(int code, String enhanced, String text) {
        return new Command.Wrong(Answer.bad(code, enhanced, "syntax", text));
    }
}
