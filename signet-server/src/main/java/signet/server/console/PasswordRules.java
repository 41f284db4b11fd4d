package signet.server.console;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import signet.oauth.Secret;
import signet.server.account.PasswordHash;

/** Which passwords the console takes: long ones. No classes of characters are asked for (NIST SP 800-63B §3.1.1.2). */
final class PasswordRules {
    /** Characters. */
    static final int LEAST = 12;

    static final int RECOMMENDED = 15;

    private static final int FEWEST_DIFFERENT = 5;

    /** Words and rows of keys that long passwords are made of by those who want none. */
    private static final Set<String> COMMON = Set.of(
            "password",
            "passwort",
            "kennwort",
            "qwertyuiop",
            "qwertzuiop",
            "asdfghjkl",
            "administrator",
            "admin",
            "letmein",
            "welcome",
            "iloveyou",
            "changeme",
            "correcthorsebatterystaple",
            "signet",
            "console",
            "secret",
            "trustno1",
            "abcdefghijklmnopqrstuvwxyz",
            "1q2w3e4r5t6y",
            "1qaz2wsx3edc",
            "default",
            "test",
            "university");

    private PasswordRules() {}

    /** As it is hashed: the same characters typed on another keyboard or system are the same password (RFC 8265 §4). */
    static Secret normal(String typed) {
        return Secret.of(Normalizer.normalize(typed, Normalizer.Form.NFC));
    }

    /** Whether it may be a password at all; what is longer is not even compared. */
    static boolean bearable(Secret password) {
        return octets(password) <= PasswordHash.LONGEST_PASSWORD;
    }

    private static int octets(Secret password) {
        return password.reveal().getBytes(StandardCharsets.UTF_8).length;
    }

    /** Why it is not taken, for the person who chose it. */
    static Optional<String> fault(Secret password, String user) {
        String text = password.reveal();
        int length = text.codePointCount(0, text.length());
        if (length < LEAST) {
            return Optional.of("The password has " + length + " characters; at least " + LEAST + " are needed, "
                    + RECOMMENDED + " or more are better. A few words make a good one.");
        }
        if (!bearable(password)) {
            return Optional.of("The password has more than " + PasswordHash.LONGEST_PASSWORD + " octets.");
        }
        boolean guessed = text.codePoints().distinct().count() < FEWEST_DIFFERENT
                || row(text)
                || common(text, user)
                || CommonPasswords.contain(text);
        if (guessed) {
            return Optional.of(
                    "This password is among the first that are tried. Take a few words that do not belong together.");
        }
        return Optional.empty();
    }

    /** Whether nothing is left of it without common words, digits and marks. */
    private static boolean common(String text, String user) {
        String rest = text.toLowerCase(Locale.ROOT).replaceAll("[\\p{Punct}\\s]", "");
        String letters = rest.replace(user, "");
        for (String word : COMMON) {
            letters = letters.replace(word, "");
        }
        return letters.replaceAll("[0-9]", "").length() < 3 && !rest.matches("[0-9]{20,}");
    }

    /** Whether each character is the next, or the former, of the one before it. */
    private static boolean row(String text) {
        int step = text.charAt(1) - text.charAt(0);
        for (int i = 1; i < text.length(); i++) {
            int here = text.charAt(i) - text.charAt(i - 1);
            boolean wraps = text.charAt(i) == '0' && text.charAt(i - 1) == '9';
            if (here != step && !wraps) {
                return false;
            }
        }
        return Math.abs(step) <= 1;
    }
}
