package signet.realservers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/** Compares what was sent with what arrived. */
final class Received {
    /** The fields Postfix and Dovecot put on top (RFC 5321 section 4.4; Delivered-To is Dovecot's). */
    private static final Pattern TRACE =
            Pattern.compile("((Return-Path|Delivered-To|Received):[^\r\n]*\r\n([ \t][^\r\n]*\r\n)*)*");

    private Received() {}

    /** The message without the trace fields on top of it. */
    static byte[] withoutTrace(byte[] received) {
        var trace = TRACE.matcher(new String(received, StandardCharsets.ISO_8859_1));
        assertTrue(trace.lookingAt());
        assertTrue(trace.end() > 0, "no trace field: this message has not been delivered");
        return Arrays.copyOfRange(received, trace.end(), received.length);
    }

    /** Fails unless {@code received} is {@code sent}, byte for byte, below the trace fields. */
    static void assertUnchanged(byte[] sent, byte[] received) {
        byte[] arrived = withoutTrace(received);
        if (!Arrays.equals(sent, arrived)) {
            // the text shows where; the arrays decide
            int at = Arrays.mismatch(sent, arrived);
            assertArrayEquals(
                    sent,
                    arrived,
                    "differs at byte " + at + ": sent <" + near(sent, at) + ">, arrived <" + near(arrived, at) + ">");
        }
    }

    private static String near(byte[] bytes, int at) {
        int from = Math.max(0, at - 40);
        int to = Math.min(bytes.length, at + 40);
        return new String(bytes, from, Math.max(0, to - from), StandardCharsets.ISO_8859_1);
    }
}
