package signet.server.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.SocketTimeoutException;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.util.MultiValueMap;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import signet.server.queue.NotAcceptedException;
import signet.server.queue.TooSlowException;

/** Leads a request to its route. Every path and method has an answer here. */
final class Router implements RouterFunction<ServerResponse> {
    private static final System.Logger LOG = System.getLogger(Router.class.getName());

    private final List<Route> routes;
    private final Peers peers;
    private final ApiOptions options;

    Router(List<Route> routes, ApiOptions options) {
        this.routes = routes.stream()
                .sorted(Comparator.comparingInt(Route::fixed).reversed())
                .toList();
        this.peers = new Peers(options.behindProxy());
        this.options = options;
    }

    /** A route and what its path's variables stand for. */
    record Match(Route route, Map<String, String> variables) {}

    Peer peer(HttpServletRequest request) {
        return peers.of(request);
    }

    /** The route of a request; HEAD is answered like GET. */
    Optional<Match> match(HttpServletRequest request) {
        return match(request.getMethod(), path(request));
    }

    Optional<Match> match(String asked, String path) {
        String method = asked.equals("HEAD") ? "GET" : asked;
        return on(path).stream()
                .filter(match -> match.route().method().equals(method))
                .findFirst();
    }

    /** Routes with the path of the request; the most special path only. */
    private List<Match> on(String path) {
        List<Match> matches = routes.stream()
                .flatMap(route -> route.match(path).map(variables -> new Match(route, variables)).stream())
                .toList();
        int most = matches.stream().mapToInt(m -> m.route().fixed()).max().orElse(0);
        return matches.stream().filter(m -> m.route().fixed() == most).toList();
    }

    private static String path(HttpServletRequest request) {
        String rest = request.getPathInfo();
        return rest == null ? request.getServletPath() : request.getServletPath() + rest;
    }

    @Override
    public Optional<HandlerFunction<ServerResponse>> route(ServerRequest asked) {
        HttpServletRequest request = asked.servletRequest();
        Optional<Match> match = match(request);
        return Optional.of(
                r -> new Response(match.map(m -> handled(m, request)).orElseGet(() -> notRouted(path(request)))));
    }

    Answer notRouted(String path) {
        Set<String> allowed = new LinkedHashSet<>();
        on(path).forEach(match -> allowed.add(match.route().method()));
        if (allowed.isEmpty()) {
            return Answer.of(Problem.notFound());
        }
        String list = String.join(", ", allowed);
        return Answer.of(Problem.of(405, "method-not-allowed", "this path answers to " + list))
                .with("Allow", list);
    }

    private Answer handled(Match match, HttpServletRequest request) {
        return handled(
                match,
                new Call(
                        Asked.of(request),
                        match.variables(),
                        Security.caller(),
                        peers.of(request),
                        options.patience()));
    }

    /** Whatever goes wrong becomes an answer here. */
    Answer handled(Match match, Call call) {
        try {
            return match.route().handler().handle(call);
        } catch (ProblemException e) {
            return answer(e.problem());
        } catch (NotAcceptedException e) {
            return answer(Problem.of(e));
        } catch (SocketTimeoutException e) {
            return answer(Problem.of(408, "too-slow", "the request came too slowly or stopped before its end"));
        } catch (UncheckedIOException e) {
            return failed(match, Objects.requireNonNull(e.getCause(), "it always has one"));
        } catch (IOException e) {
            return failed(match, e);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a defect of Signet itself, at " + shown(match), e);
            return Answer.of(Problem.of(500, "defect", "a defect of Signet itself; its log says more"));
        }
    }

    private static Answer failed(Match match, IOException e) {
        if (e instanceof org.apache.catalina.connector.ClientAbortException
                || e instanceof org.apache.coyote.BadRequestException) {
            return answer(Problem.of(400, "broken-body", "the body ended early or is not framed as HTTP wants it"));
        }
        if (e instanceof TooSlowException) {
            LOG.log(Level.WARNING, shown(match) + " took too long: " + e.getMessage());
            return answer(Problem.of(503, "busy", e.getMessage() + "; ask for less, or again later"));
        }
        LOG.log(Level.WARNING, "failed: " + shown(match), e);
        return answer(Problem.of(
                503,
                "storage-unhealthy",
                "what was asked for could not be read or stored; the server's log says more"));
    }

    private static String shown(Match match) {
        return match.route().method() + " " + match.route().path();
    }

    /** Try again soon where trying again helps; a connection whose body was not read to its end is not used again. */
    private static Answer answer(Problem problem) {
        Answer answer = Answer.of(problem);
        return switch (problem.status()) {
            case 503, 507, 429 -> answer.with("Retry-After", "10");
            case 408, 413 -> answer.with("Connection", "close");
            default -> answer;
        };
    }

    private static void write(Answer answer, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        boolean head = request.getMethod().equals("HEAD");
        write(head ? answer.withoutBody() : answer, response);
    }

    static void write(Answer answer, HttpServletResponse response) throws IOException {
        response.setStatus(answer.status());
        answer.headers().forEach(response::setHeader);
        if (!answer.type().isEmpty()) {
            response.setContentType(answer.type());
        }
        answer.body().writeTo(response.getOutputStream());
    }

    /** An answer as Spring wants it. */
    private record Response(Answer answer) implements ServerResponse {
        @Override
        public HttpStatusCode statusCode() {
            return HttpStatus.valueOf(answer.status());
        }

        @Override
        public HttpHeaders headers() {
            return new HttpHeaders();
        }

        @Override
        public MultiValueMap<String, jakarta.servlet.http.Cookie> cookies() {
            return new org.springframework.util.LinkedMultiValueMap<>();
        }

        @Override
        public @Nullable ModelAndView writeTo(HttpServletRequest request, HttpServletResponse response, Context context)
                throws IOException {
            write(answer, request, response);
            return null;
        }
    }
}
