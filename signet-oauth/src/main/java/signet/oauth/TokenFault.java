package signet.oauth;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Why there is no token: what the token endpoint said (RFC 6749 §5.2, with Entra ID's additions), or what kept us from
 * asking. Never contains a secret.
 *
 * @param kind          what to conclude; steers retry. AADSTS codes only steer explanations
 * @param endpoint      the token URL that was asked
 * @param status        the HTTP status, when there was an answer
 * @param error         the OAuth {@code error}, such as {@code invalid_client}
 * @param message       {@code error_description}, or our own sentence: what failed, where, which limit, how to fix it
 * @param codes         {@code error_codes} and every {@code AADSTS<number>} of the description, most specific first
 * @param traceId       Entra ID's trace id, for support
 * @param correlationId Entra ID's correlation id, for support
 * @param timestamp     Entra ID's timestamp as it was sent, for support
 * @param retryAfter    how long the endpoint asks us to wait, capped at 15 minutes
 * @param serverTime    the answer's {@code Date} header
 */
public record TokenFault(
        Kind kind,
        URI endpoint,
        OptionalInt status,
        Optional<String> error,
        String message,
        List<Integer> codes,
        Optional<String> traceId,
        Optional<String> correlationId,
        Optional<String> timestamp,
        Optional<Duration> retryAfter,
        Optional<Instant> serverTime) {

    /** A fault without an answer: our own side, or the way to the endpoint. */
    public static TokenFault without(Kind kind, URI endpoint, String message) {
        return plain(kind, endpoint, OptionalInt.empty(), message, Optional.empty());
    }

    /** A fault without details: nothing that could be read told of any. */
    static TokenFault plain(Kind kind, URI endpoint, OptionalInt status, String message, Optional<Instant> serverTime) {
        return new TokenFault(
                kind,
                endpoint,
                status,
                Optional.empty(),
                message,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                serverTime);
    }

    /** What a fault means for the next attempt. */
    public enum Kind {
        /** Our own side is not usable: a key that cannot be read, an expired certificate, a refused URL. No request was made. */
        CONFIGURATION,
        /** The endpoint refuses this credential or request (4xx): asking again changes nothing. */
        REFUSED,
        /** Too many requests (429): wait {@code retryAfter}. */
        THROTTLED,
        /** The endpoint is in trouble (5xx, {@code temporarily_unavailable}): try again later. */
        UNAVAILABLE,
        /** No answer: name, connection, TLS, proxy or time-out. */
        UNREACHABLE,
        /** An answer that is no token response: not JSON, too large, no {@code access_token}. */
        PROTOCOL
    }
}
