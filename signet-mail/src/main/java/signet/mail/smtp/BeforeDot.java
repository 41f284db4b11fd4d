package signet.mail.smtp;

import java.io.IOException;

/**
 * Called when the whole message but its final dot has been sent: the last moment at which a repetition cannot duplicate.
 */
@FunctionalInterface
public interface BeforeDot {
    BeforeDot NONE = () -> {};

    /** @throws IOException to give up instead: no dot is sent, every recipient is {@code NOT_TRIED} */
    void beforeDot() throws IOException;
}
