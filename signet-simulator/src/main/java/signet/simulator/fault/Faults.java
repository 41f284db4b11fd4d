package signet.simulator.fault;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** The faults in force. Thread-safe; changes concern the next occasion, also in running conversations. */
public final class Faults {
    private final Map<String, Armed> armed = new LinkedHashMap<>();
    private final Random chance;
    private volatile boolean none = true;
    private int lastId;

    /** @param seed of the draws for faults with a probability: the same seed gives the same run */
    public Faults(long seed) {
        this.chance = new Random(seed);
    }

    public Faults() {
        this(1);
    }

    /** Puts a fault in force; the result names it for {@link #remove}. */
    public synchronized String add(Fault fault) {
        String id = "f" + ++lastId;
        armed.put(id, new Armed(fault));
        none = false;
        return id;
    }

    /** Whether the fault was still in force. */
    public synchronized boolean remove(String id) {
        boolean found = armed.remove(id) != null;
        none = armed.isEmpty();
        return found;
    }

    public synchronized void clear() {
        armed.clear();
        none = true;
    }

    /** Those in force by id, {@code times} being what is left. */
    public synchronized Map<String, Fault> active() {
        Map<String, Fault> result = new LinkedHashMap<>();
        armed.forEach((id, a) -> result.put(id, a.left > 0 ? a.fault.times(a.left) : a.fault));
        return result;
    }

    /** The effect due at this stage, if any: the oldest fault that fits. Counts the occasion. */
    public Optional<Effect> take(Protocol protocol, Stage stage, Optional<String> mailbox) {
        return none ? Optional.empty() : draw(protocol, stage, mailbox.map(m -> m.toLowerCase(Locale.ROOT)));
    }

    private synchronized Optional<Effect> draw(Protocol protocol, Stage stage, Optional<String> mailbox) {
        for (Iterator<Armed> all = armed.values().iterator(); all.hasNext(); ) {
            Armed next = all.next();
            Fault fault = next.fault;
            if (fault.protocol() != protocol || fault.stage() != stage) {
                continue;
            }
            if (fault.mailbox().isPresent() && !fault.mailbox().equals(mailbox)) {
                continue;
            }
            if (fault.probability() < 1 && chance.nextDouble() >= fault.probability()) {
                continue;
            }
            if (next.left > 0 && --next.left == 0) {
                all.remove();
                none = armed.isEmpty();
            }
            return Optional.of(fault.effect());
        }
        return Optional.empty();
    }

    private static final class Armed {
        private final Fault fault;
        private int left;

        private Armed(Fault fault) {
            this.fault = fault;
            this.left = fault.times();
        }
    }
}
