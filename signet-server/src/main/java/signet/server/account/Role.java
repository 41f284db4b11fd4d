package signet.server.account;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import signet.server.account.ApiTokens.Scope;

/** What a person at the console may do. Each role includes the one before it. */
public enum Role {
    /** Sees how mail is doing, but never what is in it. */
    VIEWER(EnumSet.of(Scope.READ)),
    /** Also reads messages and decides about messages and accounts. */
    OPERATOR(EnumSet.of(Scope.READ, Scope.SEND, Scope.OPERATE)),
    /** Also changes accounts, credentials, tokens and users. */
    ADMINISTRATOR(EnumSet.allOf(Scope.class));

    private final Set<Scope> scopes;

    Role(Set<Scope> scopes) {
        this.scopes = Set.copyOf(scopes);
    }

    /** The scopes of the API it stands for. */
    public Set<Scope> scopes() {
        return scopes;
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
