package signet.simulator.fault;

import java.util.Locale;

/** What goes wrong. */
public enum Action {
    /** Says nothing more, and reads what comes, until either side closes or the duration is over; then closes. */
    STALL,
    /** Closes in an orderly way. */
    CLOSE,
    /** Closes with a TCP reset. */
    RESET,
    /** Another text in place of the reply; 421 and BYE close the connection after it. */
    SAY,
    /** Every third octet of the reply is damaged. */
    GARBLE,
    /** The reply comes a few octets at a time. */
    DRIP,
    /** The reply comes late. */
    DELAY,
    /** More plaintext in the same segment behind the reply: at {@link Stage#STARTTLS} what an attacker would add. */
    INJECT,
    /** The reply comes one octet per segment. */
    SPLIT;

    /** The name in scenario files and in the control API: lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
