package signet.server.store;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import signet.server.account.PasswordHash;
import signet.server.account.Role;
import signet.server.account.Users;

/** People who may use the console, and links by which they become so. */
final class SqliteUsers implements Users {
    private static final String USER = "select name, role, hash, created, password_since, last_login,"
            + " (select since from console_factor where console_factor.name = console_user.name) from console_user ";

    private final Writer writer;
    private final Readers readers;

    SqliteUsers(Writer writer, Readers readers) {
        this.writer = writer;
        this.readers = readers;
    }

    @Override
    public List<User> list() throws IOException {
        return readers.read(sql -> sql.list(SqliteUsers::user, USER + "order by name"));
    }

    @Override
    public Optional<User> find(String name) throws IOException {
        return readers.read(sql -> sql.first(SqliteUsers::user, USER + "where name = ?", name));
    }

    @Override
    public boolean none() throws IOException {
        return readers.read(sql -> sql.number("select count(*) from console_user") == 0);
    }

    @Override
    public boolean role(String name, Role role) throws IOException {
        return writer.write(
                sql -> sql.update("update console_user set role = ? where name = ?", role.word(), name) > 0);
    }

    @Override
    public boolean password(String name, PasswordHash hash, Instant now) throws IOException {
        return writer.write(sql -> password(sql, name, hash, now));
    }

    private static boolean password(Sql sql, String name, PasswordHash hash, Instant now) throws SQLException {
        return sql.update(
                        "update console_user set hash = ?, password_since = ? where name = ?",
                        hash.line().reveal(),
                        Micros.of(now),
                        name)
                > 0;
    }

    @Override
    public void rehashed(String name, PasswordHash hash) throws IOException {
        writer.write(sql -> sql.update(
                "update console_user set hash = ? where name = ?", hash.line().reveal(), name));
    }

    @Override
    public void loggedIn(String name, Instant now) throws IOException {
        writer.write(sql -> sql.update("update console_user set last_login = ? where name = ?", Micros.of(now), name));
    }

    @Override
    public boolean delete(String name) throws IOException {
        return writer.write(sql -> {
            sql.update("delete from console_link where name = ?", name);
            SqliteSecondFactors.remove(sql, name);
            return sql.update("delete from console_user where name = ?", name) > 0;
        });
    }

    @Override
    public void link(Link link, byte[] sha256, Instant now) throws IOException {
        writer.write(sql -> {
            sql.update("delete from console_link where expires <= ?", Micros.of(now));
            return sql.update(
                    "insert into console_link (digest, role, name, expires, forgets_factor) values (?, ?, ?, ?, ?)",
                    sha256,
                    link.role().word(),
                    link.name().orElse(null),
                    Micros.of(link.expires()),
                    link.forgetsFactor() ? 1 : 0);
        });
    }

    @Override
    public void withdrawLinks() throws IOException {
        writer.write(sql -> sql.update("delete from console_link"));
    }

    @Override
    public Optional<Link> link(byte[] sha256, Instant now) throws IOException {
        return readers.read(sql -> link(sql, sha256, now));
    }

    private static Optional<Link> link(Sql sql, byte[] sha256, Instant now) throws SQLException {
        return sql.first(
                row -> new Link(
                        role(row.getString(1)),
                        Sql.optionalText(row, 2),
                        Micros.instant(row.getLong(3)),
                        row.getInt(4) != 0),
                "select role, name, expires, forgets_factor from console_link where digest = ? and expires > ?",
                sha256,
                Micros.of(now));
    }

    @Override
    public Optional<User> redeem(byte[] sha256, String name, PasswordHash hash, Instant now) throws IOException {
        return writer.write(sql -> {
            Optional<Link> link = link(sql, sha256, now);
            if (link.isEmpty()) {
                return Optional.empty();
            }
            boolean invited = link.get().name().isPresent();
            String taken = link.get().name().orElse(name);
            boolean exists = sql.number("select count(*) from console_user where name = ?", taken) > 0;
            if (exists && !invited) {
                return Optional.empty();
            }
            if (exists) {
                password(sql, taken, hash, now);
                if (link.get().forgetsFactor()) {
                    SqliteSecondFactors.remove(sql, taken);
                }
            } else {
                insert(sql, taken, link.get().role(), hash, now);
            }
            sql.update("delete from console_link where digest = ?", sha256);
            return sql.first(SqliteUsers::user, USER + "where name = ?", taken);
        });
    }

    private static void insert(Sql sql, String name, Role role, PasswordHash hash, Instant now) throws SQLException {
        sql.update(
                "insert into console_user (name, role, hash, created, password_since) values (?, ?, ?, ?, ?)",
                name,
                role.word(),
                hash.line().reveal(),
                Micros.of(now),
                Micros.of(now));
    }

    private static User user(ResultSet row) throws SQLException {
        return new User(
                row.getString(1),
                role(row.getString(2)),
                PasswordHash.parse(row.getString(3))
                        .orElseThrow(() -> new SQLException("console_user has a hash that cannot be read")),
                Micros.instant(row.getLong(4)),
                Micros.instant(row.getLong(5)),
                Sql.optionalLong(row, 6).map(Micros::instant),
                Sql.optionalLong(row, 7).map(Micros::instant));
    }

    private static Role role(String word) throws SQLException {
        return Role.of(word).orElseThrow(() -> new SQLException("the console has no role '" + word + "'"));
    }
}
