package signet.simulator.imap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import signet.simulator.exchange.Spool;
import signet.simulator.exchange.Texts;
import signet.simulator.wire.Dialog;
import signet.simulator.wire.Line;

/**
 * What follows the name of a command, read from left to right; literals (RFC 3501 §4.3, RFC 7888) are fetched when they are
 * reached. Octets are Latin-1 characters until somebody wants text.
 */
final class Arguments {
    private static final int LONGEST_LINE = 65_536;
    private static final int LONGEST_STRING = 65_536;
    private static final Pattern LITERAL = Pattern.compile("\\{([0-9]{1,10})(\\+?)}$");
    private static final String NO_ATOM = "(){ \"\\";

    private final Dialog dialog;
    private final Duration idle;
    private String line;
    private int at;

    Arguments(Dialog dialog, String line, int from, Duration idle) {
        this.dialog = dialog;
        this.line = line;
        this.at = from;
        this.idle = idle;
    }

    boolean atEnd() {
        return at == line.length();
    }

    void end() throws BadCommand {
        if (!atEnd()) {
            throw BadCommand.argument();
        }
    }

    boolean next(char c) {
        return at < line.length() && line.charAt(at) == c;
    }

    boolean take(char c) {
        boolean there = next(c);
        at += there ? 1 : 0;
        return there;
    }

    void expect(char c) throws BadCommand {
        if (!take(c)) {
            throw BadCommand.argument();
        }
    }

    void space() throws BadCommand {
        expect(' ');
    }

    /** An atom, upper-cased. */
    String word() throws BadCommand {
        return atom().toUpperCase(Locale.ROOT);
    }

    /** Up to a blank or bracket; {@code ]} and wild cards belong to it. */
    String atom() throws BadCommand {
        int from = at;
        while (at < line.length() && NO_ATOM.indexOf(line.charAt(at)) < 0 && line.charAt(at) > ' ') {
            at++;
        }
        if (at == from) {
            throw BadCommand.argument();
        }
        return line.substring(from, at);
    }

    /** As {@link #atom()}, a backslash in front allowed: a flag. */
    String flag() throws BadCommand {
        return take('\\') ? "\\" + atom() : atom();
    }

    /** What is left of the line. */
    String rest() {
        String rest = line.substring(at);
        at = line.length();
        return rest;
    }

    /** Everything up to a character, which is taken too. */
    String until(char c) throws BadCommand {
        int end = line.indexOf(c, at);
        if (end < 0) {
            throw BadCommand.argument();
        }
        String text = line.substring(at, end);
        at = end + 1;
        return text;
    }

    /** An atom, a quoted string or a literal, decoded as UTF-8. */
    String string() throws IOException {
        String octets = next('"') ? quoted() : next('{') ? literal() : atom();
        return new String(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** A folder name or pattern, modified UTF-7 decoded (RFC 3501 §5.1.3). */
    String folder() throws IOException {
        return FolderNames.decode(string());
    }

    List<String> flags() throws BadCommand {
        List<String> flags = new ArrayList<>();
        boolean listed = take('(');
        while (!(listed ? take(')') : atEnd())) {
            if (!flags.isEmpty()) {
                space();
            }
            flags.add(flag());
        }
        return flags;
    }

    /** A literal of any length into the spool, which may be told to drop it; its octet count. */
    long literal(Spool into, long most) throws IOException {
        Matcher literal = announced();
        long octets = Long.parseLong(literal.group(1));
        if (octets > most) {
            if (literal.group(2).isEmpty()) {
                throw BadCommand.argument(); // the client waits for a go-ahead and gets the refusal
            }
            dialog.skip(octets);
            continueLine();
            throw BadCommand.argument();
        }
        goAhead(literal);
        byte[] block = new byte[16_384];
        for (long left = octets; left > 0; ) {
            int count = dialog.read(block, 0, (int) Math.min(left, block.length));
            into.write(block, 0, count);
            left -= count;
        }
        continueLine();
        return octets;
    }

    /** Skips what is left of a command that was refused early. */
    void drop() throws IOException {
        Matcher literal = LITERAL.matcher(line);
        while (at < line.length() && literal.find(at) && !literal.group(2).isEmpty()) {
            dialog.skip(Long.parseLong(literal.group(1)));
            continueLine();
            literal = LITERAL.matcher(line);
        }
        at = line.length();
    }

    private String quoted() throws BadCommand {
        StringBuilder text = new StringBuilder();
        for (at++; at < line.length() && line.charAt(at) != '"'; at++) {
            if (line.charAt(at) == '\\') {
                at++;
            }
            text.append(at < line.length() ? line.charAt(at) : "");
        }
        expect('"');
        return text.toString();
    }

    private String literal() throws IOException {
        Matcher literal = announced();
        int octets = (int) Math.min(Long.parseLong(literal.group(1)), LONGEST_STRING + 1L);
        if (octets > LONGEST_STRING) {
            throw BadCommand.argument();
        }
        goAhead(literal);
        ByteArrayOutputStream text = new ByteArrayOutputStream(octets);
        byte[] block = new byte[Math.max(1, octets)];
        while (text.size() < octets) {
            text.write(block, 0, dialog.read(block, 0, octets - text.size()));
        }
        continueLine();
        return text.toString(StandardCharsets.ISO_8859_1);
    }

    private Matcher announced() throws BadCommand {
        Matcher literal = LITERAL.matcher(line);
        if (!literal.find(at) || literal.start() != at) {
            throw BadCommand.argument();
        }
        return literal;
    }

    private void goAhead(Matcher literal) throws IOException {
        if (literal.group(2).isEmpty()) {
            dialog.send(Texts.line("imap.continue"));
        }
    }

    private void continueLine() throws IOException {
        Line more = dialog.line(LONGEST_LINE, idle);
        line = more.text();
        at = 0;
    }
}
