package signet.mail.sasl;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import signet.mail.Authentication;

/** The SASL mechanisms we speak. */
public enum Mechanism {
    XOAUTH2,
    OAUTHBEARER,
    PLAIN,
    LOGIN;

    /** False for LOGIN: the server asks first, so there is no initial response. */
    public boolean clientSpeaksFirst() {
        return this != LOGIN;
    }

    /**
     * The mechanism to use: a token goes by XOAUTH2 or OAUTHBEARER, a password by PLAIN or LOGIN, never one in place of the
     * other.
     *
     * @param offered what the server announces, in any case of letters; empty when it offers none that fits
     */
    public static Optional<Mechanism> choose(Set<String> offered, Authentication.Kind kind) {
        for (Mechanism mechanism : usable(kind)) {
            for (String name : offered) {
                if (name.toUpperCase(Locale.ROOT).equals(mechanism.name())) {
                    return Optional.of(mechanism);
                }
            }
        }
        return Optional.empty();
    }

    /** What may be used for {@code kind}, in order of preference. */
    public static List<Mechanism> usable(Authentication.Kind kind) {
        return switch (kind) {
            case BEARER -> List.of(XOAUTH2, OAUTHBEARER);
            case PASSWORD -> List.of(PLAIN, LOGIN);
        };
    }
}
