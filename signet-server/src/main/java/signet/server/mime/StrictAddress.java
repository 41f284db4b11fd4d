package signet.server.mime;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/**
 * One mail address (RFC 5321 §4.1.2 Mailbox, RFC 6531 §3.3), read strictly: what two programs could read differently is no
 * address here. There is one reading, for envelope, header and API.
 *
 * <p>Refused although some grammar allows it: source routes, percent and exclamation-mark routing, an {@code @} inside quotes,
 * encoded words, comments, spaces around dots. A domain is labels of letters, digits and hyphens, or an address literal.
 *
 * @param localPart as written, with its quotes where it has them
 * @param domain    as written
 */
public record StrictAddress(String localPart, String domain) {
    /** Octets of the whole, of its local part and of a label (RFC 5321 §4.5.3.1, RFC 1035 §2.3.4). */
    public static final int LONGEST = 254;

    private static final int LONGEST_LOCAL_PART = 64;
    private static final int LONGEST_LABEL = 63;

    private static final String ATOM_SIGNS = "#$&'*+-/=?^_`{|}~"; // RFC 5322 §3.2.3 without ! and %
    private static final String NEVER_QUOTED = "@%!<>\"\\";
    private static final Pattern LITERAL = Pattern.compile("\\[([0-9.]{7,15}|IPv6:[0-9A-Fa-f:.]{2,45})]");

    /**
     * Reads an address without angle brackets.
     *
     * @param international whether characters beyond ASCII may be in it (SMTPUTF8)
     */
    public static Optional<StrictAddress> parse(String text, boolean international) {
        int at = text.lastIndexOf('@');
        if (at <= 0 || text.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            return Optional.empty();
        }
        String local = text.substring(0, at);
        String domain = text.substring(at + 1);
        return isLocalPart(local, international) && isDomain(domain, international)
                ? Optional.of(new StrictAddress(local, domain))
                : Optional.empty();
    }

    private static boolean isLocalPart(String local, boolean international) {
        if (local.getBytes(StandardCharsets.UTF_8).length > LONGEST_LOCAL_PART || local.contains("=?")) {
            return false;
        }
        if (local.length() > 2 && local.startsWith("\"") && local.endsWith("\"")) {
            String inside = local.substring(1, local.length() - 1);
            return all(
                    inside,
                    c -> c < 0x80 ? c >= ' ' && c < 0x7f && NEVER_QUOTED.indexOf(c) < 0 : international && isPlain(c));
        }
        return isDotted(local)
                && all(
                        local,
                        c -> c < 0x80
                                ? c == '.' || isLetterOrDigit(c) || ATOM_SIGNS.indexOf(c) >= 0
                                : international && isPlain(c));
    }

    /** Whether each code point fits. A loop: a stream for each part of each address is felt where mail is accepted. */
    private static boolean all(String text, IntPredicate fits) {
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (!fits.test(c)) {
                return false;
            }
            i += Character.charCount(c);
        }
        return true;
    }

    private static boolean isDotted(String text) {
        return !text.startsWith(".") && !text.endsWith(".") && !text.contains("..");
    }

    private static boolean isDomain(String domain, boolean international) {
        if (domain.startsWith("[")) {
            return LITERAL.matcher(domain).matches();
        }
        if (domain.isEmpty() || !isDotted(domain)) {
            return false;
        }
        int from = 0;
        for (int dot = domain.indexOf('.'); dot >= 0; dot = domain.indexOf('.', from)) {
            if (!isLabel(domain.substring(from, dot), international)) {
                return false;
            }
            from = dot + 1;
        }
        return isLabel(domain.substring(from), international);
    }

    private static boolean isLabel(String label, boolean international) {
        if (label.length() > LONGEST_LABEL || label.startsWith("-") || label.endsWith("-")) {
            return false;
        }
        boolean letters =
                all(label, c -> c < 0x80 ? isLetterOrDigit(c) || c == '-' : international && isLabelCharacter(c));
        return letters && (!label.regionMatches(true, 0, "xn--", 0, 4) || isHonestPunycode(label));
    }

    /** Whether the label stands for letters: some decode to an at sign or a dot and are another address for whoever decodes. */
    private static boolean isHonestPunycode(String label) {
        String decoded = IDN.toUnicode(label);
        return !decoded.equalsIgnoreCase(label)
                && all(decoded, c -> c < 0x80 ? isLetterOrDigit(c) || c == '-' : isLabelCharacter(c));
    }

    private static boolean isLetterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static boolean isLabelCharacter(int c) {
        int type = Character.getType(c);
        return Character.isLetterOrDigit(c)
                || type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK;
    }

    /** No control, space, direction mark, half of a pair, or placeholder of something undecodable. */
    private static boolean isPlain(int c) {
        return c != 0xfffd
                && Character.isDefined(c)
                && switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.PRIVATE_USE,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR,
                            Character.SPACE_SEPARATOR -> false;
                    default -> true;
                };
    }

    /** Whether a character beyond ASCII is in it, so that it can only travel with SMTPUTF8. */
    public boolean international() {
        return toString().chars().anyMatch(c -> c >= 0x80);
    }

    /** The address as it goes on the wire, without angle brackets. */
    @Override
    public String toString() {
        return localPart + "@" + domain;
    }
}
