package signet.simulator.fault;

import java.time.Duration;
import java.util.Locale;

/**
 * An action with its quantities.
 *
 * @param text said or injected; lines end in CRLF, the last one's is added; {@code {tag}} is the tag of the IMAP command
 * @param duration of a delay, a stall (zero: until closed) or the pause between drips
 * @param octets per drip
 * @param after octets of the reply (of the body at {@link Stage#BODY}) that pass first: close, reset, stall, delay
 */
public record Effect(Action action, String text, Duration duration, int octets, long after) {

    public static Effect stall() {
        return stall(Duration.ZERO);
    }

    public static Effect stall(Duration most) {
        return new Effect(Action.STALL, "", most, 0, 0);
    }

    public static Effect close() {
        return new Effect(Action.CLOSE, "", Duration.ZERO, 0, 0);
    }

    public static Effect reset() {
        return new Effect(Action.RESET, "", Duration.ZERO, 0, 0);
    }

    public static Effect say(String text) {
        return new Effect(Action.SAY, text, Duration.ZERO, 0, 0);
    }

    public static Effect garble() {
        return new Effect(Action.GARBLE, "", Duration.ZERO, 0, 0);
    }

    public static Effect drip(int octets, Duration pause) {
        return new Effect(Action.DRIP, "", pause, octets, 0);
    }

    public static Effect delay(Duration duration) {
        return new Effect(Action.DELAY, "", duration, 0, 0);
    }

    public static Effect inject(String text) {
        return new Effect(Action.INJECT, text, Duration.ZERO, 0, 0);
    }

    public static Effect split() {
        return new Effect(Action.SPLIT, "", Duration.ZERO, 0, 0);
    }

    /** The same, once {@code octets} of the reply or body have passed. */
    public Effect after(long octetsFirst) {
        return new Effect(action, text, duration, octets, octetsFirst);
    }

    /** Whether this is a SAY whose text refuses, so that the command is not carried out. */
    public boolean refuses() {
        if (action != Action.SAY) {
            return false;
        }
        String upper = text.toUpperCase(Locale.ROOT);
        return !(upper.startsWith("2") || upper.startsWith("3") || upper.startsWith("+") || upper.contains("{TAG} OK"));
    }

    /** Whether the connection ends after the text, because it says so: 421 or BYE. */
    public boolean saysGoodbye() {
        return action == Action.SAY && (text.startsWith("421") || text.startsWith("* BYE") || text.contains("\n* BYE"));
    }

    /** The text as lines on the wire. */
    public String wireText() {
        return text.endsWith("\r\n") ? text : text + "\r\n";
    }
}
