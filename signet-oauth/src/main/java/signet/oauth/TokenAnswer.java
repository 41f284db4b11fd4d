package signet.oauth;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import signet.oauth.TokenFault.Kind;

/**
 * Reads what the token endpoint said (RFC 6749 §5). Status and content are looked at before JSON is expected: Entra ID
 * throttles with plain text, and gateways in between speak HTML.
 */
final class TokenAnswer {
    /** The token's life when the answer does not say (RFC 6749 §5.1 makes {@code expires_in} optional). */
    static final Duration UNSAID_LIFE = Duration.ofMinutes(5);

    static final Duration SHORTEST_LIFE = Duration.ofSeconds(60);
    static final Duration LONGEST_LIFE = Duration.ofHours(24);
    static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

    /** What Microsoft's libraries wait after a 429 that does not say. */
    static final Duration UNSAID_WAIT = Duration.ofSeconds(60);

    private static final int SHOWN_BODY = 512;
    private static final int SHOWN_DESCRIPTION = 4096;
    private static final int LONGEST_TOKEN = 64 * 1024;
    private static final Pattern AADSTS = Pattern.compile("AADSTS(\\d{4,9})");
    private static final Pattern TRACE = Pattern.compile("Trace ID: ([0-9A-Za-z-]{8,64})");
    private static final Pattern CORRELATION = Pattern.compile("Correlation ID: ([0-9A-Za-z-]{8,64})");
    private static final Pattern TIMESTAMP = Pattern.compile("Timestamp: (\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\dZ)");

    private final TokenForm form;
    private final TokenTransport.Answer answer;
    private final Instant receivedAt;
    private final Optional<Map<String, Object>> json;

    private TokenAnswer(TokenForm form, TokenTransport.Answer answer, Instant receivedAt) {
        this.form = form;
        this.answer = answer;
        this.receivedAt = receivedAt;
        this.json = Json.object(answer.body());
    }

    /**
     * A token as granted.
     *
     * @param life      how long it is valid from now, 60 s to 24 h
     * @param refreshIn when the endpoint wants to be asked again, from now
     */
    record Granted(Secret token, Duration life, Optional<Duration> refreshIn) {}

    /**
     * The token in the answer.
     *
     * @throws TokenException for every other answer
     */
    static Granted read(TokenForm form, TokenTransport.Answer answer, Instant receivedAt) throws TokenException {
        return new TokenAnswer(form, answer, receivedAt).granted();
    }

    private Granted granted() throws TokenException {
        if (answer.status() / 100 != 2) {
            throw new TokenException(refusal());
        }
        if (json.isEmpty()) {
            throw broken("is not JSON" + excerpt());
        }
        if (text("error").isPresent()) {
            throw new TokenException(refusal());
        }
        String type = text("token_type").orElseThrow(() -> broken("has no token_type; Bearer is expected"));
        if (!type.equalsIgnoreCase("Bearer")) {
            throw broken("has the token_type " + clean(type, 40) + "; only Bearer can be used for mail");
        }
        return new Granted(token(), life(), seconds("refresh_in").filter(in -> !in.isNegative() && !in.isZero()));
    }

    private Secret token() throws TokenException {
        String token = text("access_token").orElseThrow(() -> broken("has no access_token"));
        // what RFC 6750 §2.1 allows is narrower; anything else could not pass through SASL unharmed
        if (token.isEmpty() || !token.chars().allMatch(c -> c > 0x20 && c < 0x7F)) {
            throw broken("has an access_token that is empty or holds blanks or control characters");
        }
        if (token.length() > LONGEST_TOKEN) {
            throw broken("has an access_token of " + token.length() + " characters; the limit is " + LONGEST_TOKEN);
        }
        return Secret.of(token);
    }

    private Duration life() throws TokenException {
        Object said = json.orElseThrow().get("expires_in");
        if (said == null) {
            return UNSAID_LIFE;
        }
        Duration life =
                seconds("expires_in").orElseThrow(() -> broken("has an expires_in that is no number of seconds"));
        if (life.isNegative() || life.isZero()) {
            throw broken("has an expires_in of " + life.toSeconds() + ": the token has ended before it was used");
        }
        return clamp(life, SHORTEST_LIFE, LONGEST_LIFE);
    }

    /** A number of seconds, as JSON number or as string; a huge one is cut to a hundred years. */
    private Optional<Duration> seconds(String name) {
        Object said = json.map(fields -> fields.get(name)).orElse(null);
        String digits = said instanceof Number || said instanceof String
                ? said.toString().strip()
                : "";
        if (!digits.matches("[-+]?\\d{1,400}(\\.\\d{1,400})?([eE][-+]?\\d{1,3})?")) {
            return Optional.empty();
        }
        BigDecimal most = BigDecimal.valueOf(Duration.ofDays(36_500).toSeconds());
        BigDecimal number = new BigDecimal(digits).min(most).max(most.negate());
        return Optional.of(Duration.ofSeconds(number.longValue()));
    }

    private TokenFault refusal() {
        Optional<String> description = text("error_description").map(text -> clean(text, SHOWN_DESCRIPTION));
        String message = description.filter(text -> !text.isBlank()).orElseGet(this::ownSentence);
        Kind kind = kind();
        return new TokenFault(
                kind,
                form.endpoint().url(),
                OptionalInt.of(answer.status()),
                text("error").map(error -> clean(error, 100)),
                message,
                codes(description.orElse("")),
                field("trace_id", TRACE, message),
                field("correlation_id", CORRELATION, message),
                field("timestamp", TIMESTAMP, message),
                retryAfter(kind),
                answer.date());
    }

    private Kind kind() {
        int status = answer.status();
        String error = text("error").orElse("");
        if (status == 429) {
            return Kind.THROTTLED;
        }
        if (status >= 500 || status == 408 || error.equals("temporarily_unavailable") || error.equals("server_error")) {
            return Kind.UNAVAILABLE;
        }
        return status / 100 == 3 || status < 200 ? Kind.PROTOCOL : Kind.REFUSED;
    }

    private String ownSentence() {
        String where = form.endpoint().url() + " answered HTTP " + answer.status();
        if (answer.status() / 100 == 3) {
            String target =
                    answer.header("location").map(to -> " to " + clean(to, 200)).orElse("");
            return where + ", a redirect" + target
                    + ". Redirects are not followed: enter the final token URL, and look "
                    + "for a proxy or sign-in page in between";
        }
        return where
                + text("error")
                        .map(error -> " with the error " + clean(error, 100))
                        .orElseGet(this::excerpt);
    }

    private String excerpt() {
        String shown = clean(answer.body(), SHOWN_BODY);
        return shown.isEmpty() ? " with an empty body" : ": " + shown;
    }

    /** {@code error_codes} and the numbers in the text; the innermost, which is written last, first. */
    private List<Integer> codes(String description) {
        List<Integer> inText = new ArrayList<>();
        Matcher matcher = AADSTS.matcher(description);
        while (matcher.find()) {
            inText.add(0, Integer.valueOf(matcher.group(1)));
        }
        Set<Integer> all = new LinkedHashSet<>(inText);
        Object listed = json.map(fields -> fields.get("error_codes")).orElse(null);
        if (listed instanceof List<?> numbers) {
            numbers.stream()
                    .filter(Number.class::isInstance)
                    .limit(20)
                    .forEach(code -> all.add(((Number) code).intValue()));
        }
        return List.copyOf(all);
    }

    private Optional<String> field(String name, Pattern inText, String message) {
        return text(name)
                .map(value -> clean(value, 64))
                .or(() -> Optional.of(inText.matcher(message))
                        .filter(Matcher::find)
                        .map(found -> found.group(1)));
    }

    private Optional<Duration> retryAfter(Kind kind) {
        Optional<Duration> said = answer.header("retry-after").flatMap(this::retryAfter);
        Optional<Duration> wait = kind == Kind.THROTTLED ? said.or(() -> Optional.of(UNSAID_WAIT)) : said;
        return wait.map(duration -> clamp(duration, Duration.ZERO, LONGEST_WAIT));
    }

    /** RFC 9110 §10.2.3: seconds, or a date by the server's clock. */
    private Optional<Duration> retryAfter(String value) {
        String text = value.strip();
        if (text.matches("\\d{1,400}")) {
            return Optional.of(text.length() > 9 ? LONGEST_WAIT : Duration.ofSeconds(Long.parseLong(text)));
        }
        Instant serverNow = answer.date().orElse(receivedAt);
        return TokenTransport.Answer.httpDate(text).map(until -> Duration.between(serverNow, until));
    }

    private TokenException broken(String what) {
        URI url = form.endpoint().url();
        return new TokenException(TokenFault.plain(
                Kind.PROTOCOL,
                url,
                OptionalInt.of(answer.status()),
                "The answer of " + url + " " + what,
                answer.date()));
    }

    private Optional<String> text(String name) {
        Object value = json.map(fields -> fields.get(name)).orElse(null);
        return value instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** Fit for a log line: one line, no control or direction characters, no secret of ours, at most {@code limit}. */
    private String clean(String text, int limit) {
        String oneLine =
                form.masked(text).replaceAll("[\\p{Cc}\\p{Cf}\\p{Z}]+", " ").strip();
        // once more: a secret with a control character in place of a blank has only now become recognisable
        String line = form.masked(oneLine);
        return line.length() > limit ? line.substring(0, limit) + "…" : line;
    }

    private static Duration clamp(Duration value, Duration least, Duration most) {
        return value.compareTo(least) < 0 ? least : value.compareTo(most) > 0 ? most : value;
    }
}
