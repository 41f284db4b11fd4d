package signet.server.watch;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of the delivery log: {@code delivery-2026-11-26.jsonl}, when that is full {@code delivery-2026-11-26.1.jsonl}, and so on.
 *
 * @param day   of its events, UTC
 * @param index from 0
 */
record LogFile(LocalDate day, int index) implements Comparable<LogFile> {
    private static final Pattern NAME =
            Pattern.compile("delivery-([0-9]{4}-[0-9]{2}-[0-9]{2})(?:\\.([0-9]{1,6}))?\\.jsonl");

    static Optional<LogFile> of(Path file) {
        Matcher matcher = NAME.matcher(file.getFileName().toString());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            int index = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
            return Optional.of(new LogFile(LocalDate.parse(matcher.group(1)), index));
        } catch (DateTimeParseException e) {
            return Optional.empty(); // such as February 30: no file of ours
        }
    }

    /** The oldest first. */
    static List<LogFile> in(Path folder) throws IOException {
        List<LogFile> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "delivery-*.jsonl")) {
            all.forEach(file -> of(file).ifPresent(files::add));
        }
        files.sort(Comparator.naturalOrder());
        return files;
    }

    /** Where the next events go, when this one is full or the day is over; never back to an earlier day. */
    LogFile next(LocalDate wanted) {
        return wanted.isAfter(day) ? new LogFile(wanted, 0) : new LogFile(day, index + 1);
    }

    Path path(Path folder) {
        return folder.resolve("delivery-" + day + (index == 0 ? "" : "." + index) + ".jsonl");
    }

    @Override
    public int compareTo(LogFile other) {
        int days = day.compareTo(other.day);
        return days != 0 ? days : Integer.compare(index, other.index);
    }
}
