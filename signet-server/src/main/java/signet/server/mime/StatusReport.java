package signet.server.mime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.james.mime4j.codec.EncoderUtil;
import signet.mail.Content;

/**
 * A delivery status notification (RFC 3464) as a multipart/report (RFC 6522): words for people, fields for programs, and the
 * message it is about or its header. Marked as automatic (RFC 3834 §5).
 *
 * @param from             who reports
 * @param to               who sent the message
 * @param reporter         our name: a DNS name or an address literal
 * @param envelopeId       the sender's {@code ENVID}
 * @param accepted         when the message was accepted
 * @param recipients       those it reports about
 */
public record StatusReport(
        String from,
        String to,
        String reporter,
        Optional<String> envelopeId,
        Instant accepted,
        List<Recipient> recipients) {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    /** RFC 5322 §2.1.1: a line has at most 998 characters; words of a provider can be longer. */
    private static final int LONGEST = 900;

    public StatusReport {
        recipients = List.copyOf(recipients);
    }

    /**
     * One recipient.
     *
     * @param original    {@code ORCPT} in clear, such as {@code rfc822;bob@example.org}
     * @param action      {@code failed} or {@code relayed}
     * @param status      an enhanced status code (RFC 3463)
     * @param diagnostic  the provider's words
     * @param remote      the host that said them
     * @param explanation for people
     */
    public record Recipient(
            String address,
            Optional<String> original,
            String action,
            String status,
            Optional<String> diagnostic,
            Optional<String> remote,
            String explanation) {}

    /** The report's octets, CRLF line ends. */
    public record Written(Content content, String messageId, String subject) {}

    /**
     * Writes it.
     *
     * @param original the message or the start of it
     * @param full     whether {@code original} is the whole message and is returned, rather than its header
     */
    public Written write(byte[] original, boolean full, Instant now) throws IOException {
        boolean relayed =
                recipients.stream().allMatch(recipient -> recipient.action().equals("relayed"));
        String subject = relayed ? "Message relayed" : "Message not delivered";
        String boundary = "=_" + UUID.randomUUID();
        String messageId = "<" + UUID.randomUUID() + "@" + from.substring(from.lastIndexOf('@') + 1) + ">";
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        put(out, header(subject, boundary, messageId, now));
        put(
                out,
                "--" + boundary + "\r\nContent-Type: text/plain; charset=utf-8\r\n"
                        + "Content-Transfer-Encoding: base64\r\n\r\n");
        put(out, base64(words(relayed)));
        put(out, "\r\n--" + boundary + "\r\nContent-Type: message/delivery-status\r\n\r\n");
        put(out, fields(now));
        put(out, "--" + boundary + "\r\n");
        returned(out, original, full);
        put(out, "\r\n--" + boundary + "--\r\n");
        return new Written(Content.of(out.toByteArray()), messageId, subject);
    }

    private String header(String subject, String boundary, String messageId, Instant now) {
        return "Date: " + DATE.format(now) + "\r\n"
                + "From: Mail Delivery <" + plain(from) + ">\r\n"
                + "To: <" + plain(to) + ">\r\n"
                + "Subject: " + subject + "\r\n"
                + "Message-ID: " + messageId + "\r\n"
                + "Auto-Submitted: auto-replied\r\n"
                + "MIME-Version: 1.0\r\n"
                + "Content-Type: multipart/report; report-type=delivery-status;\r\n boundary=\"" + boundary
                + "\"\r\n\r\n";
    }

    private String words(boolean relayed) {
        String intro = relayed
                ? "The message was handed on; whether it arrives is not reported."
                : "The message could not be delivered to:";
        return intro + "\r\n\r\n"
                + recipients.stream().map(StatusReport::words).collect(Collectors.joining("\r\n"))
                + "\r\nThe message's header is attached.\r\n";
    }

    private static String words(Recipient recipient) {
        return "  " + line(recipient.address()) + "\r\n"
                + recipient
                        .diagnostic()
                        .map(said -> "    " + line(said) + "\r\n")
                        .orElse("")
                + (recipient.explanation().isEmpty() ? "" : "    " + line(recipient.explanation()) + "\r\n");
    }

    private String fields(Instant now) {
        StringBuilder fields = new StringBuilder();
        fields.append("Reporting-MTA: dns; ").append(plain(reporter)).append("\r\n");
        envelopeId.ifPresent(
                id -> fields.append("Original-Envelope-Id: ").append(plain(id)).append("\r\n"));
        fields.append("Arrival-Date: ").append(DATE.format(accepted)).append("\r\n\r\n");
        for (Recipient recipient : recipients) {
            recipient
                    .original()
                    .ifPresent(original -> fields.append("Original-Recipient: ")
                            .append(plain(original))
                            .append("\r\n"));
            fields.append("Final-Recipient: ")
                    .append(typed(recipient.address()))
                    .append("\r\n");
            fields.append("Action: ").append(recipient.action()).append("\r\n");
            fields.append("Status: ").append(recipient.status()).append("\r\n");
            recipient
                    .remote()
                    .ifPresent(host -> fields.append("Remote-MTA: dns; ")
                            .append(plain(host))
                            .append("\r\n"));
            recipient
                    .diagnostic()
                    .ifPresent(said -> fields.append("Diagnostic-Code: smtp; ")
                            .append(plain(said))
                            .append("\r\n"));
            fields.append("Last-Attempt-Date: ").append(DATE.format(now)).append("\r\n\r\n");
        }
        return fields.toString();
    }

    /** RFC 6533 §3: an address beyond ASCII has a type and an encoding of its own. */
    private static String typed(String address) {
        if (address.chars().allMatch(c -> c < 0x7f)) {
            return "rfc822; " + plain(address);
        }
        StringBuilder encoded = new StringBuilder("utf-8; ");
        address.codePoints().forEach(c -> {
            if (c > ' ' && c < 0x7f && c != '\\' && c != '+' && c != '=') {
                encoded.appendCodePoint(c);
            } else {
                encoded.append("\\x{")
                        .append(Integer.toHexString(c).toUpperCase(Locale.ROOT))
                        .append('}');
            }
        });
        return encoded.toString();
    }

    private static void returned(ByteArrayOutputStream out, byte[] original, boolean full) throws IOException {
        if (full) {
            boolean eightBit =
                    new String(original, StandardCharsets.ISO_8859_1).chars().anyMatch(c -> c > 0x7f);
            put(
                    out,
                    "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: " + (eightBit ? "8bit" : "7bit")
                            + "\r\n\r\n");
            out.write(original);
            return;
        }
        put(out, "Content-Type: text/rfc822-headers\r\n\r\n");
        String text = new String(original, StandardCharsets.ISO_8859_1).replaceAll("\r\n|\r|\n", "\r\n");
        int end = text.startsWith("\r\n") ? 0 : text.indexOf("\r\n\r\n");
        String header = end < 0 ? text : text.substring(0, end);
        put(out, header.lines().map(StatusReport::plain).collect(Collectors.joining("\r\n")) + "\r\n");
    }

    private static String base64(String text) {
        String encoded = EncoderUtil.encodeB(text.getBytes(StandardCharsets.UTF_8));
        return encoded.replaceAll("(.{76})", "$1\r\n");
    }

    /** One line, whatever is in it. */
    private static String line(String text) {
        return text.replaceAll("\\p{Cc}", " ");
    }

    /** One line of ASCII that no line limit objects to. */
    private static String plain(String text) {
        String ascii = line(text).replaceAll("[^\\x20-\\x7e]", "?");
        return ascii.length() > LONGEST ? ascii.substring(0, LONGEST) : ascii;
    }

    private static void put(ByteArrayOutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }
}
