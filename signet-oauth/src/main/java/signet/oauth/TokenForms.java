package signet.oauth;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.oauth.TokenFault.Kind;

/** Writes the token request of each kind of credential. Pure: no network, no clock of its own. */
public final class TokenForms {
    private TokenForms() {}

    /**
     * The request that would be sent now, for display.
     *
     * @throws TokenException of kind CONFIGURATION when no request can be made with this credential
     */
    public static TokenForm preview(Credential credential, Instant now) throws TokenException {
        return of(credential, assertionForm(credential), now);
    }

    /** The form of the assertion that is made for this credential, unless it needs none. */
    static Optional<ClientAssertion.Form> assertionForm(Credential credential) {
        return switch (credential.method()) {
            case BASIC, CLIENT_SECRET -> Optional.empty();
            case CERTIFICATE, REQUEST_PROPERTIES ->
                keyPair(credential)
                        .map(pair -> ClientAssertion.Form.of(
                                credential.method(), settings(credential), endpoint(credential)));
        };
    }

    static AssertionSettings settings(Credential credential) {
        if (credential instanceof Credential.Certificate certificate) {
            return certificate.assertion();
        }
        return credential instanceof Credential.RequestProperties free ? free.assertion() : AssertionSettings.DEFAULTS;
    }

    /** Where the credential's tokens are asked for. */
    static TokenEndpoint endpoint(Credential credential) {
        return switch (credential.method()) {
            case BASIC -> throw new IllegalArgumentException("a password needs no token");
            case CLIENT_SECRET -> ((Credential.ClientSecret) credential).endpoint();
            case CERTIFICATE -> ((Credential.Certificate) credential).endpoint();
            case REQUEST_PROPERTIES -> ((Credential.RequestProperties) credential).endpoint();
        };
    }

    static Optional<KeyPairPem> keyPair(Credential credential) {
        if (credential instanceof Credential.Certificate certificate) {
            return Optional.of(certificate.keyPair());
        }
        return credential instanceof Credential.RequestProperties free ? free.keyPair() : Optional.empty();
    }

    static TokenForm of(Credential credential, Optional<ClientAssertion.Form> form, Instant now) throws TokenException {
        TokenEndpoint endpoint = endpoint(credential);
        Optional<Problem> refusal = endpoint.refusal();
        if (refusal.isPresent()) {
            throw unusable(endpoint, refusal.get());
        }
        Map<String, Secret> parameters = own(credential);
        if (form.isPresent()) {
            KeyPairPem pair = keyPair(credential).orElseThrow();
            checkValidity(endpoint, pair.certificate(), now);
            String clientId = clientId(endpoint, parameters);
            parameters.put("client_assertion_type", Secret.of(ClientAssertion.TYPE));
            parameters.put("client_assertion", assertion(endpoint, pair, form.get(), clientId, now));
        } else if (credential instanceof Credential.RequestProperties free) {
            checkPasted(free, now);
        }
        return new TokenForm(endpoint, parameters);
    }

    static Map<String, Secret> own(Credential credential) {
        Map<String, Secret> parameters = new LinkedHashMap<>();
        if (credential instanceof Credential.RequestProperties free) {
            parameters.putAll(free.properties());
            return parameters;
        }
        parameters.put("grant_type", Secret.of("client_credentials"));
        if (credential instanceof Credential.ClientSecret secret) {
            parameters.put("client_id", Secret.of(secret.clientId()));
            parameters.put("scope", Secret.of(secret.scope()));
            parameters.put("client_secret", secret.clientSecret());
        } else if (credential instanceof Credential.Certificate certificate) {
            parameters.put("client_id", Secret.of(certificate.clientId()));
            parameters.put("scope", Secret.of(certificate.scope()));
        }
        return parameters;
    }

    private static String clientId(TokenEndpoint endpoint, Map<String, Secret> parameters) throws TokenException {
        return Optional.ofNullable(parameters.get("client_id"))
                .map(Secret::reveal)
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> unusable(
                        endpoint,
                        AssertionInspection.error(
                                "client-id-missing",
                                "The request properties have no client_id, which the assertion must name",
                                "Add client_id: the application (client) ID of the app registration")));
    }

    private static Secret assertion(
            TokenEndpoint endpoint, KeyPairPem pair, ClientAssertion.Form form, String clientId, Instant now)
            throws TokenException {
        try {
            return ClientAssertion.make(pair, form, clientId, now);
        } catch (GeneralSecurityException cannotSign) {
            String message = "The private key cannot sign with " + form.algorithm() + ": " + cannotSign.getMessage();
            throw new TokenException(TokenFault.without(Kind.CONFIGURATION, endpoint.url(), message), cannotSign);
        }
    }

    /** Refused here rather than by the endpoint: asking with an ended certificate changes nothing and may be throttled. */
    private static void checkValidity(TokenEndpoint endpoint, X509Certificate certificate, Instant now)
            throws TokenException {
        for (Problem problem : CertificateProblems.validity(certificate, now)) {
            if (problem.severity() == Problem.Severity.ERROR) {
                throw unusable(endpoint, problem);
            }
        }
    }

    private static void checkPasted(Credential.RequestProperties free, Instant now) throws TokenException {
        List<Problem> problems = AssertionInspection.ofProperties(free.properties(), free.endpoint(), now);
        for (Problem problem : problems) {
            if (problem.severity() == Problem.Severity.ERROR) {
                throw unusable(free.endpoint(), problem);
            }
        }
    }

    private static TokenException unusable(TokenEndpoint endpoint, Problem problem) {
        String message = problem.summary() + ". " + problem.remedy();
        return new TokenException(TokenFault.without(Kind.CONFIGURATION, endpoint.url(), message));
    }

    /** A digest of everything that matters in a request, so that a replaced secret or pair is another cache key. */
    static String generation(Credential credential) {
        ByteArrayOutputStream parts = new ByteArrayOutputStream();
        part(parts, credential.method().name());
        part(parts, endpoint(credential).toString());
        own(credential).forEach((name, value) -> {
            part(parts, name);
            part(parts, value.reveal());
        });
        part(parts, settings(credential).toString());
        keyPair(credential).ifPresent(pair -> {
            part(parts, pair.privateKey().getModulus().toString(16));
            parts.writeBytes(encoded(pair.certificate()));
        });
        return HexFormat.of().formatHex(Thumbprints.Digests.digest("SHA-256", parts.toByteArray()));
    }

    /** Length first, so that no two lists of parts look the same. */
    private static void part(ByteArrayOutputStream parts, String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        parts.writeBytes(
                ByteBuffer.allocate(Integer.BYTES).putInt(octets.length).array());
        parts.writeBytes(octets);
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException impossible) {
            throw new IllegalArgumentException("certificate without an encoding", impossible);
        }
    }
}
