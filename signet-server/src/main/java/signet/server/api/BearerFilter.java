package signet.server.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import org.springframework.web.filter.OncePerRequestFilter;
import signet.server.account.ApiTokens;
import signet.server.account.ApiTokens.Token;

/** Finds the caller by {@code Authorization: Bearer sgn_…} (RFC 6750 §2.1); from query or form a token is never taken. */
final class BearerFilter extends OncePerRequestFilter {
    private static final System.Logger LOG = System.getLogger(BearerFilter.class.getName());
    private static final String SCHEME = "bearer ";
    private static final Duration USE_NOTED = Duration.ofMinutes(1);

    private final ApiTokens tokens;
    private final InstantSource clock;

    BearerFilter(ApiTokens tokens, InstantSource clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        List<String> headers = Collections.list(request.getHeaders("Authorization"));
        if (headers.isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        Optional<Token> token;
        try {
            token = headers.size() == 1 ? find(headers.get(0)) : Optional.empty();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "a token could not be looked up", e);
            Router.write(
                    Answer.of(Problem.of(503, "storage-unhealthy", "tokens cannot be looked up at this moment")),
                    response);
            return;
        }
        if (token.isEmpty()) {
            Security.unauthorized(
                    response, "the token is unknown, revoked or expired, or the header is no Bearer token");
            return;
        }
        Caller caller = Caller.of(token.get());
        SecurityContextHolder.setContext(
                new SecurityContextImpl(new PreAuthenticatedAuthenticationToken(caller, "", List.of())));
        chain.doFilter(request, response);
    }

    private Optional<Token> find(String header) throws IOException {
        if (!header.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            return Optional.empty();
        }
        Optional<byte[]> digest =
                TokenSecret.digest(header.substring(SCHEME.length()).strip());
        if (digest.isEmpty()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Optional<Token> token = tokens.find(digest.get(), now);
        if (token.isPresent() && stale(token.get(), now)) {
            noteUse(token.get(), now);
        }
        return token;
    }

    /** Storage that cannot be written must not keep anybody from looking at the queue. */
    private void noteUse(Token token, Instant now) {
        try {
            tokens.used(token.id(), now);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> "the use of token " + token.id() + " was not noted: " + e.getMessage());
        }
    }

    private static boolean stale(Token token, Instant now) {
        return token.lastUsed().map(used -> used.plus(USE_NOTED).isBefore(now)).orElse(true);
    }
}
