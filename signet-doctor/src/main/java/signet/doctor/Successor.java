package signet.doctor;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.oauth.Credential;
import signet.oauth.Method;
import signet.oauth.Secret;

/**
 * What takes the place of a credential's key pair or secret when that ends: the block {@code next}, as somebody wrote it.
 *
 * @param privateKey  PEM text, perhaps damaged
 * @param certificate PEM text, perhaps damaged
 */
public record Successor(
        Optional<Secret> privateKey,
        Optional<Secret> passphrase,
        Optional<Secret> certificate,
        Optional<Secret> clientSecret,
        Optional<LocalDate> secretExpires) {
    private static final String SECRET_PROPERTY = "client_secret";

    /**
     * What became of it.
     *
     * @param draft      the credential as it is when this has taken the old one's place
     * @param credential the usable form; absent when an error stands in the way
     * @param findings   about the successor alone; what is wrong with the credential as a whole is told there
     */
    public record Reading(CredentialDraft draft, Optional<Credential> credential, List<Finding> findings) {
        public Reading {
            findings = List.copyOf(findings);
        }
    }

    /** Whether any part of a pair is there. */
    public boolean pair() {
        return privateKey.isPresent() || certificate.isPresent() || passphrase.isPresent();
    }

    private boolean secret() {
        return clientSecret.isPresent() || secretExpires.isPresent();
    }

    /** Looks at it as at the first one: values only, no network. */
    public Reading read(CredentialDraft first, Instant now) {
        CredentialDraft draft = after(first);
        Optional<String> unfit = unfit(first);
        if (unfit.isPresent()) {
            return new Reading(draft, Optional.empty(), List.of(unfit(first, unfit.get())));
        }
        CredentialReading before = Drafts.credential(first, now);
        CredentialReading reading = Drafts.credential(draft, now);
        List<Finding> findings = new ArrayList<>(reading.findings());
        if (same(first, draft)) {
            findings.add(Code.NEXT_SAME.setting(
                    "credential " + first.name() + ": what follows is the same as what it has already.",
                    "Remove next, or put the new pair or secret there."));
        } else {
            findings.removeAll(before.findings());
            Optional<Instant> end = Lifetime.end(draft);
            if (Lifetime.end(first)
                    .flatMap(old -> end.filter(e -> !e.isAfter(old)))
                    .isPresent()) {
                findings.add(Code.NEXT_ENDS_FIRST.setting(
                        "credential " + first.name() + ": what follows ends on " + end.orElseThrow()
                                + ", no later than what it has already.",
                        "Make a new pair or secret that ends later."));
            }
        }
        return new Reading(draft, reading.credential(), findings);
    }

    private static boolean same(CredentialDraft first, CredentialDraft draft) {
        return first.privateKey().equals(draft.privateKey())
                && first.certificate().equals(draft.certificate())
                && first.clientSecret().equals(draft.clientSecret())
                && first.requestProperties().equals(draft.requestProperties());
    }

    private Optional<String> unfit(CredentialDraft first) {
        boolean half = clientSecret.isEmpty() && secretExpires.isPresent();
        return switch (first.method()) {
            case BASIC -> Optional.of("a password has no successor; change password instead");
            case CERTIFICATE ->
                secret() || !pair() ? Optional.of("expected is private-key with certificate") : Optional.empty();
            case CLIENT_SECRET ->
                pair() || half || !secret() ? Optional.of("expected is client-secret") : Optional.empty();
            case REQUEST_PROPERTIES -> unfitFor(first.requestProperties(), half);
        };
    }

    private Optional<String> unfitFor(Map<String, Secret> properties, boolean half) {
        if (properties.containsKey(SECRET_PROPERTY)) {
            return pair() || half || !secret()
                    ? Optional.of("expected is client-secret, for the request property client_secret")
                    : Optional.empty();
        }
        return secret() || !pair() ? Optional.of("expected is private-key with certificate") : Optional.empty();
    }

    private static Finding unfit(CredentialDraft first, String why) {
        String method =
                first.method() == Method.BASIC ? "basic" : first.method().word();
        return Code.NEXT_UNFIT.setting(
                "credential " + first.name() + ": next does not fit its method " + method + ": " + why + ".",
                "Put in what takes the old one's place, of the same kind, and nothing else.");
    }

    /** The credential with this in the place of what it had. */
    private CredentialDraft after(CredentialDraft first) {
        boolean property = clientSecret.isPresent() && first.requestProperties().containsKey(SECRET_PROPERTY);
        Map<String, Secret> properties = new LinkedHashMap<>(first.requestProperties());
        if (property) {
            properties.put(SECRET_PROPERTY, clientSecret.orElseThrow());
        }
        boolean plain = !pair() && !property;
        return new CredentialDraft(
                first.name(),
                first.method(),
                first.tenantId(),
                first.clientId(),
                plain ? clientSecret : first.clientSecret(),
                pair() ? first.secretExpires() : secretExpires,
                pair() ? privateKey : first.privateKey(),
                pair() ? passphrase : first.privateKeyPassphrase(),
                pair() ? certificate : first.certificate(),
                first.scope(),
                first.cloud(),
                first.authority(),
                first.tokenUrl(),
                properties,
                first.assertion(),
                first.allowInsecure(),
                first.password());
    }
}
