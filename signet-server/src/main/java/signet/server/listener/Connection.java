package signet.server.listener;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A client's socket with the time until which something has to happen. Thread-safe but for {@link #deadline}. */
final class Connection implements AutoCloseable {
    private static final Logger LOG = System.getLogger("signet.listener");
    /** For the good-bye. */
    private static final long GRACE = TimeUnit.SECONDS.toNanos(5);

    private final Socket socket;
    private volatile long deadline;
    private volatile boolean expired;
    private volatile boolean interruptible;

    Connection(Socket socket, Duration first) {
        this.socket = socket;
        deadline(first);
    }

    Socket socket() {
        return socket;
    }

    /** From now; for the next read, write or handshake. */
    void deadline(Duration wait) {
        deadline = System.nanoTime() + wait.toNanos();
    }

    /** At this {@code System.nanoTime()}. */
    void deadlineAt(long nanoTime) {
        deadline = nanoTime;
    }

    /** Whether the session waits for a command with no message begun: a good moment to end it. */
    void interruptible(boolean between) {
        interruptible = between;
    }

    boolean expired() {
        return expired;
    }

    /**
     * Looks at the deadline: first the reading side is ended, so that the session can say good-bye, then the socket closed.
     *
     * @return whether it was closed
     */
    boolean check(long now) {
        if (now - deadline <= 0) {
            return false;
        }
        if (expired) {
            close();
            return true;
        }
        expired = true;
        deadline = now + GRACE;
        endInput();
        return false;
    }

    /** Ends a session that waits for its next command. */
    void interruptIfIdle() {
        if (interruptible) {
            endInput();
        }
    }

    private void endInput() {
        try {
            socket.shutdownInput();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the client was gone already: {0}", e.getMessage());
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing: {0}", e.getMessage());
        }
    }
}
