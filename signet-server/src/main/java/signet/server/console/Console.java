package signet.server.console;

import java.util.List;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.util.matcher.RequestMatcher;
import signet.server.api.Annex;
import signet.server.api.ApiOptions;
import signet.server.api.Desk;

/** The console, as it is hung into the HTTP server. Nothing is built before the first visit. */
public final class Console implements Annex {
    private final ApiOptions options;
    private final ConsoleServices services;

    public Console(ApiOptions options, ConsoleServices services) {
        this.options = options;
        this.services = services;
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
