package signet.server.watch;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import signet.server.event.Event;
import signet.server.event.EventKind;
import signet.server.event.Recorded;

/**
 * Picks the events a person must hear of: parked and recovered, canaries that do not come back and do again, ends in sight, storage,
 * disk, refused settings; {@link AlertTexts} has words for each. Events about an entry are never among them, so that an alert mail that
 * fails makes no alert. Mail and webhook go on from their own places.
 */
final class Alerts implements EventReader {
    private final Supplier<AlertTargets> targets;
    private final AlertTexts texts;
    private final List<Way> ways;

    /** A way to somebody, with what to call when there is something for it. */
    record Way(AlertQueue queue, Runnable wake) {}

    Alerts(Supplier<AlertTargets> targets, AlertTexts texts, List<Way> ways) {
        this.targets = targets;
        this.texts = texts;
        this.ways = List.copyOf(ways);
    }

    @Override
    public String name() {
        return "alerts";
    }

    @Override
    public long position() {
        return ways.stream().mapToLong(way -> way.queue.read()).min().orElse(Long.MAX_VALUE);
    }

    @Override
    public void take(List<Recorded> events) {
        List<Recorded> telling = events.stream().filter(this::telling).toList();
        long upTo = events.getLast().number();
        for (Way way : ways) {
            long read = way.queue.read();
            if (upTo > read) {
                List<Recorded> fresh =
                        telling.stream().filter(event -> event.number() > read).toList();
                way.queue.add(fresh, upTo);
                if (!fresh.isEmpty()) {
                    way.wake.run();
                }
            }
        }
    }

    private boolean telling(Recorded recorded) {
        Event event = recorded.event();
        return event.entry().isEmpty() && texts.knows(event.kind()) && AlertTexts.isNews(event) && nearEnough(event);
    }

    private boolean nearEnough(Event event) {
        return event.kind() != EventKind.EXPIRING || soonEnough(event.facts().getOrDefault("days", ""));
    }

    /** Within {@code alerts.before-expiry}; what has no number is told. */
    private boolean soonEnough(String days) {
        try {
            return Duration.ofDays(Long.parseLong(days)).compareTo(targets.get().beforeExpiry()) <= 0;
        } catch (NumberFormatException e) {
            return true;
        }
    }
}
