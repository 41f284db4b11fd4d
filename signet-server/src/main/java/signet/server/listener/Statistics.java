package signet.server.listener;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What one listener counts, for metrics. Words come from a fixed vocabulary: no address, name or text of a client. Thread-safe. */
public final class Statistics {
    private final LongAdder connections = new LongAdder();
    private final LongAdder open = new LongAdder();
    private final LongAdder messages = new LongAdder();
    private final LongAdder octets = new LongAdder();
    private final LongAdder logins = new LongAdder();
    private final Map<String, LongAdder> refusals = new ConcurrentHashMap<>();

    /** @param octets of accepted messages as they came */
    public record Snapshot(
            long connections, long open, long messages, long octets, long logins, Map<String, Long> refusals) {
        public static final Snapshot NONE = new Snapshot(0, 0, 0, 0, 0, Map.of());

        public Snapshot {
            refusals = Map.copyOf(refusals);
        }

        /** Of two listeners together. */
        public Snapshot plus(Snapshot other) {
            Map<String, Long> both = new TreeMap<>(refusals);
            other.refusals.forEach((word, count) -> both.merge(word, count, Long::sum));
            return new Snapshot(
                    connections + other.connections,
                    open + other.open,
                    messages + other.messages,
                    octets + other.octets,
                    logins + other.logins,
                    both);
        }

        /** Of a listener that is no more: what it counted stays. */
        public Snapshot ended() {
            return new Snapshot(connections, 0, messages, octets, logins, refusals);
        }
    }

    public Snapshot snapshot() {
        Map<String, Long> counted = new TreeMap<>();
        refusals.forEach((word, count) -> counted.put(word, count.sum()));
        return new Snapshot(connections.sum(), open.sum(), messages.sum(), octets.sum(), logins.sum(), counted);
    }

    void opened() {
        connections.increment();
        open.increment();
    }

    void closed() {
        open.decrement();
    }

    void accepted(long size) {
        messages.increment();
        octets.add(size);
    }

    void loggedIn() {
        logins.increment();
    }

    void refused(String word) {
        refusals.computeIfAbsent(word, key -> new LongAdder()).increment();
    }
}
