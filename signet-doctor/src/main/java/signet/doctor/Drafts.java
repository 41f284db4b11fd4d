package signet.doctor;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import signet.mail.Stage;
import signet.oauth.AssertionInspection;
import signet.oauth.Credential;
import signet.oauth.KeyPairPem;
import signet.oauth.KeyPairReading;
import signet.oauth.PemReader;
import signet.oauth.Problem.Severity;
import signet.oauth.Secret;
import signet.oauth.TokenEndpoint;

/** From what somebody wrote to what can be used. Looks at values only: no network, no file. */
public final class Drafts {
    /** Errors that time brings and takes away; the credential itself is in order. */
    private static final Set<String> OF_TIME =
            Set.of("certificate-expired", "certificate-not-yet-valid", "assertion-expired", "assertion-not-yet-valid");

    private Drafts() {}

    /** The usable credential, or what keeps it from being one; an error concerns this credential only. */
    public static CredentialReading credential(CredentialDraft draft, Instant now) {
        return switch (draft.method()) {
            case BASIC -> basic(draft);
            case CLIENT_SECRET -> clientSecret(draft, now);
            case CERTIFICATE -> certificate(draft, now);
            case REQUEST_PROPERTIES -> requestProperties(draft, now);
        };
    }

    private static CredentialReading basic(CredentialDraft draft) {
        Optional<Secret> password = draft.password().filter(secret -> !secret.isBlank());
        if (password.isEmpty()) {
            return new CredentialReading(
                    Optional.empty(),
                    List.of(Code.PASSWORD_MISSING.setting(
                            "credential " + draft.name() + ", password: there is no password.",
                            "Set password to env:NAME or file:PATH.")));
        }
        return new CredentialReading(Optional.of(new Credential.Password(password.get())), List.of());
    }

    private static CredentialReading clientSecret(CredentialDraft draft, Instant now) {
        List<Finding> findings = new CredentialLint(draft).secret(now);
        return reading(
                findings,
                () -> new Credential.ClientSecret(
                        endpoint(draft),
                        draft.clientId().orElseThrow().strip(),
                        draft.clientSecret().orElseThrow(),
                        scope(draft),
                        draft.secretExpires()));
    }

    private static CredentialReading certificate(CredentialDraft draft, Instant now) {
        List<Finding> findings = new CredentialLint(draft).certificate();
        Optional<KeyPairPem> pair = keyPair(draft, now, findings);
        return reading(
                findings,
                () -> new Credential.Certificate(
                        endpoint(draft),
                        draft.clientId().orElseThrow().strip(),
                        pair.orElseThrow(),
                        scope(draft),
                        draft.assertion()));
    }

    private static CredentialReading requestProperties(CredentialDraft draft, Instant now) {
        List<Finding> findings = new ArrayList<>(new RequestPropertiesLint(draft).findings());
        Optional<KeyPairPem> pair = Optional.empty();
        if (draft.privateKey().isPresent() || draft.certificate().isPresent()) {
            pair = halfPair(draft, findings) ? Optional.empty() : keyPair(draft, now, findings);
        }
        Optional<TokenEndpoint> endpoint =
                draft.tokenUrl().flatMap(Values::url).map(url -> new TokenEndpoint(url, draft.allowInsecure()));
        Secret pasted = draft.requestProperties().get("client_assertion");
        if (pasted != null && !pasted.isBlank()) {
            Optional<String> client = Optional.ofNullable(
                            draft.requestProperties().get("client_id"))
                    .map(Secret::reveal);
            AssertionInspection.inspect(pasted.reveal(), new AssertionInspection.Expected(client, endpoint, now))
                    .problems()
                    .forEach(problem -> findings.add(Finding.of(problem, Stage.CONFIGURATION)));
        }
        Optional<KeyPairPem> found = pair;
        return reading(
                findings,
                () -> new Credential.RequestProperties(
                        endpoint.orElseThrow(), draft.requestProperties(), found, draft.assertion()));
    }

    private static boolean halfPair(CredentialDraft draft, List<Finding> findings) {
        if (draft.privateKey().isPresent() && draft.certificate().isPresent()) {
            return false;
        }
        boolean key = draft.privateKey().isPresent();
        findings.add((key ? Code.CERTIFICATE_MISSING : Code.PRIVATE_KEY_MISSING)
                .setting(
                        "credential " + draft.name() + ": " + (key ? "private-key" : "certificate")
                                + " is there without " + (key ? "certificate." : "private-key."),
                        "An assertion is made from both: put in the other half of the pair."));
        return true;
    }

    private static Optional<KeyPairPem> keyPair(CredentialDraft draft, Instant now, List<Finding> findings) {
        Optional<Secret> key = draft.privateKey().filter(secret -> !secret.isBlank());
        Optional<Secret> certificate = draft.certificate().filter(secret -> !secret.isBlank());
        if (key.isEmpty() || certificate.isEmpty()) {
            return Optional.empty();
        }
        KeyPairReading reading = PemReader.keyPair(key.get(), draft.privateKeyPassphrase(), certificate.get(), now);
        reading.problems().forEach(problem -> findings.add(Finding.of(problem, Stage.CONFIGURATION)));
        return reading.keyPair();
    }

    private static TokenEndpoint endpoint(CredentialDraft draft) {
        URI authority =
                draft.authority().flatMap(Values::url).orElse(draft.cloud().authority());
        TokenEndpoint secure = TokenEndpoint.microsoft(
                authority, draft.tenantId().orElseThrow().strip());
        return new TokenEndpoint(secure.url(), draft.allowInsecure());
    }

    private static String scope(CredentialDraft draft) {
        return draft.scope().map(String::strip).orElse(draft.cloud().scope());
    }

    private static CredentialReading reading(
            List<Finding> findings, java.util.function.Supplier<Credential> credential) {
        boolean usable = findings.stream()
                .noneMatch(finding -> finding.severity() == Severity.ERROR && !OF_TIME.contains(finding.code()));
        return new CredentialReading(usable ? Optional.of(credential.get()) : Optional.empty(), findings);
    }
}
