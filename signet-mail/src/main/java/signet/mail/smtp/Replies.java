package signet.mail.smtp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import signet.mail.Fault;
import signet.mail.MailException;
import signet.mail.Protocol;
import signet.mail.Reply;
import signet.mail.wire.Wire;

/** Reads replies (RFC 5321 §4.2) within limits: lines of 2,048 octets, 100 lines. */
final class Replies {
    private static final int LONGEST_LINE = 2048;
    private static final int MOST_LINES = 100;
    private static final Pattern LINE = Pattern.compile("([2-5][0-9]{2})(?:([ -])(.*))?", Pattern.DOTALL);
    private static final Pattern ENHANCED = Pattern.compile("([245]\\.[0-9]{1,3}\\.[0-9]{1,3})(?: .*)?");

    private final Wire wire;

    Replies(Wire wire) {
        this.wire = wire;
    }

    /**
     * The reply to {@code command}, which must be here {@code within} that time.
     *
     * @throws MailException {@code PROTOCOL} when it is no reply, besides what a {@link Wire} throws
     */
    Reply read(String command, Duration within) throws MailException {
        wire.await(within);
        List<String> lines = new ArrayList<>();
        while (lines.size() < MOST_LINES) {
            String line = wire.readLine(LONGEST_LINE);
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw wire.progress()
                        .fail(
                                Fault.Kind.PROTOCOL,
                                wire.endpoint() + " does not speak SMTP here: it says \"" + readable(line, 80) + "\"");
            }
            String text = matcher.group(3);
            lines.add(text == null ? "" : readable(text, LONGEST_LINE));
            if (!"-".equals(matcher.group(2))) {
                return new Reply(Protocol.SMTP, command, matcher.group(1), enhanced(command, lines.get(0)), lines);
            }
        }
        throw wire.progress()
                .fail(Fault.Kind.PROTOCOL, "a reply of " + wire.endpoint() + " has more than " + MOST_LINES + " lines");
    }

    /** At the beginning of the text only, and never in a greeting or the answer to EHLO (RFC 2034 §4). */
    private static Optional<String> enhanced(String command, String text) {
        Matcher matcher = ENHANCED.matcher(text);
        boolean allowed = !command.isEmpty() && !command.equals("EHLO");
        return allowed && matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Octets as text: UTF-8 where it is (RFC 6531 §3.7.4), else ISO 8859-1; control and direction characters as {@code ?}. */
    private static String readable(String octets, int limit) {
        if (octets.length() <= limit && octets.chars().allMatch(c -> c >= ' ' && c < 0x7F)) {
            return octets; // nearly all of them
        }
        byte[] bytes = octets.getBytes(StandardCharsets.ISO_8859_1);
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            text = octets;
        }
        String shown = text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
        return shown.length() > limit ? shown.substring(0, limit) + "…" : shown;
    }
}
