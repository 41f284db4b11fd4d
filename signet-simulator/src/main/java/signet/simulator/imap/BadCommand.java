package signet.simulator.imap;

import java.io.IOException;

/** The command cannot be understood or must not be given now; its tagged answer. */
final class BadCommand extends IOException {
    private static final long serialVersionUID = 1;

    /** @param key of the answer in the texts */
    BadCommand(String key) {
        super(key);
    }

    String key() {
        return String.valueOf(getMessage());
    }

    static BadCommand argument() {
        return new BadCommand("imap.argument-error");
    }

    static BadCommand unknown() {
        return new BadCommand("imap.command-error");
    }
}
