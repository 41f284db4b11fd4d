package signet.server.api;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A request on its way to a handler. */
final class Call {
    /** More than any object but a message. */
    static final int SMALL_BODY = 1_000_000;

    private static final Json JSON = new Json(SMALL_BODY);

    private final Asked request;
    private final Map<String, String> variables;
    private final Caller caller;
    private final Peer peer;
    private final Duration patience;

    Call(Asked request, Map<String, String> variables, Caller caller, Peer peer, Duration patience) {
        this.request = request;
        this.variables = variables;
        this.caller = caller;
        this.peer = peer;
        this.patience = patience;
    }

    Caller caller() {
        return caller;
    }

    /** @throws ProblemException for a token restricted to accounts: what is asked for reaches further */
    void unrestricted() {
        if (caller.restricted()) {
            throw new ProblemException(
                    403, "restricted-token", "this reaches beyond the accounts the token is restricted to");
        }
    }

    /** From where, as far as it can be believed. */
    String peer() {
        return peer.address();
    }

    /** A variable of the path. */
    String variable(String name) {
        return Optional.ofNullable(variables.get(name))
                .orElseThrow(() -> new IllegalStateException("the route has no {" + name + "}"));
    }

    /** The parameters of the query; others than {@code known} are refused. */
    Query query(String... known) {
        return Query.read(request.query().orElse(null), List.of(known));
    }

    /** A header's only value. */
    Optional<String> header(String name) {
        List<String> values = request.headers(name);
        if (values.size() > 1) {
            throw ProblemException.header(name, "stands " + values.size() + " times; once is expected");
        }
        return values.stream().findFirst();
    }

    /** The media type of the body without parameters, in lower case. Another charset than UTF-8 is refused. */
    String type() {
        return MediaType.of(header("Content-Type").orElse(""));
    }

    /** The members of a JSON object of ordinary size. */
    Members object() throws IOException {
        json();
        return Members.of(JSON.read(body(SMALL_BODY)));
    }

    /** The members of a JSON object; none when there is no body. */
    Members objectOrNothing() throws IOException {
        boolean nothing = request.length() == 0
                || (request.length() < 0 && request.headers("Transfer-Encoding").isEmpty());
        return nothing ? Members.of(Map.of()) : object();
    }

    /** @throws ProblemException when the body is not announced as JSON */
    void json() {
        if (!type().equals(Answer.JSON)) {
            throw new ProblemException(415, "unsupported-media-type", "the Content-Type has to be application/json");
        }
    }

    /** The octets of the body, at most {@code limit} and with a deadline. */
    InputStream body(long limit) throws IOException {
        String coding = header("Content-Encoding").orElse("identity");
        if (!coding.equalsIgnoreCase("identity")) {
            throw new ProblemException(
                    415,
                    "unsupported-media-type",
                    "a compressed body (Content-Encoding) is not taken; send it as it is");
        }
        if (request.length() > limit) {
            throw LimitedBody.tooLarge(limit);
        }
        return new LimitedBody(request.open(), limit, patience);
    }

    /** The query as sent, for digests. */
    String rawQuery() {
        return request.query().orElse("");
    }
}
