package signet.server.store;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.server.account.AccountStates;
import signet.server.account.Incident;
import signet.server.account.Outcome.Scope;
import signet.server.event.Event;
import signet.server.event.EventKind;

/** Pauses, incidents and what was spent. */
final class SqliteAccountStates implements AccountStates {
    private static final System.Logger LOG = System.getLogger(SqliteAccountStates.class.getName());
    private static final String INCIDENT =
            "select id, scope, name, code, reason, opened, next_probe, probes, closed from incident ";

    private final Writer writer;
    private final Readers readers;
    private final Change change;

    SqliteAccountStates(Writer writer, Readers readers, Change change) {
        this.writer = writer;
        this.readers = readers;
        this.change = change;
    }

    @Override
    public long takeOver(String node) throws IOException {
        long epoch = writer.write(sql -> {
            long next = change.books().epoch() + 1;
            sql.update("update meta set value = ? where name = 'epoch'", next);
            change.books().epoch(next);
            change.transactions().afterCommit(change.books()::endAllClaims);
            return next;
        });
        LOG.log(System.Logger.Level.INFO, "{0} has taken over all accounts, epoch {1}", node, epoch);
        return epoch;
    }

    @Override
    public Map<String, Standstill> standstills() throws IOException {
        return readers.read(sql -> {
            Map<String, Standstill> standstills = new LinkedHashMap<>();
            sql.list(
                    row -> standstills.put(
                            row.getString(1),
                            new Standstill(
                                    Sql.optionalText(row, 2),
                                    Sql.optionalLong(row, 3).map(Micros::instant),
                                    Sql.optionalText(row, 4))),
                    "select name, paused_by, paused_at, (select i.id from parked p join incident i on i.n = p.incident"
                            + " where p.account = a.n order by i.n limit 1) from account a where since is not null"
                            + " order by name");
            return standstills;
        });
    }

    @Override
    public boolean pause(String account, String by) throws IOException {
        return writer.write(sql -> {
            long now = change.now();
            Books.Line line = change.books().line(sql, account);
            int paused = sql.update(
                    "update account set paused_by = ?, paused_at = ? where n = ? and paused_by is null",
                    by,
                    now,
                    line.number);
            if (paused == 0) {
                return false;
            }
            if (!line.stands()) {
                change.books().standStill(line, now);
            }
            change.journal().record(sql, now, Event.account(EventKind.PAUSED, account, Map.of("by", by)));
            return true;
        });
    }

    @Override
    public boolean resume(String account, String by) throws IOException {
        return writer.write(sql -> {
            long now = change.now();
            Books.Line line = change.books().line(sql, account);
            int resumed = sql.update(
                    "update account set paused_by = null, paused_at = null where n = ? and paused_by is not null",
                    line.number);
            if (resumed == 0) {
                return false;
            }
            change.journal().record(sql, now, Event.account(EventKind.RESUMED, account, Map.of("by", by)));
            goOn(sql, line, now);
            return true;
        });
    }

    /** Lets the account go on, unless something else keeps it. */
    private void goOn(Sql sql, Books.Line line, long now) throws SQLException {
        long reasons = sql.number(
                "select (select count(*) from parked where account = ?1)"
                        + " + (select count(*) from account where n = ?1 and paused_by is not null)",
                line.number);
        if (reasons == 0 && line.stands()) {
            change.books().goOn(line, now);
            change.transactions().due(line.name);
        }
    }

    @Override
    public Incident open(Incident incident, List<String> accounts) throws IOException {
        return writer.write(sql -> {
            long now = change.now();
            Optional<Incident> present = sql.first(
                    SqliteAccountStates::incident,
                    INCIDENT + "where scope = ? and name = ? and closed is null",
                    incident.scope().name(),
                    incident.name());
            Incident open = present.orElse(incident);
            if (present.isEmpty()) {
                insert(sql, incident);
                change.journal().record(sql, now, parked(incident));
            }
            long number = sql.number("select n from incident where id = ?", open.id());
            for (String account : accounts) {
                park(sql, change.books().line(sql, account), number, now);
            }
            return open;
        });
    }

    private void park(Sql sql, Books.Line line, long incident, long now) throws SQLException {
        sql.update("insert or ignore into parked (account, incident) values (?, ?)", line.number, incident);
        if (!line.stands()) {
            change.books().standStill(line, now);
        }
    }

    private static void insert(Sql sql, Incident incident) throws SQLException {
        sql.update(
                "insert into incident (id, scope, name, code, reason, opened, next_probe, probes, closed)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, null)",
                incident.id(),
                incident.scope().name(),
                incident.name(),
                incident.code(),
                incident.reason(),
                Micros.of(incident.opened()),
                Micros.of(incident.nextProbe()),
                incident.probes());
    }

    private static Event parked(Incident incident) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("scope", word(incident.scope()));
        facts.put("name", incident.name());
        facts.put("code", incident.code());
        facts.put("reason", incident.reason());
        facts.put("incident", incident.id());
        return about(EventKind.PARKED, incident, facts);
    }

    private static Event about(EventKind kind, Incident incident, Map<String, String> facts) {
        return incident.scope() == Scope.ACCOUNT ? Event.account(kind, incident.name(), facts) : Event.of(kind, facts);
    }

    private static String word(Scope scope) {
        return scope.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    @Override
    public void probed(String incident, Instant nextProbe, String reason) throws IOException {
        writer.write(sql -> sql.update(
                "update incident set next_probe = ?, reason = ?, probes = probes + 1 where id = ? and closed is null",
                Micros.of(nextProbe),
                reason,
                incident));
    }

    @Override
    public void close(String incident) throws IOException {
        writer.write(sql -> {
            long now = change.now();
            Optional<Incident> open =
                    sql.first(SqliteAccountStates::incident, INCIDENT + "where id = ? and closed is null", incident);
            if (open.isEmpty()) {
                return false;
            }
            close(sql, open.get(), now);
            return true;
        });
    }

    private void close(Sql sql, Incident incident, long now) throws SQLException {
        long number = sql.number("select n from incident where id = ?", incident.id());
        List<Integer> accounts =
                sql.list(row -> row.getInt(1), "select account from parked where incident = ?", number);
        sql.update("update incident set closed = ? where n = ?", now, number);
        sql.update("delete from parked where incident = ?", number);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("scope", word(incident.scope()));
        facts.put("name", incident.name());
        facts.put("incident", incident.id());
        facts.put(
                "lasted",
                Duration.between(incident.opened(), Micros.instant(now)).toSeconds() + "s");
        change.journal().record(sql, now, about(EventKind.RECOVERED, incident, facts));
        for (int account : accounts) {
            goOn(sql, change.books().line(account), now);
        }
    }

    @Override
    public List<Incident> incidents(boolean openOnly, int limit) throws IOException {
        return readers.read(sql -> sql.list(
                SqliteAccountStates::incident,
                INCIDENT + (openOnly ? "where closed is null " : "") + "order by n desc limit ?",
                limit));
    }

    private static Incident incident(ResultSet row) throws SQLException {
        return new Incident(
                row.getString(1),
                Scope.valueOf(row.getString(2)),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                Micros.instant(row.getLong(6)),
                Micros.instant(row.getLong(7)),
                row.getInt(8),
                Sql.optionalLong(row, 9).map(Micros::instant));
    }

    @Override
    public Map<String, Deferral> deferrals() throws IOException {
        return readers.read(sql -> {
            Map<String, Deferral> deferrals = new LinkedHashMap<>();
            sql.list(
                    row -> deferrals.put(
                            row.getString(1),
                            new Deferral(Micros.instant(row.getLong(2)), Micros.instant(row.getLong(3)))),
                    "select name, deferred_since, deferred_last from account where deferred_since is not null");
            return deferrals;
        });
    }

    @Override
    public void deferred(String account, Optional<Deferral> deferral) throws IOException {
        writer.write(sql -> sql.update(
                "update account set deferred_since = ?, deferred_last = ? where n = ?",
                Micros.of(deferral.map(Deferral::since)),
                Micros.of(deferral.map(Deferral::last)),
                change.books().line(sql, account).number));
    }

    @Override
    public List<Spent> spentSince(String account, Instant since) throws IOException {
        return readers.read(sql -> sql.list(
                row -> new Spent(Micros.instant(row.getLong(1)), row.getInt(2)),
                "select s.at, s.recipients from spent s join account a on a.n = s.account where a.name = ? and s.at >= ?"
                        + " order by s.at",
                account,
                Micros.of(since)));
    }
}
