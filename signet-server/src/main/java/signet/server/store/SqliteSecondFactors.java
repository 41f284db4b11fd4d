package signet.server.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import signet.oauth.Secret;
import signet.server.account.PasswordHash;
import signet.server.account.SecondFactors;
import signet.server.secret.Vault;

/** Second factors of the console's users, each secret sealed for its user. */
final class SqliteSecondFactors implements SecondFactors {
    private final Writer writer;
    private final Readers readers;
    private final Vault vault;

    SqliteSecondFactors(Writer writer, Readers readers, Vault vault) {
        this.writer = writer;
        this.readers = readers;
        this.vault = vault;
    }

    private static String context(String name) {
        return "second-factor/" + name;
    }

    /** What a row says; only the vault makes a factor of it. */
    @SuppressWarnings("ArrayRecordComponent") // lives for a moment, and nobody compares it
    private record Row(byte[] sealed, Instant since, long used, int left) {
        static Row of(ResultSet row) throws SQLException {
            return new Row(row.getBytes(1), Micros.instant(row.getLong(2)), row.getLong(3), row.getInt(4));
        }
    }

    @Override
    public Optional<Factor> find(String name) throws IOException {
        Optional<Row> row = readers.read(sql -> sql.first(
                Row::of,
                "select sealed, since, last_step, (select count(*) from console_recovery"
                        + " where console_recovery.name = console_factor.name) from console_factor where name = ?",
                name));
        return row.isEmpty() ? Optional.empty() : Optional.of(opened(name, row.get()));
    }

    private Factor opened(String name, Row row) throws IOException {
        byte[] secret = vault.open(row.sealed(), context(name));
        return new Factor(Secret.of(new String(secret, US_ASCII)), row.since(), row.used(), row.left());
    }

    @Override
    public boolean put(String name, Secret secret, long step, List<PasswordHash> recovery, Instant now)
            throws IOException {
        byte[] sealed = vault.seal(secret.reveal().getBytes(US_ASCII), context(name));
        return writer.write(sql -> {
            if (sql.number("select count(*) from console_user where name = ?", name) == 0) {
                return false;
            }
            sql.update(
                    "insert or replace into console_factor (name, sealed, since, last_step) values (?, ?, ?, ?)",
                    name,
                    sealed,
                    Micros.of(now),
                    step);
            recovery(sql, name, recovery);
            return true;
        });
    }

    private static void recovery(Sql sql, String name, List<PasswordHash> hashes) throws SQLException {
        sql.update("delete from console_recovery where name = ?", name);
        for (int place = 0; place < hashes.size(); place++) {
            sql.update(
                    "insert into console_recovery (name, place, hash) values (?, ?, ?)",
                    name,
                    place,
                    hashes.get(place).line().reveal());
        }
    }

    @Override
    public boolean use(String name, long step) throws IOException {
        return writer.write(sql ->
                sql.update("update console_factor set last_step = ? where name = ? and last_step < ?", step, name, step)
                        > 0);
    }

    @Override
    public Optional<PasswordHash> recovery(String name, int place) throws IOException {
        return readers.read(sql -> sql.first(
                row -> PasswordHash.parse(row.getString(1))
                        .orElseThrow(() -> new SQLException("console_recovery has a hash that cannot be read")),
                "select hash from console_recovery where name = ? and place = ?",
                name,
                place));
    }

    @Override
    public boolean spend(String name, int place, PasswordHash hash) throws IOException {
        return writer.write(sql -> sql.update(
                        "delete from console_recovery where name = ? and place = ? and hash = ?",
                        name,
                        place,
                        hash.line().reveal())
                > 0);
    }

    @Override
    public boolean renew(String name, List<PasswordHash> recovery) throws IOException {
        return writer.write(sql -> {
            boolean there = sql.number("select count(*) from console_factor where name = ?", name) > 0;
            if (there) {
                recovery(sql, name, recovery);
            }
            return there;
        });
    }

    @Override
    public boolean remove(String name) throws IOException {
        return writer.write(sql -> remove(sql, name));
    }

    static boolean remove(Sql sql, String name) throws SQLException {
        sql.update("delete from console_recovery where name = ?", name);
        return sql.update("delete from console_factor where name = ?", name) > 0;
    }
}
