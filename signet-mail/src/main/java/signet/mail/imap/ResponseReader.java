package signet.mail.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Octets in, typed responses out (RFC 3501 §7, RFC 9051 §7). Message bodies go to the handler as streams; everything else
 * is bounded by the limits of {@link ResponseCursor}. What is IMAP but unknown to us is passed over; what is not IMAP, such as
 * the bare line {@code Server Unavailable.} of Exchange, is a {@link MalformedResponse}.
 */
final class ResponseReader {
    private static final Condition NONE = new Condition("", Optional.empty(), "");
    private static final Answer OTHER = new Answer(Answer.Kind.OTHER, "", NONE);
    private static final Set<String> STATUSES = Set.of("OK", "NO", "BAD");

    private final ResponseCursor cursor;

    ResponseReader(Octets source) {
        this.cursor = new ResponseCursor(source);
    }

    /**
     * Reads one response.
     *
     * @param lineLimit octets of its first line
     */
    Answer read(int lineLimit, ResponseHandler handler) throws IOException {
        cursor.begin(lineLimit);
        if (cursor.take('+')) {
            cursor.blanks();
            return new Answer(Answer.Kind.CONTINUATION, "", new Condition("+", Optional.empty(), cursor.text()));
        }
        if (cursor.take('*')) {
            cursor.space();
            return untagged(handler);
        }
        return tagged(handler);
    }

    private Answer tagged(ResponseHandler handler) throws IOException {
        String tag = cursor.atom();
        cursor.space();
        String status = cursor.atom().toUpperCase(Locale.ROOT);
        if (!STATUSES.contains(status)) {
            throw cursor.malformed("neither untagged, continuation nor the end of a command");
        }
        return new Answer(Answer.Kind.TAGGED, tag, condition(status, handler));
    }

    private Answer untagged(ResponseHandler handler) throws IOException {
        if (cursor.atDigit()) {
            numbered(handler);
            return OTHER;
        }
        String word = cursor.atom().toUpperCase(Locale.ROOT);
        switch (word) {
            case "OK", "NO", "BAD", "PREAUTH" -> {
                Condition condition = condition(word, handler);
                handler.status(condition);
                return new Answer(Answer.Kind.STATUS, "", condition);
            }
            case "BYE" -> {
                return new Answer(Answer.Kind.BYE, "", condition(word, handler));
            }
            case "CAPABILITY" -> handler.capabilities(words());
            case "SEARCH" -> search(handler);
            case "LIST" -> handler.folder(folder());
            case "NAMESPACE" -> handler.namespaces(namespaces());
            default -> {}
        }
        cursor.skipRest();
        return OTHER;
    }

    private void numbered(ResponseHandler handler) throws IOException {
        long number = cursor.number();
        cursor.space();
        switch (cursor.atom().toUpperCase(Locale.ROOT)) {
            case "EXISTS" -> handler.exists(number);
            case "EXPUNGE" -> handler.expunged();
            case "FETCH" -> {
                cursor.space();
                new FetchReader(cursor, handler).read();
            }
            default -> {}
        }
        cursor.skipRest();
    }

    private Condition condition(String status, ResponseHandler handler) throws MalformedResponse {
        if (!cursor.atEnd()) {
            cursor.space();
        }
        Condition condition = new Condition(status, cursor.code(), cursor.text());
        condition
                .argument("CAPABILITY")
                .ifPresent(words -> handler.capabilities(new LinkedHashSet<>(List.of(words.split(" +")))));
        return condition;
    }

    private Set<String> words() throws MalformedResponse {
        Set<String> words = new LinkedHashSet<>();
        cursor.blanks();
        while (!cursor.atEnd()) {
            words.add(cursor.atom());
            cursor.blanks();
        }
        return words;
    }

    private void search(ResponseHandler handler) throws MalformedResponse {
        cursor.blanks();
        while (cursor.atDigit()) {
            handler.found(cursor.nonZeroNumber());
            cursor.blanks();
        }
    }

    private Folder folder() throws IOException {
        cursor.space();
        Set<String> attributes = new HashSet<>();
        cursor.expect('(');
        cursor.blanks();
        while (!cursor.take(')')) {
            attributes.add(cursor.atom());
            cursor.blanks();
        }
        cursor.space();
        Optional<String> delimiter = cursor.nstring();
        cursor.space();
        String name = ModifiedUtf7.decode(cursor.astring());
        // RFC 9051 §5.1: INBOX in any case is the same mailbox
        return new Folder(name.equalsIgnoreCase("INBOX") ? "INBOX" : name, delimiter, attributes);
    }

    private Namespaces namespaces() throws IOException {
        return new Namespaces(namespaceList(), namespaceList(), namespaceList());
    }

    private List<Namespaces.Namespace> namespaceList() throws IOException {
        cursor.space();
        List<Namespaces.Namespace> list = new ArrayList<>();
        if (cursor.takeNil()) {
            return list;
        }
        cursor.expect('(');
        cursor.blanks();
        while (!cursor.take(')')) {
            list.add(namespace());
            cursor.blanks();
        }
        return list;
    }

    private Namespaces.Namespace namespace() throws IOException {
        cursor.expect('(');
        String prefix = ModifiedUtf7.decode(cursor.astring());
        cursor.space();
        Optional<String> delimiter = cursor.nstring();
        cursor.blanks();
        while (!cursor.take(')')) {
            cursor.skipValue(); // RFC 2342: extensions
            cursor.blanks();
        }
        return new Namespaces.Namespace(prefix, delimiter);
    }

    /** A number in a response code such as {@code UIDNEXT 7}, when it is one from 1 to 4,294,967,295. */
    static OptionalLong number(Optional<String> argument) {
        if (argument.isEmpty() || !argument.get().matches("[0-9]{1,10}")) {
            return OptionalLong.empty();
        }
        long value = Long.parseLong(argument.get());
        return value >= 1 && value <= ResponseCursor.MOST ? OptionalLong.of(value) : OptionalLong.empty();
    }
}
