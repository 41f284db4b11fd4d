package signet.server.account;

import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import signet.oauth.Secret;

/**
 * A code that stands in for the second factor once, such as {@code c4kd-2vnq-7wse-hj3m}. The first letter says which of the ten it
 * is, so that one hash is compared and not ten; the other 15 characters are 75 random bits.
 *
 * @param place 0 to 9
 * @param code  as it is hashed: 16 characters of base32 in lower case
 */
public record RecoveryCode(int place, Secret code) {
    /** How many somebody gets. */
    public static final int NUMBER = 10;

    private static final int LENGTH = 16;
    private static final int GROUP = 4;
    private static final Pattern FORM = Pattern.compile("[a-j][a-z2-7]{" + (LENGTH - 1) + "}");

    /** Ten new ones. */
    public static List<RecoveryCode> make(SecureRandom random) {
        return IntStream.range(0, NUMBER).mapToObj(place -> make(place, random)).toList();
    }

    private static RecoveryCode make(int place, SecureRandom random) {
        String alphabet = Base32.ALPHABET.toLowerCase(Locale.ROOT);
        StringBuilder code = new StringBuilder().append(alphabet.charAt(place));
        while (code.length() < LENGTH) {
            code.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return new RecoveryCode(place, Secret.of(code.toString()));
    }

    /** Reads what somebody typed, in any case, with or without hyphens and blanks. */
    public static Optional<RecoveryCode> parse(String typed) {
        String code = typed.toLowerCase(Locale.ROOT).replaceAll("[\\s-]", "");
        return FORM.matcher(code).matches()
                ? Optional.of(new RecoveryCode(code.charAt(0) - 'a', Secret.of(code)))
                : Optional.empty();
    }

    /** As it is shown, once. */
    public String shown() {
        return code.reveal().replaceAll("(.{" + GROUP + "})(?=.)", "$1-");
    }
}
