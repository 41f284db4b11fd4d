package signet.oauth;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.oauth.AssertionInspection.Expected;

/** The claims of a pasted assertion (RFC 7523 §3): times, names, audience. */
final class AssertionClaimsCheck {
    /** Later than this is a slip: 11 digits are past the year 2286, 13 are milliseconds. */
    private static final Instant FAR = Instant.parse("2200-01-01T00:00:00Z");

    private static final Duration LONG = Duration.ofDays(1);
    private static final Duration SKEW = Duration.ofMinutes(5);

    private final Map<String, Object> claims;
    private final Expected expected;
    private final List<Problem> problems;
    private Optional<Instant> expires = Optional.empty();

    AssertionClaimsCheck(Map<String, Object> claims, Expected expected, List<Problem> problems) {
        this.claims = claims;
        this.expected = expected;
        this.problems = problems;
    }

    Optional<Instant> expires() {
        return expires;
    }

    void check() {
        Optional<Instant> begins = time("nbf");
        expires = time("exp");
        if (!claims.containsKey("exp")) {
            error(
                    "assertion-claim-missing",
                    "The assertion has no exp (RFC 7523 requires it)",
                    "Add exp: seconds since 1970");
        }
        if (expires.isPresent() && !expires.get().isAfter(expected.now())) {
            error(
                    "assertion-expired",
                    "The assertion expired on " + expires.get(),
                    "Make a new one; with private-key and "
                            + "certificate beside request-properties Signet makes one for every request");
        }
        if (begins.isPresent() && begins.get().isAfter(expected.now().plus(SKEW))) {
            error(
                    "assertion-not-yet-valid",
                    "The assertion is valid only from " + begins.get() + " (nbf); this machine's " + "clock says "
                            + expected.now(),
                    "Look at this machine's clock, or make a new assertion");
        }
        expires.filter(end -> end.isAfter(expected.now().plus(LONG)))
                .ifPresent(
                        end -> problems.add(
                                AssertionInspection.warning(
                                        "assertion-long-lived",
                                        "The assertion is valid until " + end
                                                + ": whoever finds it can use it until then",
                                        "5 to 10 minutes are enough when Signet makes the assertion from private-key and certificate")));
        parties();
        audience();
    }

    private Optional<Instant> time(String name) {
        Object value = claims.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof Number number)) {
            error(
                    "assertion-time",
                    "The assertion's " + name + " is no number",
                    "Write it as seconds since 1970, unquoted");
            return Optional.empty();
        }
        double seconds = number.doubleValue();
        if (seconds < FAR.getEpochSecond()) {
            return Optional.of(Instant.ofEpochSecond((long) Math.max(seconds, 0)));
        }
        String read = seconds < 253_402_300_800d
                ? "the year " + Instant.ofEpochSecond((long) seconds).toString().substring(0, 4)
                : "a year past 9999";
        error(
                "assertion-time-far",
                "The assertion's " + name + " means " + read + ": one digit too many, or milliseconds",
                "Write seconds since 1970: ten digits, now " + expected.now().getEpochSecond());
        return Optional.empty();
    }

    private void parties() {
        Optional<String> issuer = text("iss");
        Optional<String> subject = text("sub");
        if (issuer.isEmpty() || subject.isEmpty()) {
            error(
                    "assertion-claim-missing",
                    "The assertion lacks " + (issuer.isEmpty() ? "iss" : "sub"),
                    "Set iss and sub to the application (client) ID");
            return;
        }
        if (!issuer.equals(subject)) {
            error("assertion-parties", "The assertion's iss and sub differ", "Set both to the application (client) ID");
        }
        if (expected.clientId().isPresent() && !issuer.equals(expected.clientId())) {
            error(
                    "assertion-parties",
                    "The assertion's iss is not the client_id of the request",
                    "Set iss and sub to the application (client) ID, or correct client_id");
        }
    }

    private void audience() {
        Object audience = claims.get("aud");
        Optional<String> url =
                expected.endpoint().map(endpoint -> endpoint.url().toString());
        if (audience == null) {
            error("assertion-claim-missing", "The assertion has no aud", "Set aud to the token URL");
            return;
        }
        boolean same = url.isEmpty()
                || audience.equals(url.get())
                || (audience instanceof List<?> list && list.contains(url.get()));
        if (!same) {
            // Entra ID takes its issuer too, and so do many others
            problems.add(AssertionInspection.warning(
                    "assertion-audience",
                    "The assertion's aud is not the token URL " + url.get(),
                    "Set aud to the token URL, tenant included, unless this endpoint is known to want something else"));
        }
    }

    private Optional<String> text(String name) {
        return claims.get(name) instanceof String text && !text.isBlank() ? Optional.of(text) : Optional.empty();
    }

    private void error(String code, String summary, String remedy) {
        problems.add(AssertionInspection.error(code, summary, remedy));
    }
}
