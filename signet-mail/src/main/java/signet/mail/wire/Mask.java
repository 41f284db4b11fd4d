package signet.mail.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import signet.mail.Protocol;
import signet.oauth.Secret;
import signet.oauth.SecretEcho;

/**
 * The one place where secrets of a conversation are masked: what follows {@code AUTH}, {@code AUTHENTICATE}, {@code LOGIN}
 * and {@code PASS}, and every line a client sends until the server has answered that command. Sees each line once, in the
 * order of the wire.
 */
final class Mask {
    private static final String HIDDEN = "••••••";
    private static final Pattern SMTP_OR_POP3 = Pattern.compile("(?i)(AUTH\\s+\\S+|PASS|APOP\\s+\\S+)(\\s.*)?");
    private static final Pattern IMAP = Pattern.compile("(?i)(\\S+\\s+(?:AUTHENTICATE\\s+\\S+|LOGIN))(\\s.*)?");

    private static final int SHORTEST_ECHO = 6;

    private final Protocol protocol;
    private final List<String> sent = new ArrayList<>();
    private final List<SecretEcho> guarded = new ArrayList<>();
    private boolean secret;
    private String tag = "";

    Mask(Protocol protocol) {
        this.protocol = protocol;
    }

    /** What may be shown of a line the client sends. */
    String client(String line) {
        if (secret) {
            return line.isEmpty() || line.equals("*") ? line : hide(line);
        }
        Matcher matcher = (protocol == Protocol.IMAP ? IMAP : SMTP_OR_POP3).matcher(line);
        if (!matcher.matches()) {
            return line;
        }
        secret = true;
        tag = line.split("\\s", 2)[0];
        return matcher.group(2) == null
                ? line
                : matcher.group(1) + " " + hide(matcher.group(2).strip());
    }

    /** From now on no line of the server is shown with {@code secret} in it, in whatever form it comes back. */
    void guard(Secret secret) {
        guarded.add(new SecretEcho(secret));
        // lines have one character per octet, so a text beyond ASCII comes back looking like this
        byte[] octets = secret.reveal().getBytes(StandardCharsets.UTF_8);
        if (octets.length > secret.reveal().length()) {
            guarded.add(new SecretEcho(Secret.of(new String(octets, StandardCharsets.ISO_8859_1))));
        }
    }

    /** {@code text} without the guarded secrets, such as a challenge that was decoded. */
    String unechoed(String text) {
        String shown = text;
        for (SecretEcho echo : guarded) {
            shown = echo.masked(shown);
        }
        return shown;
    }

    /** The secrets have done their work. */
    void forget() {
        sent.clear();
        guarded.clear();
        secret = false;
    }

    private String hide(String text) {
        sent.add(text);
        return HIDDEN;
    }

    /**
     * What may be shown of a line the server sends: all but an echo of what was hidden, whole or cut short, as in
     * {@code 500 5.3.3 Unrecognized command 'dXNlcj1…'}. Also learns here when the secret part is over.
     */
    String server(String line) {
        secret = secret && !ends(line);
        String shown = line;
        for (String text : sent) {
            shown = withoutEcho(shown, text);
        }
        return unechoed(shown);
    }

    private static String withoutEcho(String line, String text) {
        if (text.length() < SHORTEST_ECHO) {
            return line;
        }
        int start = line.indexOf(text.substring(0, SHORTEST_ECHO));
        if (start < 0) {
            return line;
        }
        int length = SHORTEST_ECHO;
        while (length < text.length()
                && start + length < line.length()
                && line.charAt(start + length) == text.charAt(length)) {
            length++;
        }
        return line.substring(0, start) + HIDDEN + withoutEcho(line.substring(start + length), text);
    }

    private boolean ends(String line) {
        return switch (protocol) {
            case SMTP -> !line.startsWith("334");
            case POP3 -> !line.startsWith("+ ") && !line.equals("+");
            case IMAP -> line.toLowerCase(Locale.ROOT).startsWith(tag.toLowerCase(Locale.ROOT) + " ");
        };
    }
}
