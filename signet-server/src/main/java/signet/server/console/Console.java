package signet.server.console;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.util.matcher.RequestMatcher;
import signet.oauth.Secret;
import signet.server.account.LinkSecret;
import signet.server.account.Role;
import signet.server.account.Users;
import signet.server.api.Annex;
import signet.server.api.ApiOptions;
import signet.server.api.Desk;

/** The console, as it is hung into the HTTP server. Nothing is built before the first visit. */
public final class Console implements Annex {
    private static final Duration FIRST = Duration.ofHours(24);

    private final ApiOptions options;
    private final ConsoleServices services;

    public Console(ApiOptions options, ConsoleServices services) {
        this.options = options;
        this.services = services;
    }

    /**
     * A link for the first administrator, as long as there is no user at all; former ones no longer work.
     *
     * @return its path; good once, for 24 hours
     */
    public static Optional<Secret> firstLink(Users users, Instant now) throws IOException {
        if (!users.none()) {
            return Optional.empty();
        }
        Secret secret = LinkSecret.make(new SecureRandom());
        users.withdrawLinks();
        users.link(
                new Users.Link(Role.ADMINISTRATOR, Optional.empty(), now.plus(FIRST)),
                LinkSecret.digest(secret.reveal()).orElseThrow(),
                now);
        return Optional.of(Secret.of(LinkSecret.path(secret)));
    }

    @Override
    public List<SecurityFilterChain> chains(Desk desk) {
        RequestMatcher ours = request -> {
            String path = request.getServletPath();
            return path.isEmpty() || path.equals("/") || path.equals("/console") || path.startsWith("/console/");
        };
        return List.of(new DefaultSecurityFilterChain(ours, new Gate(options, services, desk)));
    }
}
