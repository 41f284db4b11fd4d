package signet.simulator.http;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * How fast, and how completely, an answer is written.
 *
 * @param beforeHead pause before the status line
 * @param beforeBody pause between the header section and the body
 * @param betweenOctets pause before every octet of the body; zero writes the body at once
 * @param cutAfter ends the connection after so many octets of the body, although the header promised more
 * @param beforeCut pause before that end
 * @param filler so many blanks follow the body; they count in {@code Content-Length}
 * @param silent nothing at all is written, the connection ends after {@code beforeHead}
 * @param reset the connection ends with a TCP reset, if it ends early
 */
public record Pace(
        Duration beforeHead,
        Duration beforeBody,
        Duration betweenOctets,
        OptionalLong cutAfter,
        Duration beforeCut,
        long filler,
        boolean silent,
        boolean reset) {
    /** At once, and whole. */
    public static final Pace HONEST =
            new Pace(Duration.ZERO, Duration.ZERO, Duration.ZERO, OptionalLong.empty(), Duration.ZERO, 0, false, false);

    /** A pause before the status line. */
    public Pace withPauseBeforeHead(Duration pause) {
        return new Pace(pause, beforeBody, betweenOctets, cutAfter, beforeCut, filler, silent, reset);
    }

    /** A pause between header section and body. */
    public Pace withPauseBeforeBody(Duration pause) {
        return new Pace(beforeHead, pause, betweenOctets, cutAfter, beforeCut, filler, silent, reset);
    }

    /** A pause before each octet of the body. */
    public Pace dripping(Duration pause) {
        return new Pace(beforeHead, beforeBody, pause, cutAfter, beforeCut, filler, silent, reset);
    }

    /** The connection ends after so many octets of the body. */
    public Pace cutAfter(long octets) {
        return new Pace(
                beforeHead, beforeBody, betweenOctets, OptionalLong.of(octets), Duration.ZERO, filler, silent, reset);
    }

    /** Silence after so many octets of the body, then the end. */
    public Pace stalledAfter(long octets, Duration silence) {
        return new Pace(beforeHead, beforeBody, betweenOctets, OptionalLong.of(octets), silence, filler, silent, reset);
    }

    /** So many blanks after the body. */
    public Pace filledWith(long octets) {
        return new Pace(beforeHead, beforeBody, betweenOctets, cutAfter, beforeCut, octets, silent, reset);
    }

    /** Nothing is written. */
    public Pace silently() {
        return new Pace(beforeHead, beforeBody, betweenOctets, cutAfter, beforeCut, filler, true, reset);
    }

    /** An early end is a TCP reset. */
    public Pace resetting() {
        return new Pace(beforeHead, beforeBody, betweenOctets, cutAfter, beforeCut, filler, silent, true);
    }
}
