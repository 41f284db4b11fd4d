package signet.server.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.ExceptionTranslationFilter;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.CacheControlHeadersWriter;
import org.springframework.security.web.header.writers.ContentSecurityPolicyHeaderWriter;
import org.springframework.security.web.header.writers.XContentTypeOptionsHeaderWriter;
import org.springframework.security.web.savedrequest.NullRequestCache;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;
import signet.server.account.ApiTokens;

/**
 * The security chain: firewall, headers, bearer token, scope. Stateless: no session, no cookie, therefore no CSRF. It covers
 * error dispatches by not making any: every filter answers for itself.
 */
final class Security {
    private Security() {}

    /** @param before chains for paths that are not the API's */
    static FilterChainProxy chain(
            Router router, ApiTokens tokens, InstantSource clock, List<SecurityFilterChain> before) {
        ExceptionTranslationFilter translation = new ExceptionTranslationFilter(
                (request, response, e) -> unauthorized(response, "a token is needed: Authorization: Bearer sgn_…"),
                new NullRequestCache());
        translation.setAccessDeniedHandler((request, response, e) -> forbidden(router, request, response));
        translation.afterPropertiesSet();
        List<SecurityFilterChain> chains = new ArrayList<>(before);
        chains.add(new DefaultSecurityFilterChain(
                AnyRequestMatcher.INSTANCE,
                new SecurityContextHolderFilter(new RequestAttributeSecurityContextRepository()),
                new HeaderWriterFilter(List.of(
                        new XContentTypeOptionsHeaderWriter(),
                        new CacheControlHeadersWriter(),
                        new ContentSecurityPolicyHeaderWriter("default-src 'none'; frame-ancestors 'none'"))),
                new BearerFilter(tokens, clock),
                translation,
                new AuthorizationFilter(scopes(router))));
        FilterChainProxy proxy = new FilterChainProxy(chains);
        proxy.setRequestRejectedHandler((request, response, e) -> Router.write(
                Answer.of(Problem.of(
                        400, "bad-request", "the request line or a header has something in it that is not taken")),
                response));
        return proxy;
    }

    /** Whether the caller may ask for the route. Without a token nobody learns which paths exist. */
    private static AuthorizationManager<HttpServletRequest> scopes(Router router) {
        return (authentication, request) -> {
            Access access = router.match(request).map(m -> m.route().access()).orElse(Access.TOKEN);
            boolean open = access == Access.OPEN
                    || (access == Access.LOOPBACK_OR_READ
                            && router.peer(request).loopback());
            if (open) {
                return new AuthorizationDecision(true);
            }
            Authentication known = authentication.get();
            boolean granted =
                    known != null && known.getPrincipal() instanceof Caller caller && access.grantedTo(caller);
            return new AuthorizationDecision(granted);
        };
    }

    /** Who asks, once the chain has let the request through. */
    static Caller caller() {
        Authentication known = SecurityContextHolder.getContext().getAuthentication();
        return known != null && known.getPrincipal() instanceof Caller caller ? caller : Caller.NOBODY;
    }

    static void unauthorized(HttpServletResponse response, String detail) throws IOException {
        Router.write(
                Answer.of(Problem.of(401, "unauthorized", detail)).with("WWW-Authenticate", "Bearer realm=\"signet\""),
                response);
    }

    private static void forbidden(Router router, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String scope = router.match(request)
                .flatMap(match -> match.route().access().scope())
                .map(needed -> needed.name().toLowerCase(java.util.Locale.ROOT))
                .orElse("");
        Router.write(
                Answer.of(Problem.of(
                                403, "insufficient-scope", "the token has not the scope '" + scope + "' this needs"))
                        .with(
                                "WWW-Authenticate",
                                "Bearer realm=\"signet\", error=\"insufficient_scope\", scope=\"" + scope + "\""),
                response);
    }
}
