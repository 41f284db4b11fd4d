package signet.server.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import signet.mail.Envelope;
import signet.mail.ForwardPath;
import signet.server.queue.EntryId;
import signet.server.queue.Filter;
import signet.server.queue.NotAcceptedException;
import signet.server.queue.NotAcceptedException.Reason;
import signet.server.queue.QueueVerbs;
import signet.server.queue.Submission;

/** What an operator does, in pieces that let others have their turn. */
final class SqliteVerbs implements QueueVerbs {
    private static final int PIECE = 200;
    private static final int LONGEST_ADDRESS = 254;
    /** Somebody waits for the number; what is not counted by then is counted in the next portion. */
    private static final Duration QUESTION = Duration.ofMillis(50);

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Writer writer;
    private final Readers readers;
    private final Change change;
    private final Operating operating;

    SqliteVerbs(Writer writer, Readers readers, Change change) {
        this.writer = writer;
        this.readers = readers;
        this.change = change;
        this.operating = new Operating(change);
    }

    @Override
    public Effect apply(Verb verb, EntryId id, String by, Instant now) throws IOException {
        return writer.write(sql -> {
            Optional<EntryRow> row = EntryRow.find(sql, id);
            if (row.isEmpty()) {
                return new Effect(0, 0, 0);
            }
            long changed = one(sql, verb, row.get(), by, Micros.of(now), false);
            return new Effect(1, changed, 1 - changed);
        });
    }

    /** 1 when it changed, or in a dry run would change. */
    private long one(Sql sql, Verb verb, EntryRow row, String by, long now, boolean dryRun) throws SQLException {
        if (!operating.fits(sql, verb, row, now)) {
            return 0;
        }
        if (!dryRun) {
            operating.apply(sql, verb, row, by, now);
        }
        return 1;
    }

    @Override
    public Part apply(Verb verb, Filter filter, Portion portion, String by, Instant now, boolean dryRun)
            throws IOException {
        long matched = 0;
        long changed = 0;
        long before = portion.before().map(EntryNumbers::of).orElse(Long.MAX_VALUE);
        long began = System.nanoTime();
        while (true) {
            long upper = before;
            int most = (int) Math.min(PIECE, portion.most() - matched);
            Listing.Found piece = readers.read(sql -> new Listing(sql, filter, upper, most, Listing.SEARCH).find());
            matched += piece.numbers().size();
            changed += dryRun
                    ? readers.read(sql -> piece(sql, verb, piece.numbers(), by, Micros.of(now), true))
                    : writer.write(sql -> piece(sql, verb, piece.numbers(), by, Micros.of(now), false));
            boolean late = !portion.equals(Portion.ALL)
                    && System.nanoTime() - began >= (dryRun ? QUESTION : PATIENCE).toNanos();
            if (piece.all() || matched >= portion.most() || late) {
                Optional<EntryId> next = piece.all() ? Optional.empty() : Optional.of(EntryNumbers.id(piece.down(), 0));
                return new Part(new Effect(matched, changed, matched - changed), next);
            }
            before = piece.down();
        }
    }

    private long piece(Sql sql, Verb verb, List<Long> piece, String by, long now, boolean dryRun) throws SQLException {
        long changed = 0;
        for (long n : piece) {
            for (EntryRow row : EntryRow.where(sql, "n = ?", n)) {
                changed += one(sql, verb, row, by, now, dryRun);
            }
        }
        return changed;
    }

    @Override
    public EntryId resend(EntryId id, List<String> recipients, String by, Instant now) throws IOException {
        checkAddresses(recipients);
        return writer.write(sql -> {
            EntryRow row = EntryRow.find(sql, id)
                    .filter(found -> found.content() != Contents.REMOVED)
                    .orElseThrow(() -> new NotAcceptedException(
                            Reason.BAD_MESSAGE, "there is no entry " + id + ", or its content is no longer kept"));
            if (change.books().claimed(row.n())) {
                throw new NotAcceptedException(Reason.BUSY, "entry " + id + " is being sent this moment; try again");
            }
            EntryId next = change.intake()
                    .accept(sql, again(sql, row, recipients, by), copy(sql, row), Micros.of(now))
                    .id();
            if (row.state() == Codes.QUEUED) {
                operating.cancel(sql, row, by, Micros.of(now));
            }
            return next;
        });
    }

    private static void checkAddresses(List<String> recipients) throws NotAcceptedException {
        if (recipients.isEmpty()) {
            throw new NotAcceptedException(Reason.BAD_ADDRESS, "name at least one recipient");
        }
        for (String address : recipients) {
            int at = address.lastIndexOf('@');
            boolean visible = address.chars().allMatch(c -> c > ' ' && c != 0x7f && c != '<' && c != '>');
            if (at < 1 || at == address.length() - 1 || address.length() > LONGEST_ADDRESS || !visible) {
                throw new NotAcceptedException(Reason.BAD_ADDRESS, "'" + address + "' is no mail address");
            }
        }
    }

    private Submission again(Sql sql, EntryRow row, List<String> recipients, String by) throws SQLException {
        record Texts(String subject, Optional<String> messageId, int priority) {}
        Texts texts = sql.first(
                        found -> new Texts(found.getString(1), Sql.optionalText(found, 2), found.getInt(3)),
                        "select subject, message_id, priority from entry where n = ?",
                        row.n())
                .orElseThrow();
        return new Submission(
                change.books().line(row.account()).name,
                new Envelope(
                        row.sender(), recipients.stream().map(ForwardPath::of).toList(), row.dsn()),
                new StoredContent.Row(new byte[0]), // the octets come beside it
                texts.messageId(),
                texts.subject(),
                texts.priority(),
                Optional.empty(),
                Optional.empty(),
                new Submission.Origin(Submission.Origin.Kind.RESENT, by, ""));
    }

    /** The octets once more: each entry owns its own, so that each may be removed in its time. */
    private Payload copy(Sql sql, EntryRow row) throws SQLException, IOException {
        if (row.content() == Contents.FILE) {
            Path link = change.contents().folder().resolve(UUID.randomUUID() + Contents.UNFINISHED);
            Files.createLink(link, change.contents().file(row.id()));
            return new Payload.Forced(link, row.size());
        }
        try (var in = row.octets(sql, change.contents()).orElseThrow().open()) {
            return new Payload.Octets(in.readAllBytes());
        }
    }
}
