package signet.oauth;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.oauth.AssertionInspection.Expected;
import signet.oauth.Problem.Severity;

/** The header of a pasted assertion: algorithm, thumbprint, encoding. */
final class AssertionHeaderCheck {
    private AssertionHeaderCheck() {}

    static void check(Map<String, Object> header, String[] parts, Expected expected, List<Problem> problems) {
        algorithm(header, expected, problems);
        thumbprint(header, Thumbprint.Kind.SHA1, problems);
        thumbprint(header, Thumbprint.Kind.SHA256, problems);
        if (!header.containsKey("x5t") && !header.containsKey("x5t#S256") && !header.containsKey("kid")) {
            problems.add(AssertionInspection.warning(
                    "assertion-thumbprint-missing",
                    "The assertion's header names no certificate (x5t, x5t#S256 or kid); Entra ID refuses that",
                    "Add x5t or x5t#S256: signet cert thumbprint certificate.pem shows both"));
        }
        if (parts[2].isEmpty()) {
            problems.add(AssertionInspection.error(
                    "assertion-unsigned",
                    "The assertion has no signature",
                    "Sign it with the private key, by RS256 or PS256"));
        } else if (!(parts[0] + parts[1] + parts[2]).matches("[A-Za-z0-9_-]+")) {
            problems.add(AssertionInspection.error(
                    "assertion-not-base64url",
                    "The assertion is written in plain base64 (with +, / or =), where JWT wants base64url without padding",
                    "Replace + by - and / by _ and drop every ="));
        }
    }

    private static void algorithm(Map<String, Object> header, Expected expected, List<Problem> problems) {
        String algorithm = header.get("alg") instanceof String text ? text : "";
        String shown = algorithm.matches("[A-Za-z0-9]{1,10}") ? algorithm : "unknown";
        if (algorithm.matches("[RP]S(256|384|512)")) {
            return;
        }
        if (algorithm.isEmpty() || algorithm.equalsIgnoreCase("none")) {
            problems.add(AssertionInspection.error(
                    "assertion-algorithm",
                    "The assertion's alg is " + (algorithm.isEmpty() ? "missing" : "none") + ": it proves nothing",
                    "Sign it with the private key, by RS256 or PS256"));
            return;
        }
        // other endpoints may take a MAC of the client secret (client_secret_jwt) or EC keys
        boolean entra = expected.endpoint().map(TokenEndpoint::looksLikeEntra).orElse(true);
        String why =
                algorithm.startsWith("HS") ? ", which is made with a shared secret and not with the private key" : "";
        problems.add(new Problem(
                "assertion-algorithm",
                entra ? Severity.ERROR : Severity.WARNING,
                "The assertion's alg is " + shown + why + "; Entra ID takes RS256 and PS256",
                "Sign it with the RSA private key, by RS256 or PS256"));
    }

    private static void thumbprint(Map<String, Object> header, Thumbprint.Kind kind, List<Problem> problems) {
        String name = kind.header().header();
        if (!(header.get(name) instanceof String value)) {
            return;
        }
        Optional<byte[]> decoded = Thumbprint.base64(value);
        Optional<Thumbprint> meant = Thumbprint.parse(value);
        if (decoded.isEmpty() || meant.isEmpty()) {
            problems.add(wrong(name, "of " + value.length() + " characters is no thumbprint", meant));
        } else if (Thumbprint.hexText(decoded.get()).isPresent()) {
            problems.add(wrong(
                    name,
                    "has " + value.length() + " characters: the hex text was encoded instead of the bytes "
                            + "it stands for",
                    meant));
        } else if (value.matches("[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64}")) {
            problems.add(wrong(name, "is hex; it must be base64url of the bytes", meant));
        } else if (meant.get().kind() != kind) {
            String right = meant.get().kind().header().header();
            problems.add(wrong(
                    name,
                    "has " + value.length() + " characters: that is a "
                            + meant.get().kind().algorithm() + " thumbprint, which belongs into " + right,
                    meant));
        } else if (!value.equals(meant.get().base64url())) {
            // Entra ID itself is lax here; RFC 7515 §2 is not
            problems.add(new Problem(
                    "assertion-thumbprint-padded",
                    Severity.WARNING,
                    "The assertion's " + name
                            + " is plain base64 (with +, / or =), where base64url without padding is due",
                    "Write it as " + meant.get().base64url()));
        }
    }

    private static Problem wrong(String name, String what, Optional<Thumbprint> meant) {
        return AssertionInspection.error(
                "assertion-thumbprint",
                "The assertion's " + name + " " + what,
                meant.map(thumbprint -> "Write " + thumbprint.kind().header().header() + ": " + thumbprint.base64url())
                        .orElse("signet cert thumbprint certificate.pem shows x5t and x5t#S256"));
    }
}
