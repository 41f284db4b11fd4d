package signet.realservers;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.util.X509CertUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;

/** A client assertion as another program makes it: good for ten minutes from {@code begin}. */
final class FinishedAssertion {
    private FinishedAssertion() {}

    static String of(Authority.Pair pair, String client, String audience, Instant begin) {
        try {
            JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                    .x509CertSHA256Thumbprint(
                            X509CertUtils.computeSHA256Thumbprint(PemFiles.certificate(pair.certificate())))
                    .build();
            JWTClaimsSet claims = new JWTClaimsSet.Builder()
                    .issuer(client)
                    .subject(client)
                    .audience(audience)
                    .jwtID(UUID.randomUUID().toString())
                    .issueTime(Date.from(begin))
                    .notBeforeTime(Date.from(begin))
                    .expirationTime(Date.from(begin.plusSeconds(600)))
                    .build();
            SignedJWT jwt = new SignedJWT(header, claims);
            jwt.sign(new RSASSASigner(PemFiles.key(pair.key())));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
