package signet.server.watch;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import signet.server.watch.Readings.Listeners;

/** What the listeners count, as metrics. For one thread. */
final class ListenerMetrics {
    private final Supplier<Listeners> listeners;
    private final Metrics metrics;
    private final Set<String> known = new HashSet<>();

    ListenerMetrics(Supplier<Listeners> listeners, Metrics metrics) {
        this.listeners = listeners;
        this.metrics = metrics;
        metrics.gauge(
                "signet.listener.connections",
                "Open connections of programs",
                listeners,
                now -> now.get().open());
        count("signet.listener.accepted.connections", "Connections of programs", Listeners::connections);
        count("signet.listener.messages", "Messages accepted by SMTP", Listeners::messages);
        count("signet.listener.octets", "Octets of messages accepted by SMTP", Listeners::octets);
        count("signet.listener.logins", "Logins of programs that succeeded", Listeners::logins);
    }

    private void count(String name, String description, ToLongFunction<Listeners> value) {
        metrics.count(name, description, listeners, now -> value.applyAsLong(now.get()));
    }

    /** A reason is counted from the first time it is given. */
    void refresh() {
        for (String reason : listeners.get().refusals().keySet()) {
            if (known.add(reason)) {
                metrics.count(
                        "signet.listener.refused",
                        "Commands, messages and connections refused by SMTP",
                        listeners,
                        now -> now.get().refusals().getOrDefault(reason, 0L),
                        "reason",
                        reason);
            }
        }
    }
}
