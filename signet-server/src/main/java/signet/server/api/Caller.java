package signet.server.api;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import signet.server.account.ApiTokens.Scope;
import signet.server.account.ApiTokens.Token;

/**
 * Who asks: an API token, a person at the console, or nobody on an open route.
 *
 * @param kind     {@code token} or {@code user}: how events and entries name it
 * @param accounts the token is restricted to; empty = none in particular
 */
public record Caller(
        String kind,
        String id,
        String name,
        Set<Scope> scopes,
        List<String> accounts,
        Optional<java.time.Instant> expires) {
    static final Caller NOBODY = new Caller("token", "", "nobody", Set.of(), List.of(), Optional.empty());

    public Caller {
        scopes = Set.copyOf(scopes);
        accounts = List.copyOf(accounts);
    }

    static Caller of(Token token) {
        return new Caller("token", token.id(), token.name(), token.scopes(), token.accounts(), token.expires());
    }

    /** A person at the console, who may do what the role allows and sees every account. */
    public static Caller user(String name, Set<Scope> scopes) {
        return new Caller("user", "user:" + name, name, scopes, List.of(), Optional.empty());
    }

    boolean restricted() {
        return !accounts.isEmpty();
    }

    boolean maySee(String account) {
        return accounts.isEmpty() || accounts.contains(account);
    }

    /** How events and entries name who did it. */
    public String by() {
        return kind + " " + name;
    }
}
