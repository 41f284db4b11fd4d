package signet.doctor;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The server's name in Exchange's greetings: base64 in brackets, of ASCII at SMTP and of UTF-16LE at IMAP and POP3. Microsoft's
 * support asks for it.
 */
final class Greeting {
    private static final Pattern BRACKET =
            Pattern.compile("(?i)(?:ready|\\)\\.).{0,60}\\[([A-Za-z0-9+/]{8,400}={0,2})\\]");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{2,100}");

    private Greeting() {}

    static Optional<String> server(String record) {
        Matcher matcher = BRACKET.matcher(record);
        if (!matcher.find()) {
            return Optional.empty();
        }
        try {
            byte[] octets = Base64.getDecoder().decode(matcher.group(1));
            boolean wide = octets.length > 1 && octets[1] == 0;
            String name = new String(octets, wide ? StandardCharsets.UTF_16LE : StandardCharsets.US_ASCII);
            return NAME.matcher(name).matches() ? Optional.of(name) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // brackets of another kind
        }
    }
}
