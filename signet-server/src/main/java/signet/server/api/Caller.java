package signet.server.api;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import signet.server.account.ApiTokens.Scope;
import signet.server.account.ApiTokens.Token;

/**
 * Who asks: an API token, or nobody on an open route.
 *
 * @param accounts the token is restricted to; empty = none in particular
 */
record Caller(String id, String name, Set<Scope> scopes, List<String> accounts, Optional<java.time.Instant> expires) {
    static final Caller NOBODY = new Caller("", "nobody", Set.of(), List.of(), Optional.empty());

    Caller {
        scopes = Set.copyOf(scopes);
        accounts = List.copyOf(accounts);
    }

    static Caller of(Token token) {
        return new Caller(token.id(), token.name(), token.scopes(), token.accounts(), token.expires());
    }

    boolean restricted() {
        return !accounts.isEmpty();
    }

    boolean maySee(String account) {
        return accounts.isEmpty() || accounts.contains(account);
    }

    /** How events and entries name who did it. */
    String by() {
        return "token " + name;
    }
}
