package signet.simulator.wire;

/**
 * A line as it came.
 *
 * @param text one character per octet, without the line end
 * @param clean whether it ended in CRLF and held no other CR
 * @param tooLong whether it was longer than allowed; the text is its beginning
 */
public record Line(String text, boolean clean, boolean tooLong) {}
