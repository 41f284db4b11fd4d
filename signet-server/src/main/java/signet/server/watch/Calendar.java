package signet.server.watch;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import signet.server.account.Expiry;
import signet.server.event.Event;
import signet.server.event.EventKind;
import signet.server.event.EventLog;

/**
 * Says in time that a certificate, secret or assertion ends: a {@code credential.expiring} event at 60, 30, 14, 7, 3 and 1 days,
 * each once for each end. Where several are passed at once, as on the first start, only the nearest is told. What was told is
 * remembered in a file; a new certificate or secret has another end and begins anew. For one thread, {@link #days} for all.
 */
public final class Calendar {
    private static final Logger LOG = System.getLogger(Calendar.class.getName());
    private static final int[] THRESHOLDS = {1, 3, 7, 14, 30, 60};

    private final Supplier<List<Expiry>> expiries;
    private final EventLog events;
    private final StateFile file;
    private final InstantSource clock;
    private volatile Map<String, Double> days = Map.of();

    /** @param file where it remembers what it told */
    Calendar(Supplier<List<Expiry>> expiries, EventLog events, StateFile file, InstantSource clock) {
        this.expiries = expiries;
        this.events = events;
        this.file = file;
        this.clock = clock;
    }

    /** Days until the first end of each credential, negative when it is over. */
    public Map<String, Double> days() {
        return days;
    }

    /** Looks once, and tells what is new. */
    public void runOnce() throws IOException {
        Instant now = clock.instant();
        List<Expiry> all = expiries.get();
        days = firstEnds(all, now);
        Map<String, Integer> told = told();
        Map<String, Integer> next = new LinkedHashMap<>();
        List<Event> news = new ArrayList<>();
        for (Expiry expiry : all) {
            Optional<Integer> reached = reached(Duration.between(now, expiry.ends()));
            Optional<Integer> before = Optional.ofNullable(told.get(key(expiry)));
            if (reached.isPresent() && (before.isEmpty() || reached.get() < before.get())) {
                news.add(event(expiry, followed(expiry, all), now));
            }
            // after a clock that ran ahead for a while the warnings are due once more
            reached.ifPresent(threshold -> next.put(key(expiry), threshold));
        }
        for (Event event : news) {
            events.append(event);
            log(event.facts());
        }
        if (!next.equals(told)) {
            file.write(text(next));
        }
    }

    /** Days before an end at which is warned, the last first. */
    static int[] thresholds() {
        return THRESHOLDS.clone();
    }

    /** Of those in use: what follows stops nothing when it ends. */
    private static Map<String, Double> firstEnds(List<Expiry> all, Instant now) {
        Map<String, Double> left = new TreeMap<>();
        for (Expiry expiry : all.stream().filter(one -> !one.kind().follows()).toList()) {
            double day = Duration.between(now, expiry.ends()).toSeconds() / 86_400.0;
            left.merge(expiry.credential(), day, Math::min);
        }
        return Map.copyOf(left);
    }

    /** The nearest threshold that is passed; empty when there is more time. */
    public static Optional<Integer> reached(Duration left) {
        for (int threshold : THRESHOLDS) {
            if (left.compareTo(Duration.ofDays(threshold)) <= 0) {
                return Optional.of(threshold);
            }
        }
        return Optional.empty();
    }

    /** Whether something with a known end takes its place. */
    private static boolean followed(Expiry expiry, List<Expiry> all) {
        return !expiry.kind().follows()
                && all.stream()
                        .anyMatch(other ->
                                other.kind().follows() && other.credential().equals(expiry.credential()));
    }

    private static Event event(Expiry expiry, boolean followed, Instant now) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("credential", expiry.credential());
        facts.put("ends", expiry.ends().toString());
        double left = Duration.between(now, expiry.ends()).toSeconds() / 86_400.0;
        facts.put("days", Long.toString((long) (left < 0 ? Math.floor(left) : Math.ceil(left))));
        facts.put("kind", expiry.kind().word());
        if (followed) {
            facts.put("followed", "true");
        }
        if (expiry.kind().follows()) {
            facts.put("follows", "true"); // nothing is used by it yet
        }
        return Event.of(EventKind.EXPIRING, facts);
    }

    private static void log(Map<String, String> facts) {
        LOG.log(
                Level.WARNING,
                "the {0} of credential {1} ends at {2}{3}",
                (facts.containsKey("follows") ? "next " : "") + facts.get("kind"),
                facts.get("credential"),
                facts.get("ends"),
                facts.containsKey("followed") ? "; what follows takes its place once a token is given for it" : "");
    }

    /** Names one end: another certificate or secret of the same credential is another one. */
    private static String key(Expiry expiry) {
        String position = expiry.kind().follows() ? "next-" : "";
        return position + expiry.kind().word() + " " + expiry.ends() + " " + expiry.credential();
    }

    private Map<String, Integer> told() throws IOException {
        Map<String, Integer> told = new LinkedHashMap<>();
        for (String line : file.read().orElse("").lines().toList()) {
            int blank = line.indexOf(' ');
            if (blank > 0 && line.substring(0, blank).chars().allMatch(Character::isDigit)) {
                told.put(line.substring(blank + 1), Integer.parseInt(line.substring(0, blank)));
            }
        }
        return told;
    }

    private static String text(Map<String, Integer> told) {
        StringBuilder text = new StringBuilder(
                "# Warnings given: days, kind, end, credential. Without this file they come again.\n");
        told.forEach((key, days) -> text.append(days).append(' ').append(key).append('\n'));
        return text.toString();
    }
}
