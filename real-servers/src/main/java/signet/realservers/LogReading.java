package signet.realservers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the delivery log says, by entry. */
final class LogReading {
    private static final Pattern NUMBER = Pattern.compile("^\\{\"number\":(\\d+),.*}$");
    private static final Pattern EVENT = Pattern.compile("\"event\":\"([^\"]+)\"");
    private static final Pattern ENTRY = Pattern.compile("\"entry\":\"([a-z2-7]{26})\"");
    private static final Pattern RECIPIENT = Pattern.compile("\"recipient\":\"([^\"]+)\"");
    private static final Pattern FROM = Pattern.compile("\"from\":\"([^\"]*)\"");

    /** One entry. */
    static final class Story {
        int receptions;
        int doubts;
        boolean report;
        String from = "";
        final Map<String, Integer> delivered = new HashMap<>();
        final Map<String, Integer> failed = new HashMap<>();
        int otherEnds;

        int ends(String recipient) {
            return delivered.getOrDefault(recipient, 0) + failed.getOrDefault(recipient, 0);
        }
    }

    final Map<String, Story> entries = new HashMap<>();
    /** The story in which a recipient came to an end. */
    final Map<String, Story> byRecipient = new HashMap<>();

    final List<String> complaints = new ArrayList<>();
    private long last;

    private LogReading() {}

    static LogReading of(Path data) throws IOException {
        LogReading reading = new LogReading();
        try (Stream<Path> files = Files.list(data.resolve("log"))) {
            for (Path file : files.filter(f -> f.getFileName().toString().startsWith("delivery-"))
                    .sorted()
                    .toList()) {
                for (String line : Files.readAllLines(file)) {
                    reading.take(line);
                }
            }
        }
        return reading;
    }

    private void take(String line) {
        Matcher number = NUMBER.matcher(line);
        if (!number.matches()) {
            complaints.add("log: no record: " + line);
            return;
        }
        long next = Long.parseLong(number.group(1));
        if (next != last + 1) {
            complaints.add("log: record " + next + " follows " + last);
        }
        last = next;
        Optional<String> entry = find(ENTRY, line);
        if (entry.isPresent()) {
            note(entries.computeIfAbsent(entry.get(), id -> new Story()), line);
        }
    }

    private void note(Story story, String line) {
        String recipient = find(RECIPIENT, line).orElse("");
        switch (find(EVENT, line).orElse("")) {
            case "message.accepted" -> {
                story.receptions++;
                story.from = find(FROM, line).orElse("");
                story.report = line.contains("\"origin\":\"report\"");
            }
            case "message.unconfirmed" -> story.doubts++;
            case "recipient.delivered" -> ended(story, story.delivered, recipient);
            case "recipient.failed" -> ended(story, story.failed, recipient);
            case "recipient.expired", "recipient.cancelled" -> story.otherEnds++;
            default -> {
                // tells of something in between
            }
        }
    }

    private void ended(Story story, Map<String, Integer> how, String recipient) {
        how.merge(recipient, 1, Integer::sum);
        Story other = byRecipient.put(recipient, story);
        if (other != null && !other.equals(story) && !story.report) {
            complaints.add("log: two messages to " + recipient + ", who was sent one");
        }
    }

    private static Optional<String> find(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** How often an address may have got something: as often as it did by the log, and once more for each doubt. */
    int most(String address) {
        return entries.values().stream()
                .filter(story -> story.ends(address) > 0)
                .mapToInt(story -> story.delivered.getOrDefault(address, 0) + story.doubts)
                .sum();
    }

    int doubts() {
        return entries.values().stream().mapToInt(story -> story.doubts).sum();
    }
}
