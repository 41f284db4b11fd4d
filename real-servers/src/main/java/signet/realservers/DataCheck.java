package signet.realservers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Looks into a data folder whose server has ended: nothing damaged, nothing left over, nothing missing. */
final class DataCheck {
    private DataCheck() {}

    /** What is wrong, in words. */
    static List<String> of(Path data) throws IOException {
        List<String> wrong = new ArrayList<>();
        for (String folder : List.of("spool", "tmp")) {
            for (String name : names(data.resolve(folder))) {
                wrong.add("data folder: " + folder + "/" + name + " is left over");
            }
        }
        for (String name : names(data)) {
            if (name.endsWith(".new") || name.endsWith(".tmp")) {
                wrong.add("data folder: " + name + " is left over");
            }
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("signet.db"))) {
            for (String answer : texts(connection, "pragma integrity_check")) {
                if (!answer.equals("ok")) {
                    wrong.add("integrity_check: " + answer);
                }
            }
            contents(connection, names(data.resolve("contents")), wrong);
        } catch (SQLException e) {
            throw new IOException("the database cannot be read: " + e.getMessage(), e);
        }
        return wrong;
    }

    /** Files by what the rows say, rows by what is there. */
    private static void contents(Connection connection, Set<String> files, List<String> wrong) throws SQLException {
        Set<String> segments = new HashSet<>();
        texts(connection, "select n from segment").forEach(n -> segments.add(n + ".segment"));
        long own = Long.parseLong(texts(connection, "select count(*) from entry where content = 3")
                .get(0));
        long eml = files.stream().filter(name -> name.endsWith(".eml")).count();
        if (own != eml) {
            wrong.add("contents: " + eml + " files for " + own + " entries");
        }
        for (String name : files) {
            if (!name.endsWith(".eml") && !segments.contains(name)) {
                wrong.add("contents: " + name + " belongs to nothing");
            }
        }
        for (String n : texts(connection, "select distinct segment from entry where content = 2")) {
            if (!files.contains(n + ".segment")) {
                wrong.add("contents: segment " + n + " is missing");
            }
        }
        String pending = texts(connection, "select count(*) from recipient where state = 0")
                .get(0);
        if (!pending.equals("0")) {
            wrong.add("queue: " + pending + " recipients are still pending");
        }
        String dots = texts(connection, "select count(*) from entry where dot is not null")
                .get(0);
        if (!dots.equals("0")) {
            wrong.add("queue: " + dots + " entries without pending recipients are still in doubt");
        }
    }

    private static List<String> texts(Connection connection, String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    private static Set<String> names(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return Set.of();
        }
        Set<String> names = new HashSet<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        }
        return names;
    }
}
