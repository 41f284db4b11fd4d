package signet.simulator.exchange;

import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;

/** A message in a folder. Only its flags change; they are system flags such as {@code \Seen} and keywords. */
public final class StoredMessage {
    private final long uid;
    private final Content content;
    private final Instant internalDate;
    private volatile Set<String> flags;

    StoredMessage(long uid, Content content, Set<String> flags, Instant internalDate) {
        this.uid = uid;
        this.content = content;
        this.flags = Set.copyOf(flags);
        this.internalDate = internalDate;
    }

    /** Unique and ascending within its folder and the folder's UIDVALIDITY; 1 to 4,294,967,295. */
    public long uid() {
        return uid;
    }

    public Content content() {
        return content;
    }

    public Instant internalDate() {
        return internalDate;
    }

    public Set<String> flags() {
        return flags;
    }

    public boolean has(String flag) {
        return flags.contains(flag);
    }

    /** Replaces all flags. */
    public synchronized void flags(Set<String> all) {
        flags = Set.copyOf(all);
    }

    /** Sets or clears some flags. */
    public synchronized void flag(Set<String> some, boolean set) {
        Set<String> changed = new TreeSet<>(flags);
        if (set) {
            changed.addAll(some);
        } else {
            changed.removeAll(some);
        }
        flags = Set.copyOf(changed);
    }
}
