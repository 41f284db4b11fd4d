package signet.simulator.imap;

import java.io.IOException;

/** The command was understood and cannot be done; its tagged NO. */
final class Refused extends IOException {
    private static final long serialVersionUID = 1;

    Refused(String answer) {
        super(answer);
    }

    String answer() {
        return String.valueOf(getMessage());
    }
}
