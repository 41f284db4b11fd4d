package signet.server.api;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The API, asked from inside the process: the same routes, scopes, checks and answers as over the network, without the network.
 * Thread-safe.
 */
public final class Desk {
    private static final Json JSON = new Json(Call.SMALL_BODY);

    private final Router router;
    private final Duration patience;

    Desk(Router router, Duration patience) {
        this.router = router;
        this.patience = patience;
    }

    /**
     * What is asked.
     *
     * @param method as HTTP has it
     * @param path   {@code /v1/…}, variables in it not percent-encoded
     * @param query  decoded parameters; empty values are left out
     * @param body   members of the JSON object, {@code Optional}s that are empty being absent
     */
    public record Question(String method, String path, Map<String, String> query, Optional<Map<String, Object>> body) {}

    /** Asks with the rights of {@code as}, who sits at {@code peer}. Whatever goes wrong is in the reply. */
    public Reply ask(Caller as, Peer peer, Question question) {
        Optional<Router.Match> match = router.match(question.method(), question.path());
        if (match.isEmpty()) {
            return new Reply(router.notRouted(question.path()));
        }
        Access access = match.get().route().access();
        if (!access.grantedTo(as)) {
            String scope = access.scope().map(Shapes::word).orElse("");
            return new Reply(Answer.of(
                    Problem.of(403, "insufficient-scope", "your role has not the right '" + scope + "' this needs")));
        }
        Call call = new Call(new Inside(question), match.get().variables(), as, peer, patience);
        return new Reply(router.handled(match.get(), call));
    }

    /** A question in the form in which handlers read requests. */
    private static final class Inside implements Asked {
        private final Question question;
        private final byte[] octets;

        Inside(Question question) {
            this.question = question;
            this.octets = question.body().map(JSON::write).orElse(new byte[0]);
        }

        @Override
        public Optional<String> query() {
            String query = question.query().entrySet().stream()
                    .filter(parameter -> !parameter.getValue().isEmpty())
                    .map(parameter -> encoded(parameter.getKey()) + "=" + encoded(parameter.getValue()))
                    .collect(Collectors.joining("&"));
            return Optional.of(query).filter(text -> !text.isEmpty());
        }

        private static String encoded(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8);
        }

        @Override
        public List<String> headers(String name) {
            return name.equalsIgnoreCase("Content-Type") && question.body().isPresent()
                    ? List.of(Answer.JSON)
                    : List.of();
        }

        @Override
        public long length() {
            return octets.length;
        }

        @Override
        public InputStream open() throws IOException {
            return new ByteArrayInputStream(octets);
        }
    }
}
