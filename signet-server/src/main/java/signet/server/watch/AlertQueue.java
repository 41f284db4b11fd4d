package signet.server.watch;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import signet.server.event.EventLog;
import signet.server.event.Recorded;

/**
 * The alerts that one way has still to send, with its place: the number up to which everything was sent, in a file forced to disk.
 * A first start begins at the end of the events, so that nobody is told of old troubles. Thread-safe.
 */
final class AlertQueue {
    private static final Logger LOG = System.getLogger(AlertQueue.class.getName());
    /** How many events may have to be read again after a restart: forcing the place for each would cost a disk write per event. */
    private static final long UNWRITTEN = 10_000;
    /** Nobody reads more. */
    private static final int MOST = 1_000;

    private final StateFile file;
    private final Deque<Recorded> waiting = new ArrayDeque<>();
    private long read;
    private long written;
    private long dropped;

    AlertQueue(StateFile file, EventLog events) throws IOException {
        this.file = file;
        Optional<String> text = file.read().map(String::strip);
        long last = events.last();
        if (text.isPresent() && !text.get().isEmpty() && text.get().chars().allMatch(Character::isDigit)) {
            written = Math.min(Long.parseLong(text.get()), last); // less when the store was restored
        } else {
            if (text.isPresent()) {
                LOG.log(Level.WARNING, "{0} holds no number; alerts begin with what happens from now on", file.path());
            }
            written = last;
            file.write(Long.toString(last));
        }
        read = written;
    }

    /** Up to which event it has seen all. */
    synchronized long read() {
        return read;
    }

    /**
     * What is new.
     *
     * @param upTo the number of the last event that was looked at
     */
    synchronized void add(List<Recorded> alerts, long upTo) {
        waiting.addAll(alerts);
        read = upTo;
        while (waiting.size() > MOST) {
            waiting.remove();
            dropped++;
            LOG.log(Level.WARNING, "more than {0} alerts wait to be sent; the oldest was dropped", MOST);
        }
        if (waiting.isEmpty() && read - written > UNWRITTEN) {
            try {
                place(read);
            } catch (IOException e) {
                LOG.log(Level.WARNING, "the place of the alerts could not be noted; noted later", e);
            }
        }
    }

    synchronized List<Recorded> waiting() {
        return List.copyOf(waiting);
    }

    /** Everything up to this number was sent, or need not be. Durable when this returns. */
    synchronized void done(long number) throws IOException {
        while (!waiting.isEmpty() && waiting.element().number() <= number) {
            waiting.remove();
        }
        place(waiting.isEmpty() ? Math.max(read, number) : number);
    }

    /** How many were dropped because too many waited. */
    synchronized long dropped() {
        return dropped;
    }

    private void place(long number) throws IOException {
        file.write(Long.toString(number));
        written = number;
    }
}
