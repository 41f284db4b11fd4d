package signet.simulator.entra;

import java.security.PublicKey;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/** Judges a client assertion in Entra's order; the answer is the first refusal, or nothing. */
final class AssertionCheck {
    private static final DateTimeFormatter KEY_DATE =
            DateTimeFormatter.ofPattern("MM/dd/yyyy HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TICKS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSS'Z'").withZone(ZoneOffset.UTC);
    // .NET's DateTime ends with the year 9999; what lies beyond cannot be read there
    private static final long LAST_SECOND =
            Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

    private final Messages messages;
    private final AssertionRules rules;
    private final Set<String> audiences;
    private final InstantSource clock;

    AssertionCheck(Messages messages, AssertionRules rules, Set<String> audiences, InstantSource clock) {
        this.messages = messages;
        this.rules = rules;
        this.audiences = audiences;
        this.clock = clock;
    }

    Optional<Refusal> refusal(String compact, AppRegistration app, Map<String, String> facts) {
        Optional<Assertion> parsed = Assertion.parse(compact);
        if (parsed.isEmpty()) {
            return Optional.of(messages.refusal("50027", facts));
        }
        Assertion assertion = parsed.get();
        return algorithm(assertion)
                .or(() -> keyIdentifier(assertion))
                .or(() -> key(assertion, app, facts))
                .or(() -> claims(assertion, app))
                .or(() -> times(assertion));
    }

    private Optional<Refusal> algorithm(Assertion assertion) {
        String algorithm = assertion.parameter("alg").orElse("");
        if (algorithm.isEmpty()) {
            return Optional.of(messages.refusal("50027", Map.of()));
        }
        if (algorithm.startsWith("ES") || algorithm.equals("EdDSA")) {
            return Optional.of(messages.refusal("700027.algorithm", Map.of()));
        }
        Map<String, String> facts = Map.of("algorithm", algorithm, "algorithms", String.join(",", rules.algorithms()));
        return rules.algorithms().contains(algorithm)
                ? Optional.empty()
                : Optional.of(messages.refusal("5002738", facts));
    }

    private Optional<Refusal> keyIdentifier(Assertion assertion) {
        return identifiers().stream().anyMatch(name -> assertion.parameter(name).isPresent())
                ? Optional.empty()
                : Optional.of(messages.refusal("5002723", Map.of()));
    }

    private List<String> identifiers() {
        return switch (rules.thumbprints()) {
            case ANY -> List.of("x5t#S256", "x5t", "kid");
            case ONLY_X5T -> List.of("x5t");
            case ONLY_X5T_S256 -> List.of("x5t#S256");
        };
    }

    private Optional<Refusal> key(Assertion assertion, AppRegistration app, Map<String, String> facts) {
        Optional<RegisteredCertificate> found = app.certificates().stream()
                .filter(c -> identifiers().stream().anyMatch(name -> names(assertion, name, c)))
                .findFirst();
        if (found.isEmpty()) {
            Map<String, String> more = new HashMap<>(facts);
            more.put("thumbprint", thumbprint(assertion));
            return Optional.of(messages.refusal("700027.not-registered", more));
        }
        RegisteredCertificate certificate = found.get();
        Instant now = clock.instant();
        if (now.isAfter(certificate.end()) || now.isBefore(certificate.start())) {
            Map<String, String> more = new HashMap<>(facts);
            more.put("start", KEY_DATE.format(certificate.start()));
            more.put("end", KEY_DATE.format(certificate.end()));
            return Optional.of(messages.refusal("700027.expired", more));
        }
        return verifies(assertion, certificate.certificate().getPublicKey())
                ? Optional.empty()
                : Optional.of(messages.refusal("700027.signature", facts));
    }

    private static boolean names(Assertion assertion, String name, RegisteredCertificate certificate) {
        String value = assertion.parameter(name).orElse("");
        return switch (name) {
            case "x5t" -> value.equals(certificate.x5t());
            // MSAL for Java sends padded standard base64, and Entra takes it
            case "x5t#S256" ->
                value.replace('+', '-').replace('/', '_').replace("=", "").equals(certificate.x5tS256());
            default -> !value.isEmpty() && (value.equals(certificate.x5t()) || certificate.isNamed(value));
        };
    }

    /** What the client sent, as hex where it decodes. */
    private String thumbprint(Assertion assertion) {
        String sent = identifiers().stream()
                .flatMap(name -> assertion.parameter(name).stream())
                .findFirst()
                .orElse("");
        try {
            String url = sent.replace('+', '-').replace('/', '_').replace("=", "");
            return HexFormat.of()
                    .withUpperCase()
                    .formatHex(Base64.getUrlDecoder().decode(url));
        } catch (IllegalArgumentException e) {
            return sent; // no base64 at all: repeated as it came
        }
    }

    private boolean verifies(Assertion assertion, PublicKey key) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmConstraints(new AlgorithmConstraints(
                ConstraintType.PERMIT, rules.algorithms().toArray(String[]::new)));
        signature.setDoKeyValidation(false); // a short RSA key is no business of the signature check
        try {
            signature.setCompactSerialization(assertion.compact());
            signature.setKey(key);
            return signature.verifySignature();
        } catch (JoseException e) {
            return false; // a key of another kind, or a third part that is no base64url
        }
    }

    private Optional<Refusal> claims(Assertion assertion, AppRegistration app) {
        boolean same =
                assertion.text("iss").filter(app.clientId()::equalsIgnoreCase).isPresent()
                        && assertion
                                .text("sub")
                                .filter(app.clientId()::equalsIgnoreCase)
                                .isPresent();
        if (!same) {
            return Optional.of(messages.refusal("700021", Map.of()));
        }
        return assertion.audience().stream().anyMatch(audiences::contains)
                ? Optional.empty()
                : Optional.of(messages.refusal("700023", Map.of()));
    }

    private Optional<Refusal> times(Assertion assertion) {
        long expires = assertion.seconds("exp").orElse(-1L);
        long notBefore = assertion.seconds("nbf").orElse(0L);
        boolean readable = expires >= 0 && expires <= LAST_SECOND && notBefore >= 0 && notBefore <= LAST_SECOND;
        if (!readable || assertion.claims().get("nbf") instanceof String) {
            return Optional.of(messages.refusal("50027", Map.of()));
        }
        Instant now = clock.instant();
        boolean early = now.plus(rules.tolerance()).getEpochSecond() < notBefore;
        boolean late = now.minus(rules.tolerance()).getEpochSecond() >= expires;
        Map<String, String> facts = Map.of(
                "now", TICKS.format(now),
                "notBefore", TICKS.format(Instant.ofEpochSecond(notBefore)),
                "expires", TICKS.format(Instant.ofEpochSecond(expires)));
        return early || late ? Optional.of(messages.refusal("700024", facts)) : Optional.empty();
    }
}
