package signet.simulator.exchange;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A folder of a mailbox: messages by ascending UID (RFC 3501 §2.3.1.1). Thread-safe. */
public final class Folder {
    private final NavigableMap<Long, StoredMessage> messages = new TreeMap<>();
    private final CopyOnWriteArrayList<Runnable> watchers = new CopyOnWriteArrayList<>();
    private volatile String name;
    private volatile long uidValidity;
    private volatile long version;
    private long uidNext = 1;
    private long octets;

    Folder(String name, long uidValidity) {
        this.name = name;
        this.uidValidity = uidValidity;
    }

    /** The full name, levels separated by {@code /}, in Unicode. */
    public String name() {
        return name;
    }

    /** Another name, as a user of another language has it. */
    void name(String changed) {
        name = changed;
    }

    public long uidValidity() {
        return uidValidity;
    }

    /** As after a move of the mailbox to another server: every client must forget what it knows. */
    public void uidValidity(long changed) {
        uidValidity = changed;
    }

    /** Changes with every message that comes or goes. */
    public long version() {
        return version;
    }

    public synchronized long uidNext() {
        return uidNext;
    }

    /** The next message gets this UID or a later one; for tests with large or scattered UIDs. */
    public synchronized void uidNext(long next) {
        if (next < uidNext || next > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException("UIDNEXT can go from " + uidNext + " to 4294967295, not to " + next);
        }
        uidNext = next;
    }

    public StoredMessage append(byte[] message, Set<String> flags, Instant internalDate) {
        return append(Content.of(message), flags, internalDate);
    }

    public StoredMessage append(Content content, Set<String> flags, Instant internalDate) {
        StoredMessage stored;
        synchronized (this) {
            stored = new StoredMessage(uidNext++, content, flags, internalDate);
            messages.put(stored.uid(), stored);
            octets += content.size();
            version++;
        }
        watchers.forEach(Runnable::run);
        return stored;
    }

    /** A copy of what is there, by ascending UID. */
    public synchronized List<StoredMessage> messages() {
        return new ArrayList<>(messages.values());
    }

    public synchronized Optional<StoredMessage> message(long uid) {
        return Optional.ofNullable(messages.get(uid));
    }

    public synchronized int count() {
        return messages.size();
    }

    public synchronized long octets() {
        return octets;
    }

    /** Whether it was still there. */
    public boolean remove(long uid) {
        synchronized (this) {
            StoredMessage removed = messages.remove(uid);
            if (removed == null) {
                return false;
            }
            octets -= removed.content().size();
            version++;
        }
        watchers.forEach(Runnable::run);
        return true;
    }

    /** Empties the folder; UIDs go on from where they were. */
    public void clear() {
        messages().forEach(message -> remove(message.uid()));
    }

    /** Calls the watcher after each change of {@link #version()}, on the thread of the change. */
    public void watch(Runnable watcher) {
        watchers.add(watcher);
    }

    public void unwatch(Runnable watcher) {
        watchers.remove(watcher);
    }
}
