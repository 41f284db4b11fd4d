package signet.server.store;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import signet.server.event.Event;
import signet.server.event.EventKind;
import signet.server.queue.Attempt;
import signet.server.queue.Claim;
import signet.server.queue.EntryId;
import signet.server.queue.Held;
import signet.server.queue.RecipientState;
import signet.server.queue.Settlement;

/** Stores an attempt and what follows from it, within a transaction. For the writer's thread. */
final class Settling {
    /** So many failures in a row in our own code, and the entry waits for a person. */
    static final int QUARANTINE_AFTER = 3;

    /** From the stage on at which the provider counts a message. */
    private static final Set<String> TRIED = Set.of("mail", "rcpt", "data", "dot");

    private static final String ATTEMPT =
            "insert into attempt (entry, seq, id, began, took, endpoint, stage, reply, status,"
                    + " enhanced, causes, code, explanation, facts, transcript, burnt, unconfirmed)"
                    + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private final Change change;

    Settling(Change change) {
        this.change = change;
    }

    boolean settle(Sql sql, Claim claim, Settlement settlement, Optional<Payload> report)
            throws SQLException, IOException {
        long now = change.now();
        EntryRow row = EntryRow.find(sql, claim.id())
                .orElseThrow(() -> new StorageException("entry " + claim.id() + " was claimed and is gone"));
        Attempt attempt = settlement.attempt();
        store(sql, row, attempt, now);
        if (TRIED.contains(attempt.stage())) {
            spend(sql, row.account(), attempt, settlement.results().size());
        }
        attempted(sql, now, claim, attempt);
        Set<Integer> states = recipients(sql, now, row, claim, settlement);
        if (states.contains(Codes.QUEUED)) {
            again(sql, now, row, settlement);
        } else {
            finish(sql, row, states, now);
        }
        change.end(claim);
        if (report.isPresent()) {
            change.intake().accept(sql, settlement.report().orElseThrow(), report.get(), now);
        }
        return true;
    }

    private void store(Sql sql, EntryRow row, Attempt attempt, long now) throws SQLException {
        Long transcript = null;
        if (attempt.transcript().isPresent()) {
            sql.update(
                    "insert into transcript (at, text) values (?, ?)",
                    now,
                    attempt.transcript().get());
            transcript = sql.number("select last_insert_rowid()");
        }
        sql.update(
                ATTEMPT,
                row.n(),
                row.tries(),
                Change.octets(attempt.id()),
                Micros.of(attempt.began()),
                Micros.of(attempt.took()),
                attempt.endpoint(),
                attempt.stage(),
                attempt.reply().orElse(null),
                attempt.status().orElse(null),
                attempt.enhanced().orElse(null),
                Lines.of(attempt.causes()),
                attempt.code(),
                attempt.explanation(),
                Lines.of(attempt.facts()),
                transcript,
                attempt.burnt() ? 1 : 0,
                attempt.unconfirmed() ? 1 : 0);
    }

    private static void spend(Sql sql, int account, Attempt attempt, int recipients) throws SQLException {
        sql.update(
                "insert or replace into spent (account, at, attempt, recipients) values (?, ?, ?, ?)",
                account,
                Micros.of(attempt.began()),
                Change.octets(attempt.id()),
                recipients);
    }

    private void attempted(Sql sql, long now, Claim claim, Attempt attempt) throws SQLException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("attempt", attempt.id().toString());
        facts.put("stage", attempt.stage());
        attempt.reply().ifPresent(reply -> facts.put("reply", reply));
        facts.put("took-ms", Long.toString(attempt.took().toMillis()));
        change.journal()
                .about(claim.origin())
                .entry(
                        sql,
                        now,
                        EventKind.ATTEMPTED,
                        claim.account(),
                        claim.id().toString(),
                        facts);
        if (attempt.unconfirmed()) {
            unconfirmed(sql, now, claim.account(), claim.id(), attempt.id());
        }
    }

    private void unconfirmed(Sql sql, long now, String account, EntryId entry, EntryId attempt) throws SQLException {
        change.journal()
                .entry(
                        sql,
                        now,
                        EventKind.UNCONFIRMED,
                        account,
                        entry.toString(),
                        Map.of("attempt", attempt.toString(), "possible-duplicate", "true"));
    }

    /** The states in which the entry's recipients are after it. */
    private Set<Integer> recipients(Sql sql, long now, EntryRow row, Claim claim, Settlement settlement)
            throws SQLException {
        Set<Integer> states = new HashSet<>();
        List<Integer> positions = new ArrayList<>();
        sql.list(
                found -> found.getInt(2) == Codes.QUEUED ? positions.add(found.getInt(1)) : states.add(found.getInt(2)),
                "select position, state from recipient where entry = ? order by position",
                row.n());
        List<Settlement.Result> results = settlement.results();
        if (positions.size() != results.size()) {
            throw new IllegalArgumentException("entry " + claim.id() + " has " + positions.size()
                    + " pending recipients, its settlement has " + results.size() + " results");
        }
        for (int i = 0; i < positions.size(); i++) {
            Settlement.Result result = results.get(i);
            recipient(sql, now, row.n(), positions.get(i), result);
            states.add(Codes.of(result.state()));
            ended(sql, now, claim, settlement.attempt(), result);
        }
        return states;
    }

    private static void recipient(Sql sql, long now, long entry, int position, Settlement.Result result)
            throws SQLException {
        String code = result.code().isEmpty() ? null : result.code();
        if (result.state() == RecipientState.PENDING) {
            sql.update(
                    "update recipient set reply = ?, code = ? where entry = ? and position = ?",
                    result.reply().orElse(null),
                    code,
                    entry,
                    position);
        } else {
            sql.update(
                    "update recipient set state = ?, since = ?, reply = ?, code = ? where entry = ? and position = ?",
                    Codes.of(result.state()),
                    now,
                    result.reply().orElse(null),
                    code,
                    entry,
                    position);
        }
    }

    private void ended(Sql sql, long now, Claim claim, Attempt attempt, Settlement.Result result) throws SQLException {
        Optional<EventKind> kind = kind(result.state());
        if (kind.isEmpty()) {
            return;
        }
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("attempt", attempt.id().toString());
        result.reply().ifPresent(reply -> facts.put("reply", reply));
        if (!result.code().isEmpty()) {
            facts.put("code", result.code());
        }
        change.journal()
                .about(claim.origin())
                .record(
                        sql,
                        now,
                        Event.recipient(kind.get(), claim.account(), claim.id().toString(), result.recipient(), facts));
    }

    private static Optional<EventKind> kind(RecipientState state) {
        return switch (state) {
            case PENDING -> Optional.empty();
            case DELIVERED -> Optional.of(EventKind.DELIVERED);
            case FAILED -> Optional.of(EventKind.FAILED);
            case EXPIRED -> Optional.of(EventKind.EXPIRED);
            case CANCELLED -> Optional.of(EventKind.CANCELLED);
            case BOUNCED -> Optional.of(EventKind.BOUNCED);
        };
    }

    private void again(Sql sql, long now, EntryRow row, Settlement settlement) throws SQLException {
        Attempt attempt = settlement.attempt();
        int failures = settlement.quarantineFailure() ? row.failures() + 1 : 0;
        sql.update(
                "update entry set due = ?, tries = tries + 1, burnt = burnt + ?, failures = ?, resent = ?, dot = null,"
                        + " dot_began = null where n = ?",
                due(settlement, now),
                attempt.burnt() ? 1 : 0,
                failures,
                row.resent() || attempt.unconfirmed() ? 1 : 0,
                row.n());
        Held held = failures >= QUARANTINE_AFTER ? Held.QUARANTINE : settlement.held();
        if (held != Held.NONE) {
            change.hold(sql, row, held, "", now);
        }
    }

    /** When a clock was set back since the try ended, its next one was meant by the other hour. */
    private static long due(Settlement settlement, long now) {
        long ended = Micros.of(settlement.attempt().began())
                + Micros.of(settlement.attempt().took());
        long back = ended - now;
        return Micros.of(settlement.next()) - (back > ClockChange.TOLERANCE ? back : 0);
    }

    /** No recipient is pending any more: the entry is final, in the common state of its recipients. */
    private void finish(Sql sql, EntryRow row, Set<Integer> states, long now) throws SQLException {
        sql.update(
                "update entry set tries = tries + 1, dot = null, dot_began = null, state = ?, held = 0, held_by = null,"
                        + " held_since = null, final_at = ? where n = ?",
                common(states),
                now,
                row.n());
        change.books().count(change.books().line(row.account()), -1, row.held() == 0 ? 0 : -1);
    }

    static void finalState(Sql sql, Change change, EntryRow row, long now) throws SQLException {
        List<Integer> states =
                sql.list(found -> found.getInt(1), "select distinct state from recipient where entry = ?", row.n());
        sql.update(
                "update entry set state = ?, held = 0, held_by = null, held_since = null, final_at = ? where n = ?",
                common(states),
                now,
                row.n());
        change.books().count(change.books().line(row.account()), -1, row.held() == 0 ? 0 : -1);
    }

    private static int common(Collection<Integer> states) {
        return states.size() == 1 ? states.iterator().next() : Codes.PARTLY;
    }

    /** Entries whose dot may have been sent and that nobody has claimed: an earlier run, or owner, left them. */
    int recover(Sql sql, Set<String> hold) throws SQLException {
        long now = change.now();
        int count = 0;
        for (EntryRow row : EntryRow.where(sql, "dot is not null and state = 0 order by n")) {
            if (!change.books().claimed(row.n())) {
                recover(sql, row, row.dot().orElseThrow(), hold, now);
                count++;
            }
        }
        return count;
    }

    private void recover(Sql sql, EntryRow row, EntryId dot, Set<String> hold, long now) throws SQLException {
        Books.Line line = change.books().line(row.account());
        Attempt attempt = new Attempt(
                dot,
                Micros.instant(row.dotBegan()),
                Duration.ZERO,
                "",
                "dot",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of("the server stopped between the final dot and the answer"),
                "unconfirmed",
                "Whether the provider has the message is not known: the server stopped before the answer was stored.",
                Map.of(),
                Optional.empty(),
                true,
                true);
        store(sql, row, attempt, now);
        int recipients = (int) sql.number("select count(*) from recipient where entry = ? and state = 0", row.n());
        spend(sql, row.account(), attempt, recipients);
        sql.update(
                "update entry set due = ?, tries = tries + 1, burnt = burnt + 1, resent = 1, dot = null, dot_began = null"
                        + " where n = ?",
                now,
                row.n());
        unconfirmed(sql, now, line.name, row.id(), attempt.id());
        if (hold.contains(line.name) && row.held() == 0) {
            change.hold(sql, row, Held.UNCONFIRMED, "", now);
        } else {
            change.transactions().due(line.name);
        }
    }
}
