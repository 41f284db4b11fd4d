package signet.server.account;

import java.util.Locale;
import java.util.Set;
import signet.oauth.Secret;

/** Passwords that stand in examples or are tried first. */
public final class GuessedPasswords {
    /** Fewer characters are worth a warning. */
    public static final int SHORT = 8;

    private static final Set<String> WORDS = Set.of(
            "123456",
            "12345678",
            "123456789",
            "1234567890",
            "abc123",
            "admin",
            "administrator",
            "changeit",
            "changeme",
            "change-me",
            "default",
            "example",
            "geheim",
            "guest",
            "letmein",
            "mail",
            "pass",
            "passwort",
            "password",
            "password1",
            "qwerty",
            "root",
            "secret",
            "signet",
            "smtp",
            "test",
            "welcome",
            "xxx",
            "…");

    private GuessedPasswords() {}

    /** Whether it is empty, one of them in any spelling, or the user name. */
    public static boolean contain(Secret password, String user) {
        String lower = password.reveal().strip().toLowerCase(Locale.ROOT);
        return lower.isEmpty() || WORDS.contains(lower) || lower.equals(user.toLowerCase(Locale.ROOT));
    }
}
