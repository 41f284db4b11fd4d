package signet.simulator.imap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.function.Predicate;
import signet.simulator.exchange.StoredMessage;
import signet.simulator.imap.View.Place;

/** Search keys (RFC 3501 §6.4.4), as a predicate. Unsupported ones are a command error, as there. */
final class SearchKeys {
    private static final int HEADER_ROOM = 1 << 16;
    private static final int DEEPEST = 32;

    private final View view;
    private final Arguments arguments;
    private int depth;

    SearchKeys(View view, Arguments arguments) {
        this.view = view;
        this.arguments = arguments;
    }

    Predicate<Place> parse() throws IOException {
        Predicate<Place> all = key();
        while (arguments.take(' ')) {
            all = all.and(key());
        }
        arguments.end();
        return all;
    }

    private Predicate<Place> key() throws IOException {
        if (++depth > DEEPEST) {
            throw BadCommand.argument();
        }
        try {
            if (!arguments.take('(')) {
                return named(arguments.word());
            }
            Predicate<Place> all = key();
            while (arguments.take(' ')) {
                all = all.and(key());
            }
            arguments.expect(')');
            return all;
        } finally {
            depth--;
        }
    }

    private Predicate<Place> named(String word) throws IOException {
        return switch (word) {
            case "ALL", "OLD" -> place -> true;
            case "NEW", "RECENT" -> place -> false;
            case "SEEN", "ANSWERED", "FLAGGED", "DELETED", "DRAFT" -> flagged(word);
            case "UNSEEN", "UNANSWERED", "UNFLAGGED", "UNDELETED", "UNDRAFT" ->
                flagged(word.substring(2)).negate();
            case "NOT" -> {
                arguments.space();
                yield key().negate();
            }
            case "OR" -> {
                arguments.space();
                Predicate<Place> first = key();
                arguments.space();
                yield first.or(key());
            }
            case "UID" -> uids();
            default -> Numbers.looksLike(word) ? numbers(word) : withArgument(word);
        };
    }

    private Predicate<Place> withArgument(String word) throws IOException {
        switch (word) {
            case "CHARSET" -> { // UTF-8 and US-ASCII read the same here
                arguments.space();
                arguments.string();
                arguments.space();
                return key();
            }
            case "HEADER" -> {
                arguments.space();
                String name = arguments.string();
                arguments.space();
                return header(name, arguments.string());
            }
            case "FROM", "TO", "CC", "BCC", "SUBJECT" -> {
                arguments.space();
                return header(word, arguments.string());
            }
            case "SINCE", "BEFORE", "ON" -> {
                arguments.space();
                return dated(word, day(arguments.string()));
            }
            case "LARGER", "SMALLER" -> {
                arguments.space();
                long size = size(arguments.atom());
                return place -> word.equals("LARGER")
                        ? place.message().content().size() > size
                        : place.message().content().size() < size;
            }
            case "BODY", "TEXT" -> {
                arguments.space();
                String wanted = arguments.string().toLowerCase(Locale.ROOT);
                return place -> new String(place.message().content().octets(), StandardCharsets.UTF_8)
                        .toLowerCase(Locale.ROOT)
                        .contains(wanted);
            }
            default -> throw BadCommand.unknown();
        }
    }

    private static Predicate<Place> flagged(String word) {
        String flag = "\\" + word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT);
        return place -> place.message().has(flag);
    }

    private Predicate<Place> uids() throws IOException {
        arguments.space();
        long largest = view.known().isEmpty()
                ? 0
                : view.known().get(view.known().size() - 1).uid();
        Numbers numbers = Numbers.parse(arguments.atom(), largest);
        return place -> numbers.contains(place.message().uid());
    }

    private Predicate<Place> numbers(String set) throws BadCommand {
        Numbers numbers = Numbers.parse(set, view.known().size());
        return place -> numbers.contains(place.number());
    }

    private static Predicate<Place> header(String name, String wanted) {
        String key = name.toLowerCase(Locale.ROOT);
        String part = wanted.toLowerCase(Locale.ROOT);
        return place -> {
            String value = Structure.header(head(place.message())).get(key);
            return value != null && value.toLowerCase(Locale.ROOT).contains(part);
        };
    }

    private static byte[] head(StoredMessage message) {
        try {
            return message.content().head(HEADER_ROOM);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The day of INTERNALDATE, the time disregarded. */
    private static Predicate<Place> dated(String word, LocalDate day) {
        return place -> {
            Instant stored = place.message().internalDate();
            int order = stored.atOffset(ZoneOffset.UTC).toLocalDate().compareTo(day);
            return word.equals("SINCE") ? order >= 0 : word.equals("BEFORE") ? order < 0 : order == 0;
        };
    }

    private static LocalDate day(String text) throws BadCommand {
        try {
            return LocalDate.from(Dates.DAY.parse(text));
        } catch (DateTimeException e) {
            throw BadCommand.argument();
        }
    }

    private static long size(String text) throws BadCommand {
        if (!text.matches("[0-9]{1,10}")) {
            throw BadCommand.argument();
        }
        return Long.parseLong(text);
    }
}
