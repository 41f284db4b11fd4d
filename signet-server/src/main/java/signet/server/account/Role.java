package signet.server.account;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import signet.server.account.ApiTokens.Scope;

/** What a person at the console may do. Each role includes the one before it. */
public enum Role {
    /** Sees how mail is doing, but never what is in it. */
    VIEWER,
    /** Also reads messages and decides about messages and accounts. */
    OPERATOR,
    /** Also changes accounts, credentials, tokens and users. */
    ADMINISTRATOR;

    /** The scopes of the API it stands for. */
    public Set<Scope> scopes() {
        return switch (this) {
            case VIEWER -> EnumSet.of(Scope.READ);
            case OPERATOR -> EnumSet.of(Scope.READ, Scope.SEND, Scope.OPERATE);
            case ADMINISTRATOR -> EnumSet.allOf(Scope.class);
        };
    }

    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }

    /** In lower case, as API and pages show it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Role> of(String word) {
        for (Role role : values()) {
            if (role.word().equals(word)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }
}
