package signet.mail.imap;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the attributes of one {@code FETCH} response (RFC 9051 §7.5.2) and passes a message on as a stream. All that was
 * asked for must be known before its octets can be streamed; if the server tells some of it later, they are kept until then.
 */
final class FetchReader {
    private final ResponseCursor cursor;
    private final ResponseHandler handler;

    private OptionalLong uid = OptionalLong.empty();
    private @Nullable Set<String> flags;
    private @Nullable String date;
    private OptionalLong size = OptionalLong.empty();
    private @Nullable KeptBody kept;
    private boolean passedOn;

    FetchReader(ResponseCursor cursor, ResponseHandler handler) {
        this.cursor = cursor;
        this.handler = handler;
    }

    void read() throws IOException {
        try {
            cursor.expect('(');
            cursor.blanks();
            while (!cursor.take(')')) {
                attribute();
                cursor.blanks();
            }
            finish();
        } finally {
            if (kept != null) {
                kept.close();
            }
        }
    }

    private void attribute() throws IOException {
        String name = cursor.attribute();
        cursor.space();
        switch (name) {
            case "UID" -> uid = OptionalLong.of(cursor.nonZeroNumber());
            case "FLAGS" -> flags = flags();
            case "INTERNALDATE" -> date = cursor.nstring().orElse("");
            case "RFC822.SIZE" -> size = OptionalLong.of(cursor.number());
            default -> {
                if (handler.isBody(name)) {
                    body();
                } else {
                    cursor.skipValue();
                }
            }
        }
    }

    private Set<String> flags() throws IOException {
        Set<String> found = new HashSet<>();
        cursor.expect('(');
        cursor.blanks();
        while (!cursor.take(')')) {
            found.add(cursor.atom());
            cursor.blanks();
        }
        return found;
    }

    private void body() throws IOException {
        OptionalLong literal = cursor.literal();
        if (literal.isEmpty()) {
            Optional<String> text = cursor.nstring(); // NIL: the message is gone
            if (text.isPresent()) {
                offer(new ByteArrayInputStream(text.get().getBytes(StandardCharsets.ISO_8859_1)));
            }
            return;
        }
        LiteralStream octets = cursor.stream(literal.getAsLong());
        offer(octets);
        octets.drain();
        cursor.afterLiteral();
    }

    private void offer(InputStream octets) throws IOException {
        if (passedOn || kept != null) {
            throw cursor.malformed("a FETCH response holds the octets of a message twice");
        }
        boolean complete = uid.isPresent() && flags != null && date != null && size.isPresent();
        if (complete) {
            passedOn = true;
            handler.fetched(message(uid.getAsLong()), octets);
        } else {
            kept = KeptBody.keep(octets);
        }
    }

    private void finish() throws IOException {
        if (kept == null) {
            if (!passedOn) {
                handler.changed();
            }
            return;
        }
        if (uid.isEmpty()) {
            throw cursor.malformed("the answer to UID FETCH has no UID");
        }
        try (InputStream octets = kept.open()) {
            handler.fetched(message(uid.getAsLong()), octets);
        }
    }

    private Fetched message(long known) {
        return new Fetched(known, flags == null ? Set.of() : flags, internalDate(), size);
    }

    private Optional<Instant> internalDate() {
        if (date == null || date.isBlank()) {
            return Optional.empty();
        }
        return InternalDate.parse(date);
    }
}
