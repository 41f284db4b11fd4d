package signet.oauth;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import signet.oauth.AssertionSettings.Algorithm;
import signet.oauth.AssertionSettings.Thumbprint;

/**
 * Signed proof of who the client is (RFC 7523 §2.2), made afresh for every request: the {@code jti} may be used once only
 * at some endpoints, and life is short.
 */
public final class ClientAssertion {
    /** The value of {@code client_assertion_type}. */
    public static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /** From {@code iat} to {@code exp}. Microsoft recommends 5 to 10 minutes; Keycloak refuses long ones. */
    static final Duration LIFE = Duration.ofMinutes(5);

    /** How far {@code nbf} lies before {@code iat}, for an endpoint whose clock is behind ours. */
    static final Duration BACKDATE = Duration.ofMinutes(1);

    private ClientAssertion() {}

    /**
     * How an assertion is written.
     *
     * @param algorithm  signature algorithm (RFC 7518 §3.3, §3.5)
     * @param thumbprint which thumbprint names the certificate
     * @param audience   {@code aud}
     * @param kid        {@code kid} header, if the endpoint wants one
     */
    public record Form(Algorithm algorithm, Thumbprint thumbprint, String audience, Optional<String> kid) {
        /** The form for a method: what is set, else the method's default. */
        public static Form of(Method method, AssertionSettings settings, TokenEndpoint endpoint) {
            boolean modern = method == Method.CERTIFICATE;
            return new Form(
                    settings.algorithm().orElse(modern ? Algorithm.PS256 : Algorithm.RS256),
                    settings.thumbprint().orElse(modern ? Thumbprint.X5T_S256 : Thumbprint.X5T),
                    settings.audience().orElse(endpoint.url().toString()),
                    settings.kid());
        }

        Form otherAlgorithm() {
            Algorithm other = algorithm == Algorithm.PS256 ? Algorithm.RS256 : Algorithm.PS256;
            return new Form(other, thumbprint, audience, kid);
        }

        Form otherThumbprint() {
            Thumbprint other = thumbprint == Thumbprint.X5T ? Thumbprint.X5T_S256 : Thumbprint.X5T;
            return new Form(algorithm, other, audience, kid);
        }

        /** For sentences: {@code PS256 with x5t#S256}. */
        String words() {
            return algorithm + " with " + thumbprint.header();
        }
    }

    /**
     * Makes a compact JWT with the header {@code alg}, {@code typ}, the thumbprint and perhaps {@code kid}, and the claims
     * {@code aud exp iat iss jti nbf sub}.
     *
     * @param now {@code iat}; {@code nbf} is one minute earlier, {@code exp} five minutes later
     * @throws GeneralSecurityException when the key cannot sign with this algorithm
     */
    public static Secret make(KeyPairPem keyPair, Form form, String clientId, Instant now)
            throws GeneralSecurityException {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("alg", form.algorithm().name());
        header.put("typ", "JWT");
        header.put(
                form.thumbprint().header(),
                Thumbprints.of(keyPair.certificate()).value(form.thumbprint()));
        form.kid().ifPresent(kid -> header.put("kid", kid));
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("aud", form.audience());
        claims.put("exp", now.plus(LIFE).getEpochSecond());
        claims.put("iat", now.getEpochSecond());
        claims.put("iss", clientId);
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("nbf", now.minus(BACKDATE).getEpochSecond());
        claims.put("sub", clientId);
        String signed =
                base64url(JSONObjectUtils.toJSONString(header)) + "." + base64url(JSONObjectUtils.toJSONString(claims));
        return Secret.of(signed + "." + base64url(sign(keyPair, form.algorithm(), signed)));
    }

    private static byte[] sign(KeyPairPem keyPair, Algorithm algorithm, String text) throws GeneralSecurityException {
        Signature signature = signature(algorithm);
        signature.initSign(keyPair.privateKey());
        signature.update(text.getBytes(StandardCharsets.US_ASCII));
        return signature.sign();
    }

    private static Signature signature(Algorithm algorithm) throws GeneralSecurityException {
        switch (algorithm) {
            case RS256 -> {
                return Signature.getInstance("SHA256withRSA");
            }
            case PS256 -> {
                Signature pss = Signature.getInstance("RSASSA-PSS");
                // RFC 7518 §3.5: SHA-256 for digest and mask, salt as long as the digest
                pss.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
                return pss;
            }
        }
        throw new IllegalArgumentException(algorithm.name());
    }

    private static String base64url(String text) {
        return base64url(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String base64url(byte[] octets) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    }
}
