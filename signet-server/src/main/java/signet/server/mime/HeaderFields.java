package signet.server.mime;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.james.mime4j.codec.EncoderUtil;
import org.apache.james.mime4j.codec.EncoderUtil.Usage;
import org.apache.james.mime4j.field.Fields;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.RawField;
import org.apache.james.mime4j.util.MimeUtil;

/** Header fields that somebody adds to a message of ours: which may be added, and how they are written. */
public final class HeaderFields {
    /** The longest value in characters (RFC 5322 §2.1.1, before folding). */
    public static final int LONGEST = 998;

    private static final int LONGEST_NAME = 76;
    private static final Pattern NAME = Pattern.compile("[!-9;-~]+"); // RFC 5322 §3.6.8

    /** Fields that the message gets from its members, and trace fields that are not the author's to write. */
    private static final Set<String> OURS = Set.of(
            "from",
            "sender",
            "to",
            "cc",
            "bcc",
            "subject",
            "date",
            "message-id",
            "mime-version",
            "received",
            "return-path",
            "authentication-results",
            "dkim-signature",
            "delivered-to");

    private static final List<String> OUR_BEGINNINGS = List.of("content-", "resent-", "arc-", "x-signet-");

    private static final Set<String> ADDRESSES = Set.of("reply-to", "mail-followup-to");

    private HeaderFields() {}

    /** Why such a field may not be added; empty when it may. */
    public static Optional<String> wrong(String name, String value) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!NAME.matcher(name).matches() || name.length() > LONGEST_NAME) {
            return Optional.of(
                    "the name of a header is 1 to " + LONGEST_NAME + " visible ASCII characters without a colon");
        }
        if (OURS.contains(lower) || OUR_BEGINNINGS.stream().anyMatch(lower::startsWith)) {
            return Optional.of("this header is made by Signet; it cannot be given here");
        }
        if (value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f)) {
            return Optional.of("the value has a line break or another control character in it");
        }
        if (value.length() > LONGEST) {
            return Optional.of("the value has " + value.length() + " characters; the limit is " + LONGEST);
        }
        return ADDRESSES.contains(lower) ? wrongAddresses(value) : Optional.empty();
    }

    private static Optional<String> wrongAddresses(String value) {
        try {
            Addresses.list(value);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of("the value is no list of mail addresses");
        }
    }

    static List<Field> of(Map<String, String> headers) {
        return headers.entrySet().stream()
                .map(header -> field(header.getKey(), header.getValue()))
                .toList();
    }

    private static Field field(String name, String value) {
        Optional<String> wrong = wrong(name, value);
        if (wrong.isPresent()) {
            throw new IllegalArgumentException("the header " + name + ": " + wrong.get());
        }
        if (ADDRESSES.contains(name.toLowerCase(Locale.ROOT))) {
            return Fields.addressList(name, Addresses.list(value));
        }
        int used = name.length() + 2;
        String encoded = EncoderUtil.encodeIfNecessary(value, Usage.TEXT_TOKEN, used);
        return new RawField(name, MimeUtil.fold(encoded, used));
    }
}
