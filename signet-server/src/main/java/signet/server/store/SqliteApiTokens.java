package signet.server.store;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import signet.server.account.ApiTokens;

/** Tokens of the HTTP API, by their digests. */
final class SqliteApiTokens implements ApiTokens {
    private static final Duration NOTED_EVERY = Duration.ofMinutes(1);
    private static final String TOKEN =
            "select id, name, scopes, accounts, created, expires, last_used, revoked from api_token ";

    private final Writer writer;
    private final Readers readers;

    SqliteApiTokens(Writer writer, Readers readers) {
        this.writer = writer;
        this.readers = readers;
    }

    @Override
    public void create(Token token, byte[] sha256) throws IOException {
        writer.write(sql -> sql.update(
                "insert into api_token (id, name, digest, scopes, accounts, created, expires, last_used, revoked)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                token.id(),
                token.name(),
                sha256,
                token.scopes().stream().map(Scope::name).sorted().collect(Collectors.joining(" ")),
                Lines.of(token.accounts()),
                Micros.of(token.created()),
                Micros.of(token.expires()),
                Micros.of(token.lastUsed()),
                token.revoked() ? 1 : 0));
    }

    @Override
    public Optional<Token> find(byte[] sha256, Instant now) throws IOException {
        return readers.read(sql -> sql.first(
                SqliteApiTokens::token,
                TOKEN + "where digest = ? and revoked = 0 and (expires is null or expires > ?)",
                sha256,
                Micros.of(now)));
    }

    @Override
    public List<Token> list() throws IOException {
        return readers.read(sql -> sql.list(SqliteApiTokens::token, TOKEN + "order by created, id"));
    }

    @Override
    public boolean revoke(String id) throws IOException {
        return writer.write(sql -> sql.update("update api_token set revoked = 1 where id = ? and revoked = 0", id) > 0);
    }

    @Override
    public void used(String id, Instant now) throws IOException {
        long noted = Micros.of(now);
        long before = noted - Micros.of(NOTED_EVERY);
        boolean due = readers.read(sql ->
                sql.number("select count(*) from api_token where id = ? and coalesce(last_used, 0) <= ?", id, before)
                        > 0);
        if (due) {
            writer.write(sql -> sql.update(
                    "update api_token set last_used = ? where id = ? and coalesce(last_used, 0) <= ?",
                    noted,
                    id,
                    before));
        }
    }

    private static Token token(ResultSet row) throws SQLException {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        Arrays.stream(row.getString(3).split(" ", -1))
                .filter(word -> !word.isEmpty())
                .map(Scope::valueOf)
                .forEach(scopes::add);
        return new Token(
                row.getString(1),
                row.getString(2),
                scopes,
                Lines.list(row.getString(4)),
                Micros.instant(row.getLong(5)),
                Sql.optionalLong(row, 6).map(Micros::instant),
                Sql.optionalLong(row, 7).map(Micros::instant),
                row.getInt(8) != 0);
    }
}
