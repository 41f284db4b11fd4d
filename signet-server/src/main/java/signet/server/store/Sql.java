package signet.server.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/** One connection with the statements that were prepared on it. For one thread, but for {@link #stop}. */
final class Sql implements AutoCloseable {
    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private volatile boolean stopped;

    Sql(Connection connection) {
        this.connection = connection;
    }

    /** Makes something of the present row. */
    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** What a row must fulfil; may ask the database itself. */
    @FunctionalInterface
    interface Condition<T> {
        boolean holds(T found) throws SQLException;
    }

    Connection connection() {
        return connection;
    }

    /** The statement, compiled once; its values are those of the last use until they are set. */
    PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        return statement;
    }

    /** Runs what gives no rows; once in a while, so it is not kept compiled. */
    void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** From any thread: has what runs here fail, and everything that follows until {@link #goOn}. */
    void stop() throws SQLException {
        stopped = true;
        connection.unwrap(SQLiteConnection.class).getDatabase().interrupt();
    }

    void goOn() {
        stopped = false;
    }

    /** How many rows changed. */
    int update(String sql, @Nullable Object... values) throws SQLException {
        return bind(sql, values).executeUpdate();
    }

    <T> List<T> list(Row<T> reader, String sql, @Nullable Object... values) throws SQLException {
        try (ResultSet rows = bind(sql, values).executeQuery()) {
            List<T> list = new ArrayList<>();
            while (rows.next()) {
                list.add(reader.read(rows));
            }
            return list;
        }
    }

    <T> Optional<T> first(Row<T> reader, String sql, @Nullable Object... values) throws SQLException {
        try (ResultSet rows = bind(sql, values).executeQuery()) {
            return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
        }
    }

    /** The first rows that fit; no more of the others are read than needed. */
    <T> List<T> take(Row<T> reader, Condition<T> fits, int most, String sql, @Nullable Object... values)
            throws SQLException {
        List<T> taken = new ArrayList<>();
        try (ResultSet rows = bind(sql, values).executeQuery()) {
            while (taken.size() < most && rows.next()) {
                T found = reader.read(rows);
                if (fits.holds(found)) {
                    taken.add(found);
                }
            }
        }
        return taken;
    }

    /** The one number a query gives; 0 where it gives null. */
    long number(String sql, @Nullable Object... values) throws SQLException {
        try (ResultSet rows = bind(sql, values).executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    private PreparedStatement bind(String sql, @Nullable Object... values) throws SQLException {
        if (stopped) { // an interruption reaches only a statement that runs
            throw new SQLException("stopped: it took too long");
        }
        PreparedStatement statement = prepare(sql);
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            switch (value) {
                case null -> statement.setNull(i + 1, java.sql.Types.NULL);
                case Integer number -> statement.setInt(i + 1, number);
                case Long number -> statement.setLong(i + 1, number);
                case String text -> statement.setString(i + 1, text);
                case byte[] octets -> statement.setBytes(i + 1, octets);
                default -> throw new IllegalArgumentException("no column holds a " + value.getClass());
            }
        }
        return statement;
    }

    /** The column's number, empty where it is null. */
    static Optional<Long> optionalLong(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(value);
    }

    static Optional<String> optionalText(ResultSet row, int column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : prepared.values()) {
            statement.close();
        }
        prepared.clear();
        connection.close();
    }
}
