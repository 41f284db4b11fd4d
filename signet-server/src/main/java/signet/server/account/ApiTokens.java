package signet.server.account;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tokens of the HTTP API. Only their SHA-256 is stored. */
public interface ApiTokens {
    void create(Token token, byte[] sha256) throws IOException;

    /** The token with this digest, unless it is revoked or has expired. */
    Optional<Token> find(byte[] sha256, Instant now) throws IOException;

    List<Token> list() throws IOException;

    /** False when there is none of this id or it was revoked before. */
    boolean revoke(String id) throws IOException;

    /** Notes that it was used, at most once a minute. */
    void used(String id, Instant now) throws IOException;

    enum Scope {
        SEND,
        READ,
        OPERATE,
        ADMIN
    }

    /** @param accounts the token may be used for; empty = all */
    record Token(
            String id,
            String name,
            Set<Scope> scopes,
            List<String> accounts,
            Instant created,
            Optional<Instant> expires,
            Optional<Instant> lastUsed,
            boolean revoked) {}
}
