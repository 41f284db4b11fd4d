package signet.server.queue;

import java.io.IOException;

/** What was asked of the queue takes too long: a narrower question, or the same one later, may be answered. */
public final class TooSlowException extends IOException {
    private static final long serialVersionUID = 1L;

    public TooSlowException(String message, Throwable cause) {
        super(message, cause);
    }
}
