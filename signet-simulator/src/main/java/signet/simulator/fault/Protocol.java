package signet.simulator.fault;

import java.util.Locale;

/** What the simulator speaks. */
public enum Protocol {
    TOKEN,
    SMTP,
    IMAP,
    POP3;

    /** The name in scenario files and in the control API: lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
