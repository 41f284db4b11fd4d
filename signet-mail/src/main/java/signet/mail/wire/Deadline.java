package signet.mail.wire;

import java.net.SocketTimeoutException;
import java.time.Duration;

/** A moment on the monotonic clock by which something must have happened. */
record Deadline(long nanoTime) {
    static Deadline in(Duration duration) {
        return new Deadline(System.nanoTime() + duration.toNanos());
    }

    /** Milliseconds left, rounded up so that a wait of that length does not end early; 1–2,147,483,647. */
    int millisLeft() throws SocketTimeoutException {
        long left = nanoTime - System.nanoTime();
        if (left <= 0) {
            throw new SocketTimeoutException("deadline passed");
        }
        return (int) Math.min(Integer.MAX_VALUE, (left + 999_999) / 1_000_000);
    }
}
