package signet.server.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import signet.doctor.Catalogue;
import signet.server.account.Expiry;
import signet.server.event.Event;
import signet.server.event.EventKind;
import signet.server.queue.EntryId;

class MetricsTest extends WithDesk {
    private static final Path PAGE = Path.of("..", "docs", "metrics.md");
    private static final Pattern ROW = Pattern.compile("\\| `(signet_\\w+)` \\| (\\w+) \\|([^|]*)\\| ([^|]+) \\|");
    private static final Pattern SAMPLE = Pattern.compile("(signet_\\w+?)(\\{([^}]*)})? \\S+");

    @Test
    void eventsAreCountedByAccountAndNoAddressIsInALabel() throws Exception {
        Metrics metrics = new Metrics("1.2", desk.events());
        EntryId first = desk.store.accept("portal", "anna@example.org", "bob@example.org");
        desk.store.accept("reports", "anna@example.org");
        desk.time.pass(Duration.ofMillis(700));
        attempted("portal", first, "250 2.0.0 OK", "120");
        attempted("portal", first, "", "30000");
        attempted("portal", first, "432 4.3.2 concurrent", "15");
        attempted("portal", first, "550 5.1.1 no", "15");
        desk.ended(EventKind.DELIVERED, "portal", first, "anna@example.org");
        desk.ended(EventKind.FAILED, "portal", first, "bob@example.org");
        desk.park("portal");

        follow(metrics);
        String text = metrics.text();

        has(text, "signet_accepted_total{account=\"portal\",origin=\"smtp\"} 1.0");
        has(text, "signet_accepted_total{account=\"reports\",origin=\"smtp\"} 1.0");
        for (String outcome : List.of("accepted", "unanswered", "temporary", "permanent")) {
            has(text, "signet_attempts_total{account=\"portal\",outcome=\"" + outcome + "\"} 1.0");
        }
        has(text, "signet_recipients_total{account=\"portal\",state=\"delivered\"} 1.0");
        has(text, "signet_recipients_total{account=\"portal\",state=\"failed\"} 1.0");
        has(text, "signet_delivery_time_seconds_bucket{le=\"0.5\"} 0");
        has(text, "signet_delivery_time_seconds_bucket{le=\"1.0\"} 1");
        has(text, "signet_attempt_time_seconds_bucket{le=\"0.25\"} 3");
        has(text, "signet_incidents_opened_total{scope=\"account\"} 1.0");
        has(text, "signet_build_info{version=\"1.2\"} 1");
        assertFalse(text.contains("@"), text);
    }

    @Test
    void whatHappenedBeforeTheStartIsNotCountedAgain() throws Exception {
        desk.store.accept("portal", "anna@example.org");
        Metrics metrics = new Metrics("1", desk.events());
        follow(metrics);
        assertFalse(metrics.text().contains("signet_accepted_total"));
    }

    @Test
    void whatWaitsAndWhatStandsStillIsShownPerAccount() throws Exception {
        try (Watch watch = watch()) {
            desk.store.accept("portal", "anna@example.org");
            desk.time.pass(Duration.ofSeconds(90));
            desk.park("portal");
            desk.store.store().accountStates().pause("reports", "somebody");

            watch.lookNow(); // the calendar tells something
            watch.lookNow();
            String text = watch.metrics().text();

            has(text, "signet_queue_entries{account=\"portal\"} 1.0");
            has(text, "signet_queue_entries{account=\"reports\"} 0.0");
            has(text, "signet_queue_oldest_seconds{account=\"portal\"} 90.0");
            has(text, "signet_account_standstill{account=\"portal\",reason=\"parked\"} 1.0");
            has(text, "signet_account_standstill{account=\"portal\",reason=\"paused\"} 0.0");
            has(text, "signet_account_standstill{account=\"reports\",reason=\"paused\"} 1.0");
            has(text, "signet_storage_healthy 1.0");
            has(text, "signet_credential_days{credential=\"by-cert\"} 20.0");
            has(text, "signet_log_behind 0.0");
        }
    }

    @Test
    void thePageListsExactlyWhatIsExported() throws Exception {
        try (Watch watch = watch()) {
            everyKindOfEvent();
            watch.lookNow();

            Map<String, Metric> exported = exported(watch.metrics().text());
            Map<String, Metric> documented = documented();

            assertEquals(documented.keySet(), exported.keySet());
            assertEquals(documented, exported);
        }
    }

    @Test
    void everyRuleOfThePageUsesMetricsThatExist() throws Exception {
        String page = Files.readString(PAGE);
        Set<String> names = new TreeSet<>();
        Matcher used = Pattern.compile("signet_\\w+").matcher(page.substring(page.indexOf("```yaml")));
        while (used.find()) {
            names.add(used.group());
        }
        assertTrue(names.size() > 5, names.toString());
        names.removeAll(documented().keySet());
        assertEquals(Set.of(), names);
    }

    private Watch watch() throws IOException {
        return new Watch(
                new Watch.Store(
                        folder.resolve("data"),
                        desk.events(),
                        desk.store.store().view(),
                        desk.store.store().accountStates(),
                        desk.store.store().upkeep()),
                new Watch.Server(
                        "1",
                        desk.accounts,
                        desk.reception(),
                        desk.store.health(),
                        (entry, envelope) -> Optional.empty(),
                        new Readings(
                                Readings.NONE.delivering(),
                                () -> new Readings.Listeners(3, 1, 2, 900, 2, Map.of("authentication", 4L)),
                                () -> List.of(new Readings.Canary(
                                        "portal",
                                        Optional.of(true),
                                        Optional.of(3.25),
                                        Optional.of(Instant.ofEpochSecond(1_795_000_000)))),
                                () -> 0)),
                () -> new Watch.Terms(
                        AlertTargets.NOBODY,
                        signet.server.queue.Upkeep.Keep.STANDARD,
                        List.of(new Expiry(
                                "by-cert", desk.time.instant().plus(Duration.ofDays(20)), Expiry.Kind.CERTIFICATE)),
                        Map.of("by-cert", true)),
                desk.time,
                System::nanoTime,
                Catalogue.load());
    }

    private void everyKindOfEvent() throws IOException {
        EntryId entry = desk.store.accept("portal", "anna@example.org");
        attempted("portal", entry, "250 2.0.0 OK", "120");
        for (EventKind kind : EventKind.values()) {
            if (kind != EventKind.ACCEPTED && kind != EventKind.ATTEMPTED) {
                desk.ended(kind, "portal", entry, "anna@example.org");
            }
        }
    }

    private record Metric(String type, Set<String> labels) {}

    private static Map<String, Metric> exported(String text) {
        Map<String, Metric> metrics = new TreeMap<>();
        Map<String, String> types = new TreeMap<>();
        for (String line : text.lines().toList()) {
            if (line.startsWith("# TYPE ")) {
                String[] words = line.split(" ");
                types.put(words[2], words[3]);
            }
            Matcher sample = SAMPLE.matcher(line);
            if (sample.matches()) {
                String name = sample.group(1).replaceFirst("_(bucket|sum|count)$", "");
                Set<String> labels = new TreeSet<>();
                Matcher label = Pattern.compile("(\\w+)=")
                        .matcher(Optional.ofNullable(sample.group(3)).orElse(""));
                while (label.find()) {
                    labels.add(label.group(1));
                }
                labels.remove("le");
                metrics.put(name, new Metric(types.getOrDefault(name, "none"), labels));
            }
        }
        return metrics;
    }

    private static Map<String, Metric> documented() throws IOException {
        Map<String, Metric> metrics = new TreeMap<>();
        for (String line : Files.readAllLines(PAGE)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                Set<String> labels = new TreeSet<>();
                for (String label : row.group(3).split(",")) {
                    if (!label.isBlank()) {
                        labels.add(label.strip().replace("`", ""));
                    }
                }
                metrics.put(row.group(1), new Metric(row.group(2), labels));
            }
        }
        return metrics;
    }

    private void attempted(String account, EntryId entry, String reply, String took) throws IOException {
        desk.events()
                .append(Event.entry(
                        EventKind.ATTEMPTED,
                        account,
                        entry.toString(),
                        Map.of("attempt", "x", "stage", "dot", "reply", reply, "took-ms", took)));
    }

    private void follow(Metrics metrics) throws IOException {
        new Follower(desk.events(), List.of(metrics), desk.time).runOnce();
    }

    private static void has(String text, String line) {
        assertTrue(text.lines().anyMatch(line::equals), () -> "no " + line + " in\n" + text);
    }
}
