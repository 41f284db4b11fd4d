package signet.server.api;

import java.util.Optional;
import signet.server.account.ApiTokens.Scope;

/** Who may ask for a route. */
enum Access {
    /** Everybody. */
    OPEN,
    /** From this machine everybody, from elsewhere a token with scope {@code read}. */
    LOOPBACK_OR_READ,
    /** Any valid token. */
    TOKEN,
    SEND,
    READ,
    OPERATE,
    ADMIN;

    /** Whether somebody who proved who they are may ask. */
    boolean grantedTo(Caller caller) {
        return scope().map(caller.scopes()::contains).orElse(true);
    }

    /** The scope a token needs; empty where none is needed. */
    Optional<Scope> scope() {
        return switch (this) {
            case OPEN, TOKEN -> Optional.empty();
            case LOOPBACK_OR_READ, READ -> Optional.of(Scope.READ);
            case SEND -> Optional.of(Scope.SEND);
            case OPERATE -> Optional.of(Scope.OPERATE);
            case ADMIN -> Optional.of(Scope.ADMIN);
        };
    }
}
