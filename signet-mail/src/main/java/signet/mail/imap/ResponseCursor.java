package signet.mail.imap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A place in one response: words, numbers, strings, lists and literals are taken from it one after the other (RFC 9051 §9).
 * A response is one line, or several with literals between them. Nothing is kept but the current line, and no method goes
 * deeper than a loop, so neither size nor nesting of a response costs memory.
 */
final class ResponseCursor {
    /** Longest line in ordinary responses, octets. */
    static final int LINE = 64 * 1024;
    /** Longest string that is kept in memory, octets; message bodies are streamed instead. */
    static final int STRING = 64 * 1024;
    /** Most octets of one response without message bodies. */
    static final long RESPONSE = 1024 * 1024;
    /** Deepest nesting of parentheses. */
    static final int DEPTH = 64;
    /** A number of IMAP has 32 bits (RFC 3501 §9); literals too. */
    static final long MOST = 0xFFFF_FFFFL;

    private final Octets source;
    private byte[] line = new byte[0];
    private int at;
    private long octets;

    ResponseCursor(Octets source) {
        this.source = source;
    }

    /** Goes to the start of the next response. */
    void begin(int lineLimit) throws IOException {
        octets = 0;
        line = source.line(lineLimit);
        at = 0;
    }

    private void nextLine() throws IOException {
        line = source.line(LINE);
        at = 0;
        count(line.length);
    }

    private void count(long more) throws MalformedResponse {
        octets += more;
        if (octets > RESPONSE) {
            throw malformed("a response is longer than " + RESPONSE + " octets");
        }
    }

    boolean atEnd() {
        return at >= line.length;
    }

    boolean at(char c) {
        return at < line.length && line[at] == c;
    }

    boolean atDigit() {
        return at < line.length && line[at] >= '0' && line[at] <= '9';
    }

    boolean take(char c) {
        if (at(c)) {
            at++;
            return true;
        }
        return false;
    }

    void expect(char c) throws MalformedResponse {
        if (!take(c)) {
            throw malformed("expected '" + c + "'");
        }
    }

    /** One or more blanks; servers are known to send two. */
    void space() throws MalformedResponse {
        expect(' ');
        blanks();
    }

    void blanks() {
        while (at(' ')) {
            at++;
        }
    }

    /** Letters, digits and marks up to a blank, parenthesis, quote or brace; never empty. */
    String atom() throws MalformedResponse {
        int start = at;
        while (at < line.length && isAtomChar(line[at])) {
            at++;
        }
        if (at == start) {
            throw malformed("expected a word");
        }
        return new String(line, start, at - start, StandardCharsets.ISO_8859_1);
    }

    private static boolean isAtomChar(byte b) {
        return b < 0 || (b > ' ' && b != 0x7f && b != '(' && b != ')' && b != '{' && b != '"');
    }

    /** The name of a message attribute, upper case, a section in brackets included: {@code BODY[HEADER.FIELDS (To)]}. */
    String attribute() throws MalformedResponse {
        int start = at;
        boolean section = false;
        while (at < line.length && (section || isAtomChar(line[at]))) {
            section = line[at] == '[' || (section && line[at] != ']');
            at++;
        }
        if (at == start) {
            throw malformed("expected the name of a message attribute");
        }
        return new String(line, start, at - start, StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
    }

    long number() throws MalformedResponse {
        int start = at;
        long value = 0;
        while (atDigit()) {
            value = value * 10 + (line[at++] - '0');
            if (value > MOST) {
                throw malformed("a number is over " + MOST);
            }
        }
        if (at == start) {
            throw malformed("expected a number");
        }
        return value;
    }

    /** A UID, UIDVALIDITY or sequence number: 1 or more. */
    long nonZeroNumber() throws MalformedResponse {
        long value = number();
        if (value == 0) {
            throw malformed("a message number or UID is 0");
        }
        return value;
    }

    /** A quoted string or literal; empty for {@code NIL}. */
    Optional<String> nstring() throws IOException {
        if (takeNil()) {
            return Optional.empty();
        }
        return Optional.of(string());
    }

    boolean takeNil() {
        boolean nil = at + 3 <= line.length
                && (line[at] | 0x20) == 'n'
                && (line[at + 1] | 0x20) == 'i'
                && (line[at + 2] | 0x20) == 'l'
                && (at + 3 == line.length || !isAtomChar(line[at + 3]));
        at += nil ? 3 : 0;
        return nil;
    }

    /** An atom, a quoted string or a literal, octet by octet as ISO 8859-1. */
    String astring() throws IOException {
        return at('"') || at('{') || at('~') ? string() : atom();
    }

    private String string() throws IOException {
        OptionalLong length = literal();
        if (length.isEmpty()) {
            return quoted();
        }
        if (length.getAsLong() > STRING) {
            throw malformed("a string is longer than " + STRING + " octets");
        }
        count(length.getAsLong());
        byte[] text = new LiteralStream(source, length.getAsLong()).readAllBytes();
        nextLine();
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private String quoted() throws MalformedResponse {
        expect('"');
        StringBuilder text = new StringBuilder();
        while (!take('"')) {
            take('\\'); // RFC 9051 §9: quoted-specials
            if (atEnd()) {
                throw malformed("a quoted string does not end");
            }
            text.append((char) (line[at++] & 0xff));
        }
        return text.toString();
    }

    /** The octet count when a literal starts here; its octets follow at once, then {@link #afterLiteral()}. */
    OptionalLong literal() throws MalformedResponse {
        int mark = at;
        take('~'); // RFC 3516: literal8
        if (!take('{')) {
            at = mark;
            return OptionalLong.empty();
        }
        long length = number();
        take('+');
        expect('}');
        if (!atEnd()) {
            throw malformed("the octet count of a literal is not the end of its line");
        }
        return OptionalLong.of(length);
    }

    /** The octets of the literal just announced. */
    LiteralStream stream(long length) {
        return new LiteralStream(source, length);
    }

    /** Goes on behind a literal whose octets were read to the end. */
    void afterLiteral() throws IOException {
        nextLine();
    }

    /** Passes over one value of any form, however deep, and keeps nothing of it. */
    void skipValue() throws IOException {
        int depth = 0;
        do {
            blanks();
            OptionalLong literal = literal();
            if (literal.isPresent()) {
                stream(literal.getAsLong()).drain();
                nextLine();
            } else if (at('"')) {
                quoted();
            } else if (take('(')) {
                if (++depth > DEPTH) {
                    throw malformed("parentheses are nested deeper than " + DEPTH);
                }
            } else if (depth > 0 && take(')')) {
                depth--;
            } else {
                attribute();
            }
        } while (depth > 0);
    }

    /** Passes over the rest of a response that nobody wants, its literals included. */
    void skipRest() throws IOException {
        int brace = lastBrace();
        while (brace >= 0) {
            at = brace;
            stream(literal().orElse(0)).drain();
            nextLine();
            brace = lastBrace();
        }
        at = line.length;
    }

    /** Where the literal at the end of this line starts, or -1. */
    private int lastBrace() {
        int i = line.length - 1;
        if (i < at || line[i] != '}') {
            return -1;
        }
        i -= i > at && line[i - 1] == '+' ? 2 : 1;
        int digits = i;
        while (i > at && line[i] >= '0' && line[i] <= '9') {
            i--;
        }
        return i >= at && i < digits && line[i] == '{' ? i : -1;
    }

    /** The rest of the line for people. */
    String text() {
        String rest = ServerText.of(line, at, line.length);
        at = line.length;
        return rest;
    }

    /** What stands in brackets here, such as {@code UIDNEXT 7}; the brackets are passed. */
    Optional<String> code() {
        if (!at('[')) {
            return Optional.empty();
        }
        int end = at;
        while (end < line.length && line[end] != ']') {
            end++;
        }
        if (end == line.length) {
            return Optional.empty(); // no code after all: part of the text
        }
        String code = new String(line, at + 1, end - at - 1, StandardCharsets.ISO_8859_1);
        at = end + 1;
        blanks();
        return Optional.of(code);
    }

    MalformedResponse malformed(String why) {
        return new MalformedResponse(
                why + " at column " + (at + 1), ServerText.of(line, 0, Math.min(line.length, 200)));
    }
}
