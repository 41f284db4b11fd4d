package signet.mail.imap;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Which messages (RFC 9051 §6.4.4); all conditions must hold. Immutable: each method gives a narrower search.
 *
 * <p>Servers match text as they please: Exchange compares words, most others substrings, all without regard to case.
 */
public final class Search {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("d-MMM-uuuu", Locale.ENGLISH);

    private final long first;
    private final long last;
    private final List<Term> terms;

    /** A key, and a text to look for or none. */
    private record Term(String key, List<String> texts) {}

    private Search(long first, long last, List<Term> terms) {
        this.first = first;
        this.last = last;
        this.terms = terms;
    }

    public static Search all() {
        return new Search(1, ResponseCursor.MOST, List.of());
    }

    public Search unseen() {
        return with(new Term("UNSEEN", List.of()));
    }

    /** Marked for removal. */
    public Search deleted() {
        return with(new Term("DELETED", List.of()));
    }

    /** Received on {@code day} or later, by the server's own date. */
    public Search since(LocalDate day) {
        return with(new Term("SINCE " + DATE.format(day), List.of()));
    }

    /** {@code text} in the From field. */
    public Search from(String text) {
        return with(new Term("FROM", List.of(text)));
    }

    /** {@code text} in the Subject field. */
    public Search subject(String text) {
        return with(new Term("SUBJECT", List.of(text)));
    }

    /** UIDs above {@code uid} only: what is new since a cursor. */
    public Search after(long uid) {
        return new Search(Math.max(first, uid + 1), last, terms);
    }

    /** UIDs up to {@code uid} only; with {@link #after} it reads a very large mailbox in parts. */
    public Search upTo(long uid) {
        return new Search(first, Math.min(last, uid), terms);
    }

    private Search with(Term term) {
        return new Search(
                first, last, Stream.concat(terms.stream(), Stream.of(term)).toList());
    }

    /** Whether a found UID is one that was meant: {@code n:*} always holds the last message (RFC 9051 §6.4.9). */
    boolean covers(long uid) {
        return uid >= first && uid <= last;
    }

    /** False when no UID can match, so that there is nothing to ask. */
    boolean possible() {
        return first <= last;
    }

    Command command() {
        Command command = new Command("UID SEARCH");
        boolean ascii = terms.stream().flatMap(t -> t.texts().stream()).allMatch(Command::isAscii);
        if (!ascii) {
            command.word("CHARSET UTF-8");
        }
        List<String> keys = new ArrayList<>();
        if (first > 1 || last < ResponseCursor.MOST) {
            keys.add("UID " + first + ":" + (last == ResponseCursor.MOST ? "*" : String.valueOf(last)));
        } else if (terms.isEmpty()) {
            keys.add("ALL");
        }
        keys.forEach(command::word);
        for (Term term : terms) {
            command.word(term.key());
            term.texts().forEach(command::string);
        }
        return command;
    }
}
