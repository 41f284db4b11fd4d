package signet.server.listener;

import java.nio.charset.StandardCharsets;
import java.util.List;
import signet.server.queue.NotAcceptedException;

/**
 * A reply (RFC 5321 §4.2) and what follows it.
 *
 * @param enhanced the enhanced status code (RFC 3463); empty where there is none
 * @param lines    at least one; ASCII without control characters once it is written
 * @param why      one word for the statistics, empty for a good answer
 */
record Answer(int code, String enhanced, List<String> lines, After after, String why) {
    private static final int LONGEST_LINE = 400; // RFC 5321 §4.5.3.1.5: 512 with code and line end

    enum After {
        GO_ON,
        HANG_UP,
        SHAKE_HANDS
    }

    static Answer good(int code, String enhanced, String text) {
        return new Answer(code, enhanced, List.of(text), After.GO_ON, "");
    }

    static Answer bad(int code, String enhanced, String why, String text) {
        return new Answer(code, enhanced, List.of(text), After.GO_ON, why);
    }

    static Answer of(NotAcceptedException refusal) {
        NotAcceptedException.Reason reason = refusal.reason();
        After after =
                reason == NotAcceptedException.Reason.SHUTTING_DOWN ? After.HANG_UP : After.GO_ON; // 421 is a good-bye
        return new Answer(
                Integer.parseInt(reason.smtp()),
                reason.enhanced(),
                List.of(String.valueOf(refusal.getMessage())),
                after,
                reason.word());
    }

    Answer thenHangUp() {
        return new Answer(code, enhanced, lines, After.HANG_UP, why);
    }

    boolean refusal() {
        return code >= 400;
    }

    /** The octets on the wire. The one place that writes replies: nothing in them can end a line early. */
    byte[] octets() {
        StringBuilder text = new StringBuilder(64);
        for (int i = 0; i < lines.size(); i++) {
            text.append(code).append(i < lines.size() - 1 ? '-' : ' ');
            if (!enhanced.isEmpty()) {
                text.append(enhanced).append(' ');
            }
            append(text, lines.get(i));
            text.append("\r\n");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static void append(StringBuilder text, String line) {
        int length = Math.min(line.length(), LONGEST_LINE);
        for (int i = 0; i < length; i++) {
            char c = line.charAt(i);
            text.append(c < ' ' || c > '~' ? '?' : c);
        }
    }
}
