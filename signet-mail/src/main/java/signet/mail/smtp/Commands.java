package signet.mail.smtp;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalLong;
import signet.mail.Disposition.Step;
import signet.mail.Dsn;
import signet.mail.Envelope;
import signet.mail.ForwardPath;

/**
 * Writes commands for one server. Whatever comes from outside passes {@link #path} or {@link #xtext} or is matched against
 * what may stand there, so no argument can end its line or become two. The strings hold one octet per character.
 */
final class Commands {
    /** Twice what RFC 5321 §4.5.3.1.3 has; servers may know better, readers of a command line need some limit. */
    private static final int LONGEST_PATH = 512;

    private final SmtpCapabilities server;

    Commands(SmtpCapabilities server) {
        this.server = server;
    }

    /** {@code EHLO}, whose argument is a DNS name or an address literal (RFC 5321 §4.1.1.1). */
    static String ehlo(String localName) {
        if (!localName.matches("[A-Za-z0-9._-]{1,255}|\\[[A-Za-z0-9.:]{1,100}]")) {
            throw new IllegalArgumentException("our name in EHLO must be a DNS name or an address literal");
        }
        return "EHLO " + localName;
    }

    /** Why the message itself cannot be sent here, if so. */
    void check(CanonicalData text) throws Unsendable {
        OptionalLong limit = server.largestMessage();
        if (limit.isPresent() && text.octets() > limit.getAsLong()) {
            throw new Unsendable(
                    Step.MAIL,
                    "552",
                    "5.3.4",
                    "the message has " + text.octets() + " octets but the server takes at most " + limit.getAsLong()
                            + "; not sent");
        }
        if (text.eightBitHeader() && !server.offers("SMTPUTF8")) {
            throw new Unsendable(
                    Step.MAIL,
                    "554",
                    "5.6.7",
                    "the header has characters beyond ASCII but the server does not offer SMTPUTF8: encode them"
                            + " (RFC 2047); not sent");
        }
        if (text.eightBit() && !server.offers("8BITMIME")) {
            throw new Unsendable(
                    Step.MAIL,
                    "554",
                    "5.6.3",
                    "the message is 8-bit but the server does not offer 8BITMIME: encode it as quoted-printable or"
                            + " base64; not sent");
        }
    }

    String mail(Envelope envelope, CanonicalData text) throws Unsendable {
        StringBuilder command = new StringBuilder("MAIL FROM:<")
                .append(envelope.reversePath().isEmpty() ? "" : path(envelope.reversePath(), Step.MAIL))
                .append('>');
        if (server.offers("SIZE")) {
            command.append(" SIZE=").append(text.octets());
        }
        if (text.eightBit()) {
            command.append(" BODY=8BITMIME");
        }
        if (server.offers("SMTPUTF8") && internationalised(envelope, text)) {
            command.append(" SMTPUTF8");
        }
        if (server.offers("DSN")) {
            dsn(envelope.dsn(), command);
        }
        return command.toString();
    }

    private static void dsn(Dsn dsn, StringBuilder command) throws Unsendable {
        if (dsn.ret().isPresent()) {
            command.append(" RET=").append(word(dsn.ret().get(), "FULL|HDRS", "RET", Step.MAIL));
        }
        if (dsn.envelopeId().isPresent()) {
            String id = dsn.envelopeId().get();
            if (id.length() > 100) {
                throw new Unsendable(Step.MAIL, "501", "5.5.4", "ENVID has more than 100 characters");
            }
            command.append(" ENVID=").append(xtext(id, Step.MAIL));
        }
    }

    String rcpt(ForwardPath recipient) throws Unsendable {
        StringBuilder command = new StringBuilder("RCPT TO:<")
                .append(path(recipient.address(), Step.RCPT))
                .append('>');
        if (!server.offers("DSN")) {
            return command.toString();
        }
        if (recipient.notifyOn().isPresent()) {
            String list = "(SUCCESS|FAILURE|DELAY)(,(SUCCESS|FAILURE|DELAY)){0,2}|NEVER"; // RFC 3461 §4.1
            command.append(" NOTIFY=").append(word(recipient.notifyOn().get(), list, "NOTIFY", Step.RCPT));
        }
        if (recipient.originalRecipient().isPresent()) {
            String[] parts = recipient.originalRecipient().get().split(";", 2);
            command.append(" ORCPT=").append(word(parts[0], "[A-Za-z0-9-]+", "ORCPT", Step.RCPT));
            command.append(';').append(xtext(parts.length == 2 ? parts[1] : "", Step.RCPT));
        }
        return command.toString();
    }

    private static boolean internationalised(Envelope envelope, CanonicalData text) {
        return text.eightBitHeader()
                || !ascii(envelope.reversePath())
                || envelope.forwardPaths().stream().anyMatch(path -> !ascii(path.address()));
    }

    private static String word(String value, String pattern, String name, Step step) throws Unsendable {
        if (!value.matches("(?i)" + pattern)) {
            throw new Unsendable(step, "501", "5.5.4", name + " has a value that RFC 3461 does not know");
        }
        return value;
    }

    /** An address as it may stand between angle brackets (RFC 5321 §4.1.2), in UTF-8 only where the server takes it. */
    private String path(String address, Step step) throws Unsendable {
        int at = address.lastIndexOf('@');
        boolean quoted = address.startsWith("\"") && at > 1 && address.charAt(at - 1) == '"';
        String local = at < 0 ? address : address.substring(0, at);
        String domain = at < 0 ? "" : address.substring(at + 1);
        boolean good = !local.isEmpty()
                && address.length() <= LONGEST_PATH
                && StandardCharsets.UTF_8.newEncoder().canEncode(address)
                && domain.chars().noneMatch(c -> c <= ' ' || c == '<' || c == '>' || c == 0x7F || c == '"')
                && local.chars().noneMatch(c -> c < ' ' || c == 0x7F)
                && (quoted
                        ? local.matches("\"([^\"\\\\]|\\\\.)*\"")
                        : local.chars().noneMatch(c -> " <>\"()[],;:\\".indexOf(c) >= 0));
        if (!good) {
            String enhanced = step == Step.MAIL ? "5.1.7" : "5.1.3";
            throw new Unsendable(
                    step, "501", enhanced, "the address has characters that no mailbox can have; not sent");
        }
        if (ascii(address)) {
            return address;
        }
        return server.offers("SMTPUTF8") ? utf8(address) : local + "@" + asciiDomain(local, domain, step);
    }

    /** Without SMTPUTF8 a domain can still be written in its ASCII form, which loses nothing; a local part cannot. */
    private static String asciiDomain(String local, String domain, Step step) throws Unsendable {
        if (ascii(local)) {
            try {
                return IDN.toASCII(domain);
            } catch (IllegalArgumentException e) {
                throw new Unsendable(step, "501", "5.1.2", "the domain is no internationalised domain name; not sent");
            }
        }
        throw new Unsendable(
                step,
                "553",
                "5.6.7",
                "the address needs SMTPUTF8, which the server does not offer: use the mailbox's ASCII address; not sent");
    }

    /** RFC 3461 §4: {@code +}, {@code =} and everything outside {@code !}–{@code ~} as {@code +HH}; ASCII only. */
    private static String xtext(String text, Step step) throws Unsendable {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            if (octet <= 0 || octet == '\r' || octet == '\n') {
                throw new Unsendable(step, "501", "5.5.4", "ENVID and ORCPT are ASCII text in one line; not sent");
            }
            if (octet < '!' || octet > '~' || octet == '+' || octet == '=') {
                encoded.append(String.format(Locale.ROOT, "+%02X", octet));
            } else {
                encoded.append((char) octet);
            }
        }
        return encoded.toString();
    }

    private static boolean ascii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    private static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
