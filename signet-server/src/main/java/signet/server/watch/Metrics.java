package signet.server.watch;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import signet.server.event.Event;
import signet.server.event.EventLog;
import signet.server.event.Recorded;
import signet.server.queue.EntryId;

/**
 * What Prometheus sees. Counters and timers come from the events since the start of the server; gauges from {@link Gauges}, which
 * are read now and then, not at each scrape. Labels hold names of accounts and credentials and words of ours, never an address.
 * {@code docs/metrics.md} lists them all. Counting is for one thread, {@link #text} for all.
 */
public final class Metrics implements EventReader {
    private static final Duration[] DELIVERY = {
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofMinutes(2),
        Duration.ofMinutes(10),
        Duration.ofHours(1),
        Duration.ofHours(6),
        Duration.ofDays(1)
    };
    private static final Duration[] ATTEMPT = {
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60)
    };
    private static final Logger LOG = System.getLogger(Metrics.class.getName());
    private static final int TIMESTAMP_SHIFT = 16;
    private static final int LONGEST_NUMBER = 12;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<Key, Counter> counters = new HashMap<>();
    private final Timer delivery;
    private final Timer attempt;
    private volatile long position;

    /** Which counter: few, so they are kept. */
    private record Key(String name, List<Tag> tags) {}

    /** @param version of Signet */
    public Metrics(String version, EventLog events) throws IOException {
        position = events.last();
        delivery = timer("signet.delivery.time", "From acceptance to the provider's answer to the final dot", DELIVERY);
        attempt = timer("signet.attempt.time", "How long a try took", ATTEMPT);
        Gauge.builder("signet.build.info", () -> 1)
                .tag("version", version)
                .description("Always 1; the version is in the label")
                .register(registry);
        gauge("signet.events.last", "Number of the last event that was counted", this, metrics -> metrics.position);
        registry.config()
                .onMeterRegistrationFailed((id, reason) -> LOG.log(
                        Level.WARNING,
                        "the metric {0} could not be registered and is missing: {1}",
                        id.getName(),
                        reason));
    }

    private Timer timer(String name, String description, Duration[] limits) {
        return Timer.builder(name)
                .description(description)
                .serviceLevelObjectives(limits)
                .register(registry);
    }

    /** Adds a gauge; it is kept as long as {@code source}. */
    <T> void gauge(String name, String description, T source, ToDoubleFunction<T> value) {
        Gauge.builder(name, source, value)
                .strongReference(true)
                .description(description)
                .register(registry);
    }

    /** Adds a count that somebody else keeps. */
    <T> void count(String name, String description, T source, ToDoubleFunction<T> value, String... labels) {
        FunctionCounter.builder(name, source, value)
                .description(description)
                .tags(labels)
                .register(registry);
    }

    PrometheusMeterRegistry registry() {
        return registry;
    }

    /** In Prometheus' text format 0.0.4, for {@code /metrics}. */
    public String text() {
        return registry.scrape();
    }

    @Override
    public String name() {
        return "metrics";
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void take(List<Recorded> events) {
        for (Recorded event : events) {
            count(event);
            position = event.number();
        }
    }

    private void count(Recorded recorded) {
        Event event = recorded.event();
        String account = event.account().orElse("none");
        switch (event.kind()) {
            case ACCEPTED -> add("signet.accepted", "Messages accepted", account, "origin", origin(event));
            case ATTEMPTED -> attempted(event, account);
            case UNCONFIRMED -> add("signet.unconfirmed", "Tries without an answer to the final dot", account);
            case DELIVERED -> {
                ended(account, "delivered");
                accepted(event)
                        .map(at -> Duration.between(at, recorded.at()))
                        .filter(took -> !took.isNegative())
                        .ifPresent(delivery::record);
            }
            case FAILED -> ended(account, "failed");
            case EXPIRED -> ended(account, "expired");
            case CANCELLED -> ended(account, "cancelled");
            case BOUNCED -> add("signet.bounced", "Recipients whose message came back after it was delivered", account);
            case RETRIED -> add("signet.retried", "Final states that an operator undid", account);
            case HELD -> add("signet.holds", "Entries put on hold", account);
            case PARKED -> incident(event, "signet.incidents.opened", "Incidents opened: something is parked");
            case RECOVERED -> incident(event, "signet.incidents.closed", "Incidents closed: a probe succeeded");
            case CANARY_RETURNED -> canary(account, "returned");
            case CANARY_MISSED -> canary(account, "missed");
            case EXPIRING,
                    REHEARSED,
                    REHEARSAL_FAILED,
                    SUCCEEDED,
                    STORAGE_UNHEALTHY,
                    STORAGE_HEALTHY,
                    DISK_LOW,
                    DISK_ENOUGH,
                    WAL_LARGE,
                    WAL_SMALL,
                    CLOCK_SET,
                    RELOADED,
                    RELOAD_REFUSED,
                    LOGGED_IN,
                    LOGIN_REFUSED,
                    USER_CHANGED,
                    SUPPORT_BUNDLE ->
                add(
                        "signet.notices",
                        "Events about the server as a whole",
                        Tag.of("event", event.kind().word()));
            case DOT, RELEASED, PAUSED, RESUMED, CONTENT_READ, STARTED, STOPPED -> {
                // gauges show these, or nobody counts them
            }
        }
    }

    private void attempted(Event event, String account) {
        add("signet.attempts", "Tries, by the class of the deciding answer", account, "outcome", outcome(event));
        String took = event.facts().getOrDefault("took-ms", "");
        if (!took.isEmpty() && took.length() <= LONGEST_NUMBER && took.chars().allMatch(Character::isDigit)) {
            attempt.record(Long.parseLong(took), TimeUnit.MILLISECONDS);
        }
    }

    /** The first digit of the reply decides (RFC 5321 §4.2.1). */
    private static String outcome(Event event) {
        String reply = event.facts().getOrDefault("reply", "");
        return switch (reply.isEmpty() ? ' ' : reply.charAt(0)) {
            case '2' -> "accepted";
            case '4' -> "temporary";
            case '5' -> "permanent";
            default -> "unanswered";
        };
    }

    /** A label has few values, whatever an event says. */
    private static String origin(Event event) {
        String origin = event.facts().getOrDefault("origin", "");
        String kind = origin.split("[ :]", 2)[0].toLowerCase(Locale.ROOT);
        return switch (kind) {
            case "smtp", "api", "report", "alert", "resent", "canary" -> kind;
            default -> "other";
        };
    }

    private void ended(String account, String state) {
        add("signet.recipients", "Recipients that came into a final state", account, "state", state);
    }

    private void canary(String account, String result) {
        add(
                "signet.canary.results",
                "Messages of accounts to themselves, by what became of them",
                account,
                "result",
                result);
    }

    private void incident(Event event, String name, String description) {
        String scope = event.facts().getOrDefault("scope", "account").toLowerCase(Locale.ROOT);
        add(name, description, Tag.of("scope", scope));
    }

    private void add(String name, String description, String account) {
        add(name, description, Tag.of("account", account));
    }

    private void add(String name, String description, String account, String label, String value) {
        add(name, description, Tag.of("account", account), Tag.of(label, value));
    }

    private void add(String name, String description, Tag... tags) {
        counters.computeIfAbsent(
                        new Key(name, List.of(tags)),
                        key -> Counter.builder(name)
                                .description(description)
                                .tags(key.tags())
                                .register(registry))
                .increment();
    }

    /** A UUIDv7 begins with the milliseconds of its birth (RFC 9562 §5.7): when the entry was accepted. */
    private static Optional<Instant> accepted(Event event) {
        return event.entry()
                .flatMap(EntryId::parse)
                .map(id -> Instant.ofEpochMilli(id.uuid().getMostSignificantBits() >>> TIMESTAMP_SHIFT));
    }
}
