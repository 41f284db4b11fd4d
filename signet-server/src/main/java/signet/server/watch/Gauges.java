package signet.server.watch;

import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import signet.server.account.AccountStates;
import signet.server.account.AccountStates.Standstill;
import signet.server.account.Accounts;
import signet.server.event.EventLog;
import signet.server.queue.Health;
import signet.server.queue.QueueView;

/**
 * The gauges of queue and accounts. {@link #refresh} reads the store on the thread that calls it; a scrape only shows what was read
 * last, so it neither waits for the store nor keeps it busy.
 */
final class Gauges {
    private final Source source;
    private final MultiGauge queued;
    private final MultiGauge oldest;
    private final MultiGauge standstill;
    private final MultiGauge ends;
    private final MultiGauge successors;
    private final MultiGauge canaryOk;
    private final MultiGauge canarySeconds;
    private final MultiGauge canaryReturned;
    private volatile long held;
    private volatile long last;

    /** Where the values come from. */
    record Source(
            EventLog events,
            QueueView queue,
            AccountStates states,
            Accounts accounts,
            Health health,
            Ends ends,
            Supplier<List<Readings.Canary>> canaries) {}

    /** @param successors as {@link Watch.Terms#successors} */
    record Ends(Calendar calendar, Supplier<Map<String, Boolean>> successors) {}

    Gauges(Source source, Metrics metrics) {
        this.source = source;
        queued = rows(metrics, "signet.queue.entries", "Entries with a pending recipient");
        oldest = rows(metrics, "signet.queue.oldest.seconds", "Age of the oldest pending entry");
        standstill =
                rows(metrics, "signet.account.standstill", "1 while the account stands still for this reason, else 0");
        ends = rows(
                metrics, "signet.credential.days", "Days until the credential's first end; negative when it is over");
        successors = rows(
                metrics,
                "signet.credential.next.granted",
                "1 when a token was given for what follows the credential, 0 when not, or it was not tried yet");
        canaryOk = rows(
                metrics, "signet.canary.ok", "1 when the latest message of the account to itself came back, else 0");
        canarySeconds = rows(
                metrics, "signet.canary.seconds", "From sending to finding it, of the latest message that came back");
        canaryReturned = rows(
                metrics,
                "signet.canary.last.success.timestamp.seconds",
                "When a message of the account to itself last came back, in seconds since 1970");
        metrics.gauge("signet.queue.held", "Entries on hold, for whatever reason", this, gauges -> gauges.held);
        metrics.gauge(
                "signet.storage.healthy",
                "1 while storage is sound; 0: nothing is accepted nor delivered",
                source.health(),
                health -> health.unhealthy().isEmpty() ? 1 : 0);
        metrics.gauge(
                "signet.accepting",
                "1 while new mail is accepted",
                source.health(),
                health -> health.refusal().isEmpty() ? 1 : 0);
    }

    private static MultiGauge rows(Metrics metrics, String name, String description) {
        return MultiGauge.builder(name).description(description).register(metrics.registry());
    }

    /** The last event in the store, as of the last refresh. */
    long last() {
        return last;
    }

    void refresh() throws IOException {
        ends.register(
                source.ends().calendar().days().entrySet().stream()
                        .<Row<?>>map(end -> Row.of(Tags.of("credential", end.getKey()), end.getValue()))
                        .toList(),
                true);
        successors.register(
                source.ends().successors().get().entrySet().stream()
                        .<Row<?>>map(next -> Row.of(Tags.of("credential", next.getKey()), next.getValue() ? 1 : 0))
                        .toList(),
                true);
        canaries(source.canaries().get());
        last = source.events().last();
        QueueView.Counts counts = source.queue().counts();
        Map<String, Standstill> still = source.states().standstills();
        held = counts.held();
        Set<String> names = new TreeSet<>(source.accounts().current().accounts().keySet());
        names.addAll(counts.queued().keySet()); // of accounts that were removed, too: their entries still wait
        queued.register(perAccount(names, counts.queued()), true);
        oldest.register(perAccount(names, counts.oldestSeconds()), true);
        standstill.register(standing(names, still), true);
    }

    private void canaries(List<Readings.Canary> canaries) {
        canaryOk.register(rows(canaries, canary -> canary.ok().map(ok -> ok ? 1.0 : 0.0)), true);
        canarySeconds.register(rows(canaries, Readings.Canary::seconds), true);
        canaryReturned.register(
                rows(canaries, canary -> canary.returned().map(at -> at.toEpochMilli() / 1000.0)), true);
    }

    private static List<Row<?>> rows(
            List<Readings.Canary> canaries, Function<Readings.Canary, Optional<Double>> value) {
        List<Row<?>> rows = new ArrayList<>();
        canaries.forEach(canary -> value.apply(canary)
                .ifPresent(number -> rows.add(Row.of(Tags.of("account", canary.account()), number))));
        return rows;
    }

    private static List<Row<?>> perAccount(Set<String> names, Map<String, Long> values) {
        List<Row<?>> rows = new ArrayList<>();
        names.forEach(name -> rows.add(Row.of(Tags.of("account", name), values.getOrDefault(name, 0L))));
        return rows;
    }

    private static List<Row<?>> standing(Set<String> names, Map<String, Standstill> still) {
        List<Row<?>> rows = new ArrayList<>();
        for (String name : names) {
            Map<String, Boolean> reasons = new LinkedHashMap<>();
            Optional<Standstill> why = Optional.ofNullable(still.get(name));
            reasons.put("parked", why.flatMap(Standstill::incident).isPresent());
            reasons.put("paused", why.flatMap(Standstill::pausedBy).isPresent());
            reasons.forEach((reason, yes) -> rows.add(Row.of(Tags.of("account", name, "reason", reason), yes ? 1 : 0)));
        }
        return rows;
    }
}
