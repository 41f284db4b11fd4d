package signet.oauth;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.SSLContext;

/**
 * The way to the token endpoint. One HTTP/1.1 exchange at a time: no redirects, no cookies, at most 10 s to connect, 30 s
 * altogether, 1 MB of body. Host names are always verified. Thread-safe.
 */
public interface TokenTransport {
    /**
     * Sends a form and reads the whole answer, whatever its status.
     *
     * @param form      the encoded form
     * @param requestId sent as {@code client-request-id}, by which Microsoft's support finds the request
     * @throws TooLargeException when the body goes past the limit
     * @throws IOException       when there is no complete answer in time; {@code InterruptedIOException} when this thread
     *                           was interrupted, whose interrupt flag then stays set
     */
    Answer post(URI url, Secret form, UUID requestId) throws IOException;

    /** Reads a public document such as the OpenID configuration; otherwise as {@link #post}. */
    Answer get(URI url) throws IOException;

    /** A transport that goes straight or through a proxy, trusting what {@code tls} trusts. */
    static TokenTransport create(SSLContext tls, Optional<OutgoingProxy> proxy) {
        return create(tls, proxy, Limits.DEFAULT);
    }

    /** The same with other limits. */
    static TokenTransport create(SSLContext tls, Optional<OutgoingProxy> proxy, Limits limits) {
        return proxy.<TokenTransport>map(through -> new TunnelTransport(tls, through, limits))
                .orElseGet(() -> new DirectTransport(tls, limits));
    }

    /**
     * What one exchange may take.
     *
     * @param connect time until the connection stands
     * @param total   time until the last byte of the answer is read, connecting included
     * @param body    the answer's body in octets
     */
    record Limits(Duration connect, Duration total, int body) {
        public static final Limits DEFAULT = new Limits(Duration.ofSeconds(10), Duration.ofSeconds(30), 1_000_000);
    }

    /**
     * What came back.
     *
     * @param headers by lower-case name; of a repeated header the first
     * @param body    decoded as UTF-8
     */
    record Answer(int status, Map<String, String> headers, String body) {
        public Answer {
            headers = Map.copyOf(headers);
        }

        /** Without headers and body: a token may be in them. */
        @Override
        public String toString() {
            return "Answer[" + status + ", " + body.length() + " characters]";
        }

        public Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
        }

        /** The {@code Date} header (RFC 9110 §6.6.1): the server's clock. */
        public Optional<Instant> date() {
            return header("date").flatMap(Answer::httpDate);
        }

        /** An HTTP date in its usual form. */
        static Optional<Instant> httpDate(String text) {
            try {
                return Optional.of(ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant());
            } catch (DateTimeParseException notADate) {
                return Optional.empty();
            }
        }
    }

    /** The answer's body is larger than the limit; it was not read to its end. */
    final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLargeException(int limit) {
            super("the answer is larger than " + limit + " bytes");
        }
    }
}
