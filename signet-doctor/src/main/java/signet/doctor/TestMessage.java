package signet.doctor;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A message that is sent to be found again: it has a mark that no other message has, in a field of its own and, where a server on
 * the way drops unknown fields, in its Message-ID.
 *
 * @param mark visible ASCII without blanks
 */
public record TestMessage(String mark) {
    /** The field with the mark. */
    static final String FIELD = "X-Signet-Mark";

    private static final Pattern LINE = Pattern.compile("(?i)(X-Signet-Mark|Message-ID):\\s*(\\S+)\\s*");
    private static final Pattern MESSAGE_ID = Pattern.compile("<(signet-[a-z]+-[0-9a-f]{20})@[^<>@]*>");
    private static final Pattern MARK = Pattern.compile("signet-[a-z]+-[0-9a-f]{20}");

    public TestMessage {
        if (!MARK.matcher(mark).matches()) {
            throw new IllegalArgumentException("not a mark of ours: " + mark);
        }
    }

    /**
     * One with a new random mark.
     *
     * @param kind lower-case letters that say what it is for
     */
    public static TestMessage fresh(String kind) {
        String random = UUID.randomUUID().toString().replace("-", "").substring(0, 20);
        return new TestMessage("signet-" + kind + "-" + random);
    }

    /**
     * Its octets: RFC 5322, and RFC 3834 §5 so that nothing answers it by itself.
     *
     * @param subject what stands in front of the mark in the subject
     * @param text    ASCII, lines by LF
     */
    public byte[] octets(String from, String to, String subject, String text, Instant now) {
        String domain = from.substring(from.lastIndexOf('@') + 1);
        return String.join(
                        "\r\n",
                        "Date: " + DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC)),
                        "From: <" + from + ">",
                        "To: <" + to + ">",
                        "Subject: " + subject + " " + mark,
                        "Message-ID: <" + mark + "@" + domain + ">",
                        FIELD + ": " + mark,
                        "Auto-Submitted: auto-generated",
                        "MIME-Version: 1.0",
                        "Content-Type: text/plain; charset=us-ascii",
                        "",
                        ascii(text).replace("\n", "\r\n"),
                        "")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String ascii(String text) {
        return text.replaceAll("[^\\x20-\\x7e\\n]", "?");
    }

    /** The mark that stands in a header, or in some fields of it; empty for everybody else's messages. */
    static Optional<String> markIn(byte[] header) {
        String unfolded = new String(header, StandardCharsets.ISO_8859_1).replaceAll("\\r?\\n[ \\t]+", " ");
        Optional<String> byMessageId = Optional.empty();
        for (String line : unfolded.split("\\r?\\n")) {
            if (line.isEmpty()) {
                break;
            }
            Matcher field = LINE.matcher(line);
            if (field.matches()) {
                String value = field.group(2);
                if (field.group(1).toLowerCase(Locale.ROOT).equals("x-signet-mark")) {
                    return Optional.of(value);
                }
                Matcher id = MESSAGE_ID.matcher(value);
                byMessageId = id.matches() ? Optional.of(id.group(1)) : byMessageId;
            }
        }
        return byMessageId;
    }
}
