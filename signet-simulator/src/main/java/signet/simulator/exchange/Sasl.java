package signet.simulator.exchange;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What clients put into their SASL responses. */
public final class Sasl {
    private static final Pattern XOAUTH2 =
            Pattern.compile("user=([^\u0001]*)\u0001auth=Bearer ([^\u0001]*)\u0001\u0001");
    private static final Pattern OAUTHBEARER = Pattern.compile(
            "n,(?:a=([^,\u0001]*))?,\u0001(?:[^\u0001]+\u0001)*?auth=[Bb]earer ([^\u0001]*)\u0001(?:[^\u0001]+\u0001)*\u0001");

    private Sasl() {}

    /** Somebody and what they show. */
    public record Credentials(String user, String secret) {}

    /** Standard base64 with padding, on one line; {@code =} is the empty response (RFC 4954 §4). */
    public static Optional<byte[]> decode(String base64) {
        if (base64.equals("=")) {
            return Optional.of(new byte[0]);
        }
        try {
            return Optional.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    public static String encode(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The response of XOAUTH2, OAUTHBEARER (RFC 7628 §3.1) or PLAIN (RFC 4616); absent when malformed. */
    public static Optional<Credentials> parse(String mechanism, byte[] response) {
        String text = new String(response, StandardCharsets.UTF_8);
        return switch (mechanism) {
            case "XOAUTH2" -> matched(XOAUTH2.matcher(text));
            case "OAUTHBEARER" -> matched(OAUTHBEARER.matcher(text));
            case "PLAIN" -> plain(text);
            default -> Optional.empty();
        };
    }

    private static Optional<Credentials> matched(Matcher matcher) {
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String user = matcher.group(1);
        return Optional.of(
                new Credentials(user == null ? "" : user.replace("=2C", ",").replace("=3D", "="), matcher.group(2)));
    }

    private static Optional<Credentials> plain(String text) {
        int first = text.indexOf('\0');
        int second = text.indexOf('\0', first + 1);
        return first < 0 || second < 0
                ? Optional.empty()
                : Optional.of(new Credentials(text.substring(first + 1, second), text.substring(second + 1)));
    }
}
