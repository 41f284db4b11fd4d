package signet.simulator.entra;

import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;
import signet.simulator.TokenValidator;
import signet.simulator.http.Json;

/**
 * Makes access tokens (JWT, RS256) in the v1 form of Exchange Online's tokens, and judges those presented. The key is made
 * when the first token is.
 */
final class TokenMint implements TokenValidator {
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final AtomicLong issued = new AtomicLong();
    private final Object keyLock = new Object();
    private @Nullable RsaJsonWebKey key;
    private volatile long revokedUpTo;

    TokenMint(InstantSource clock) {
        this.clock = clock;
    }

    /** What goes into one token. */
    record Order(Tenant tenant, AppRegistration app, String audience, Set<String> roles, boolean byCertificate) {}

    String issue(Order order, TokenShape shape) {
        Instant now = clock.instant();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("aud", order.audience());
        claims.put("iss", order.tenant().issuer());
        claims.put("iat", now.getEpochSecond());
        claims.put("nbf", now.getEpochSecond());
        claims.put("exp", now.plus(shape.lifetime()).getEpochSecond());
        claims.put("app_displayname", order.app().displayName());
        claims.put("appid", order.app().clientId());
        claims.put("appidacr", order.byCertificate() ? "2" : "1");
        claims.put("idp", order.tenant().issuer());
        claims.put("idtyp", "app");
        claims.put("oid", order.app().objectId());
        if (!order.roles().isEmpty()) {
            claims.put("roles", order.roles().stream().sorted().toList());
        }
        claims.put("sub", order.app().objectId());
        claims.put("tid", order.tenant().id());
        claims.put("uti", uti(issued.incrementAndGet()));
        claims.put("ver", "1.0");
        String token = signed(claims);
        int missing = shape.size() - token.length();
        if (missing > 0) {
            claims.put("xms_filler", "0".repeat(missing * 3 / 4 + 3)); // base64 makes four characters of three
            token = signed(claims);
        }
        return token;
    }

    /** Sixteen octets as Entra has them; the last eight count, so that earlier tokens can be told from later ones. */
    private String uti(long number) {
        byte[] octets = ByteBuffer.allocate(16)
                .putLong(random.nextLong())
                .putLong(number)
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    }

    private String signed(Map<String, Object> claims) {
        RsaJsonWebKey signing = key();
        JsonWebSignature jws = new JsonWebSignature();
        jws.setPayload(Json.line(claims));
        jws.setHeader("typ", "JWT");
        jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        jws.setHeader("x5t", signing.getKeyId());
        jws.setKeyIdHeaderValue(signing.getKeyId());
        jws.setKey(signing.getPrivateKey());
        try {
            return jws.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("signing with an RSA key just made", e);
        }
    }

    private RsaJsonWebKey key() {
        synchronized (keyLock) {
            RsaJsonWebKey made = key;
            if (made == null) {
                made = make();
                key = made;
            }
            return made;
        }
    }

    private RsaJsonWebKey make() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            KeyPair pair = generator.generateKeyPair();
            RsaJsonWebKey made = new RsaJsonWebKey((java.security.interfaces.RSAPublicKey) pair.getPublic());
            made.setPrivateKey(pair.getPrivate());
            byte[] id = new byte[20];
            random.nextBytes(id);
            made.setKeyId(Base64.getUrlEncoder().withoutPadding().encodeToString(id));
            made.setUse("sig");
            return made;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has RSA", e);
        }
    }

    /** The public key as a JWK set (RFC 7517 §5). */
    Map<String, Object> keySet() {
        return Map.of("keys", List.of(key().toParams(OutputControlLevel.PUBLIC_ONLY)));
    }

    /** How many tokens were made. */
    long issued() {
        return issued.get();
    }

    /** Refuses every token made so far, as continuous access evaluation or a key rollover would. */
    void revokeAll() {
        revokedUpTo = issued.get();
    }

    @Override
    public Verdict check(String bearerToken) {
        try {
            JsonWebSignature jws = new JsonWebSignature();
            jws.setAlgorithmConstraints(
                    new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.RSA_USING_SHA256));
            jws.setCompactSerialization(bearerToken);
            jws.setKey(key().getPublicKey());
            if (!jws.verifySignature()) {
                return Verdict.unreadable("the token's signature is not the simulator's");
            }
            return judged(JsonUtil.parseJson(jws.getPayload()));
        } catch (JoseException e) {
            return Verdict.unreadable("not a token of the simulator: " + e.getMessage());
        }
    }

    private Verdict judged(Map<String, Object> claims) {
        String audience = String.valueOf(claims.get("aud"));
        Instant expires = claims.get("exp") instanceof Number n ? Instant.ofEpochSecond(n.longValue()) : Instant.EPOCH;
        Set<String> roles = claims.get("roles") instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.toSet())
                : Set.of();
        String reason = reason(claims, audience, expires);
        return new Verdict(
                reason.isEmpty(),
                reason,
                String.valueOf(claims.get("tid")),
                String.valueOf(claims.get("appid")),
                String.valueOf(claims.get("oid")),
                audience,
                roles,
                expires);
    }

    private String reason(Map<String, Object> claims, String audience, Instant expires) {
        if (!Resources.isExchange(audience)) {
            return "the token is for " + audience + ", not for Exchange Online";
        }
        if (!clock.instant().isBefore(expires)) {
            return "the token expired at " + expires;
        }
        byte[] uti = Base64.getUrlDecoder().decode(String.valueOf(claims.get("uti")));
        return ByteBuffer.wrap(uti).getLong(8) <= revokedUpTo ? "the token was revoked" : "";
    }
}
