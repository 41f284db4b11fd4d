package signet.server.watch;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import signet.server.event.Event;
import signet.server.event.EventLog;
import signet.server.event.Recorded;

/**
 * Says in the server's log, where somebody who is called at night looks first, what stops mail and what has it go on: one line for
 * each, with cause and fix, whether or not alerts are set up. What was before the start is in the delivery log.
 */
final class Journal implements EventReader {
    private static final Logger LOG = System.getLogger(Journal.class.getName());

    private final AlertTexts texts;
    private final Lines lines;
    private volatile long position;

    /** Where the lines go. */
    @FunctionalInterface
    interface Lines {
        void say(Level level, String line);
    }

    Journal(EventLog events, AlertTexts texts) throws IOException {
        this(events, texts, LOG::log);
    }

    Journal(EventLog events, AlertTexts texts, Lines lines) throws IOException {
        this.texts = texts;
        this.lines = lines;
        this.position = events.last();
    }

    @Override
    public String name() {
        return "server's log";
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void take(List<Recorded> events) {
        for (Recorded event : events) {
            level(event.event())
                    .filter(level -> AlertTexts.isNews(event.event()))
                    .ifPresent(level -> lines.say(level, line(event)));
            position = event.number();
        }
    }

    /** Empty for what is not told here: it concerns one message, or whoever found it has said so already. */
    private static Optional<Level> level(Event event) {
        return switch (event.kind()) {
            case PARKED, DISK_LOW, WAL_LARGE, CANARY_MISSED -> Optional.of(Level.WARNING);
            case RECOVERED, DISK_ENOUGH, WAL_SMALL, CANARY_RETURNED, PAUSED, RESUMED -> Optional.of(Level.INFO);
            case ACCEPTED,
                    ATTEMPTED,
                    DOT,
                    UNCONFIRMED,
                    HELD,
                    RELEASED,
                    DELIVERED,
                    FAILED,
                    EXPIRED,
                    CANCELLED,
                    BOUNCED,
                    RETRIED,
                    EXPIRING,
                    REHEARSED,
                    REHEARSAL_FAILED,
                    SUCCEEDED,
                    STORAGE_UNHEALTHY,
                    STORAGE_HEALTHY,
                    LOGGED_IN,
                    LOGIN_REFUSED,
                    USER_CHANGED,
                    CONTENT_READ,
                    SUPPORT_BUNDLE,
                    RELOADED,
                    RELOAD_REFUSED,
                    CLOCK_SET,
                    STARTED,
                    STOPPED -> Optional.empty();
        };
    }

    private String line(Recorded event) {
        return texts.alert(event).map(Journal::line).orElseGet(() -> {
            String account = event.event().account().orElse("?");
            String by = event.event().facts().getOrDefault("by", "somebody");
            return "account '" + account + "' is " + event.event().kind().word().replaceFirst("^account\\.", "")
                    + " by " + by;
        });
    }

    /** The alert on one line, its lines as sentences. */
    private static String line(Alert alert) {
        return alert.subject() + ". "
                + alert.text()
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .map(line -> line.matches(".*[.!?]") ? line : line + ".")
                        .collect(Collectors.joining(" "));
    }
}
