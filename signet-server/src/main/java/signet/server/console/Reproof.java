package signet.server.console;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import signet.oauth.Secret;
import signet.server.account.Users.User;

/** Proves once more who sits there, before the second factor is changed: the password, and a code where there is a factor. */
final class Reproof {
    private final Passwords passwords;
    private final Codes codes;

    Reproof(Passwords passwords, Codes codes) {
        this.passwords = passwords;
        this.codes = codes;
    }

    /**
     * What is wrong, by field; empty when nothing is.
     *
     * @throws Refusal when too many were wrong
     */
    Map<String, Object> faults(Visit visit, User user) throws IOException {
        String address = visit.peer().address();
        Secret typed = PasswordRules.normal(visit.form().exact("present").orElse(""));
        passwords.admit(address, user.name());
        if (!passwords.right(Optional.of(user), typed)) {
            return Map.of("present", "This is not your password.");
        }
        passwords.succeeded(address, user.name());
        boolean proven = user.factorSince().isEmpty()
                || codes.use(visit, user.name(), visit.form().text("code").orElse(""))
                        .isPresent();
        return proven ? Map.of() : Map.of("code", Codes.WRONG);
    }
}
