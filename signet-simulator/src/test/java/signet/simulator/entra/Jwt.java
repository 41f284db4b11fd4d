package signet.simulator.entra;

import java.security.Key;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jose4j.json.JsonUtil;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/** Makes client assertions, right ones and wrong ones. */
final class Jwt {
    private final Map<String, Object> header = new LinkedHashMap<>();
    private final Map<String, Object> claims = new LinkedHashMap<>();
    private final Key key;

    Jwt(TestPair pair, String clientId, String audience, Instant now) {
        this(pair.key().getPrivate(), clientId, audience, now);
        header.put("x5t#S256", pair.x5tS256());
    }

    private Jwt(Key key, String clientId, String audience, Instant now) {
        this.key = key;
        header.put("alg", "PS256");
        header.put("typ", "JWT");
        claims.put("aud", audience);
        claims.put("iss", clientId);
        claims.put("sub", clientId);
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("nbf", now.getEpochSecond());
        claims.put("exp", now.plus(Duration.ofMinutes(5)).getEpochSecond());
    }

    Jwt with(String headerName, Object value) {
        header.put(headerName, value);
        return this;
    }

    Jwt without(String headerName) {
        header.remove(headerName);
        return this;
    }

    Jwt claim(String name, Object value) {
        claims.put(name, value);
        return this;
    }

    Jwt unclaim(String name) {
        claims.remove(name);
        return this;
    }

    Jwt signedBy(Key other) {
        Jwt copy = new Jwt(other, "", "", Instant.EPOCH);
        copy.header.clear();
        copy.header.putAll(header);
        copy.claims.clear();
        copy.claims.putAll(claims);
        return copy;
    }

    String compact() {
        JsonWebSignature jws = new JsonWebSignature();
        jws.setAlgorithmConstraints(org.jose4j.jwa.AlgorithmConstraints.NO_CONSTRAINTS);
        header.forEach(jws::setHeader);
        jws.setPayload(JsonUtil.toJson(claims));
        jws.setKey(key);
        try {
            return jws.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}
