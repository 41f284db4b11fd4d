package signet.server.api;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import signet.oauth.Secret;
import signet.server.account.ApiTokens;
import signet.server.account.ApiTokens.Scope;
import signet.server.account.ApiTokens.Token;
import signet.server.queue.EntryId;

/** API tokens. A token makes none that may do more than itself. */
final class Tokens {
    private static final int LONGEST_NAME = 100;

    private final ApiServices services;
    private final ApiTokens tokens;
    private final EventStreams streams;
    private final SecureRandom random = new SecureRandom();

    Tokens(ApiServices services, EventStreams streams) {
        this.services = services;
        this.tokens = services.tokens();
        this.streams = streams;
    }

    Answer list(Call call) throws IOException {
        call.query();
        return Answer.ok(Map.of(
                "tokens",
                tokens.list().stream()
                        .filter(token -> reaches(call.caller(), token.accounts()))
                        .map(Tokens::shape)
                        .toList()));
    }

    Answer create(Call call) throws IOException {
        call.query();
        Instant now = services.clock().instant();
        Members body = call.object();
        String name = body.required("name");
        if (!name.matches("[!-~]([ -~]{0," + (LONGEST_NAME - 2) + "}[!-~])?")) {
            body.complain("name", "is 1 to " + LONGEST_NAME + " visible ASCII characters and blanks");
        }
        Set<Scope> scopes = scopes(body);
        List<String> accounts = body.texts("accounts");
        Optional<Instant> expires = body.time("expires");
        expires.filter(at -> !at.isAfter(now)).ifPresent(at -> body.complain("expires", "is over already"));
        body.done();
        narrower(call.caller(), scopes, accounts, expires);
        Secret secret = TokenSecret.make(random);
        Token token = new Token(
                EntryId.at(now, random).toString(), name, scopes, accounts, now, expires, Optional.empty(), false);
        tokens.create(token, TokenSecret.digest(secret));
        Map<String, Object> shape = shape(token);
        shape.put("token", secret.reveal()); // shown this once
        return Answer.json(201, shape);
    }

    private static Set<Scope> scopes(Members body) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        List<String> words = body.texts("scopes");
        for (int i = 0; i < words.size(); i++) {
            Optional<Scope> scope = scope(words.get(i));
            scope.ifPresent(scopes::add);
            if (scope.isEmpty()) {
                body.complain("scopes/" + i, "is one of send, read, operate, admin");
            }
        }
        if (words.isEmpty()) {
            body.complain("scopes", "is missing: one or more of send, read, operate, admin");
        }
        return scopes;
    }

    private static Optional<Scope> scope(String word) {
        return EnumSet.allOf(Scope.class).stream()
                .filter(scope -> scope.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst();
    }

    private static void narrower(Caller caller, Set<Scope> scopes, List<String> accounts, Optional<Instant> expires) {
        boolean longer = caller.expires()
                .map(end -> expires.map(at -> at.isAfter(end)).orElse(true))
                .orElse(false);
        if (!caller.scopes().containsAll(scopes) || !reaches(caller, accounts) || longer) {
            throw new ProblemException(
                    403,
                    "broader-token",
                    "a token cannot make one with more scopes, more accounts or a longer life than its own");
        }
    }

    /** Whether a token for these accounts lies within what the caller may see. */
    private static boolean reaches(Caller caller, List<String> accounts) {
        return !caller.restricted() || (!accounts.isEmpty() && caller.accounts().containsAll(accounts));
    }

    Answer revoke(Call call) throws IOException {
        call.query();
        String id = call.variable("id");
        boolean visible = tokens.list().stream()
                .anyMatch(token -> token.id().equals(id) && reaches(call.caller(), token.accounts()));
        if (!visible || !tokens.revoke(id)) {
            throw new ProblemException(Problem.notFound());
        }
        streams.end(id);
        return Answer.empty(204);
    }

    private static Map<String, Object> shape(Token token) {
        return Shapes.object(
                "id", token.id(),
                "name", token.name(),
                "scopes", token.scopes().stream().sorted().map(Shapes::word).toList(),
                "accounts", token.accounts(),
                "created", token.created(),
                "expires", token.expires(),
                "lastUsed", token.lastUsed(),
                "revoked", token.revoked());
    }
}
