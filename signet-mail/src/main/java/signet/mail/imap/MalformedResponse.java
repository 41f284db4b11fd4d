package signet.mail.imap;

import java.io.IOException;

/** A response that is not IMAP, or over a limit: we no longer know where the next one begins. */
final class MalformedResponse extends IOException {
    private static final long serialVersionUID = 1L;

    private final String line;

    MalformedResponse(String message, String line) {
        super(message);
        this.line = line;
    }

    /** The line as received, made printable and cut. */
    String line() {
        return line;
    }
}
