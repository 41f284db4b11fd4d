package signet.doctor;

import java.util.regex.Pattern;
import signet.oauth.Secret;

/**
 * Repeats a value in a message, but not one that may be a secret at the wrong place: a client secret pasted as tenant id, a password
 * behind {@code tls:}. Messages go into logs, events and support bundles.
 */
public final class Quoting {
    private static final int SECRET = 16;
    private static final Pattern MIXED = Pattern.compile("(?=.*[A-Za-z])(?=.*[0-9]).*");

    /** Such as {@code X-Campaign-2026-Spring}: parts of letters or digits alone. */
    private static final Pattern NAMES = Pattern.compile("[-_.:/]*([A-Za-z]+|[0-9]+)([-_.:/]+([A-Za-z]+|[0-9]+))*");

    private Quoting() {}

    /** At most {@code most} characters of the value, or a mask. */
    public static String of(String value, int most) {
        if (mayBeSecret(value)) {
            return Secret.of(value) + " (" + value.length() + " characters)";
        }
        return value.length() <= most ? value : value.substring(0, most) + "…";
    }

    /**
     * Whether some word of the value is {@value #SECRET} characters long or longer, has letters and digits, and is no GUID, host,
     * address, placeholder, or URL without a password.
     */
    public static boolean mayBeSecret(String value) {
        if (value.contains("PRIVATE KEY")) {
            return true;
        }
        for (String word : value.split("\\s+", -1)) {
            if (word.length() >= SECRET && MIXED.matcher(word).matches() && !known(word)) {
                return true;
            }
        }
        return false;
    }

    private static boolean known(String word) {
        return NAMES.matcher(word).matches()
                || Values.isGuid(word)
                || Values.isDomain(word)
                || Values.isAddress(word)
                || Values.placeholderAlone(word).isPresent()
                || Values.url(word)
                        .filter(url -> url.getRawUserInfo() == null && url.getRawQuery() == null)
                        .isPresent();
    }
}
