package signet.mail.imap;

import java.util.ArrayList;
import java.util.List;

/**
 * One command before it has a tag. Texts that come from outside go through {@link #string} or {@link #mailbox} only: as
 * quoted strings when they are printable ASCII, as literals otherwise, so that no text can end a line or add a word.
 */
final class Command {
    /** Longer strings go as literals, to keep lines short (RFC 2683 §3.2.1.5). */
    private static final int LONGEST_QUOTED = 1000;

    private final String verb;
    private final StringBuilder line;
    private final List<Chunk> chunks = new ArrayList<>();

    /** Text of the line, and the literal that ends it. */
    record Chunk(String text, String literal) {}

    Command(String verb) {
        this.verb = verb;
        this.line = new StringBuilder(verb);
    }

    /** The command's name, for replies. */
    String verb() {
        return verb;
    }

    /** Words of our own making: keywords, numbers, sets. */
    Command word(String words) {
        line.append(' ').append(words);
        return this;
    }

    /** A text of any content but NUL. */
    Command string(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("IMAP cannot transmit the character NUL");
        }
        line.append(' ');
        if (isAscii(text) && text.length() <= LONGEST_QUOTED) {
            line.append('"')
                    .append(text.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append('"');
        } else {
            chunks.add(new Chunk(line.toString(), text));
            line.setLength(0);
        }
        return this;
    }

    /** The name of a mailbox, or a pattern for {@code LIST}. */
    Command mailbox(String name) {
        return string(ModifiedUtf7.encode(name));
    }

    /** Printable ASCII, which a quoted string can hold. */
    static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c <= '~');
    }

    /** What goes before the last line: each with its literal. */
    List<Chunk> chunks() {
        return chunks;
    }

    /** The last line, or the only one. */
    String lastLine() {
        return line.toString();
    }
}
