package signet.oauth;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.oauth.Problem.Severity;

/**
 * A client assertion that somebody made elsewhere and pasted, taken apart before it is sent: what it says, and what the
 * token endpoint will hold against it.
 *
 * @param header   the JOSE header; empty when unreadable
 * @param claims   the claims; empty when unreadable
 * @param expires  {@code exp}, where it is a time
 * @param problems what is wrong, errors first
 */
public record AssertionInspection(
        Map<String, Object> header, Map<String, Object> claims, Optional<Instant> expires, List<Problem> problems) {
    private static final String PARAMETER = "client_assertion";

    public AssertionInspection {
        problems = List.copyOf(problems);
    }

    /**
     * What the assertion should agree with; what is absent is not compared.
     *
     * @param clientId the application (client) ID
     * @param endpoint where the assertion will be sent
     * @param now      judges {@code exp} and {@code nbf}
     */
    public record Expected(Optional<String> clientId, Optional<TokenEndpoint> endpoint, Instant now) {}

    /** Takes an assertion apart; never throws, whatever the text. */
    public static AssertionInspection inspect(String pasted, Expected expected) {
        String jwt = pasted.strip();
        String[] parts = jwt.split("\\.", -1);
        if (parts.length != 3) {
            return unreadable(
                    "The client assertion has " + parts.length + " parts between dots; a signed JWT has three");
        }
        Optional<Map<String, Object>> header = object(parts[0]);
        Optional<Map<String, Object>> claims = object(parts[1]);
        if (header.isEmpty() || claims.isEmpty()) {
            String which = header.isEmpty() ? "header" : "claims";
            return unreadable(
                    "The client assertion's " + which + " cannot be decoded: it is no base64url of a JSON object");
        }
        List<Problem> problems = new ArrayList<>();
        AssertionHeaderCheck.check(header.get(), parts, expected, problems);
        AssertionClaimsCheck checked = new AssertionClaimsCheck(claims.get(), expected, problems);
        checked.check();
        problems.sort(Comparator.comparing(Problem::severity));
        return new AssertionInspection(header.get(), claims.get(), checked.expires(), problems);
    }

    /**
     * Request properties as a whole: a pasted assertion is taken apart, and its companions are looked for.
     *
     * @param properties by name, as they will be sent
     */
    public static List<Problem> ofProperties(Map<String, Secret> properties, TokenEndpoint endpoint, Instant now) {
        Optional<Secret> assertion = Optional.ofNullable(properties.get(PARAMETER));
        Optional<Secret> type = Optional.ofNullable(properties.get("client_assertion_type"));
        if (assertion.isEmpty()) {
            return type.isEmpty()
                    ? List.of()
                    : List.of(error(
                            "assertion-missing",
                            "client_assertion_type is set and client_assertion is not",
                            "Add client_assertion, or private-key and certificate so that it is made"));
        }
        List<Problem> problems = new ArrayList<>();
        if (type.isEmpty()) {
            problems.add(error(
                    "assertion-type-missing",
                    "client_assertion is set and client_assertion_type is not",
                    "Add client_assertion_type: " + ClientAssertion.TYPE));
        } else if (!type.get().reveal().equals(ClientAssertion.TYPE)) {
            problems.add(error(
                    "assertion-type-wrong",
                    "client_assertion_type is not the one for a signed JWT",
                    "Set client_assertion_type: " + ClientAssertion.TYPE));
        }
        if (properties.containsKey("client_secret")) {
            problems.add(error(
                    "secret-and-assertion",
                    "client_secret and client_assertion are both set; an endpoint takes one proof of identity only",
                    "Remove client_secret (the assertion is the safer of the two)"));
        }
        Optional<String> clientId =
                Optional.ofNullable(properties.get("client_id")).map(Secret::reveal);
        Expected expected = new Expected(clientId, Optional.of(endpoint), now);
        problems.addAll(inspect(assertion.get().reveal(), expected).problems());
        return List.copyOf(problems);
    }

    private static AssertionInspection unreadable(String summary) {
        Problem problem = error(
                "assertion-unreadable",
                summary,
                "Paste the whole assertion: header.claims.signature, each in base64url, with nothing before or after");
        return new AssertionInspection(Map.of(), Map.of(), Optional.empty(), List.of(problem));
    }

    private static Optional<Map<String, Object>> object(String part) {
        return Thumbprint.base64(part).flatMap(octets -> Json.object(new String(octets, StandardCharsets.UTF_8)));
    }

    static Problem error(String code, String summary, String remedy) {
        return new Problem(code, Severity.ERROR, summary, remedy);
    }

    static Problem warning(String code, String summary, String remedy) {
        return new Problem(code, Severity.WARNING, summary, remedy);
    }
}
