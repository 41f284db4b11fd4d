package signet.doctor;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.stream.Stream;
import signet.oauth.PemReader;
import signet.oauth.Secret;

/** When what a credential proves itself with ends, as far as it can be told here. */
public final class Lifetime {
    private Lifetime() {}

    /** The earlier one of the certificate's and the secret's end; absent when neither is known. */
    public static Optional<Instant> end(CredentialDraft draft) {
        return Stream.of(ofCertificate(draft), ofSecret(draft))
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    /** The {@code notAfter} of the first certificate that can be read, whether or not a key belongs to it. */
    public static Optional<Instant> ofCertificate(CredentialDraft draft) {
        return certificate(draft).map(certificate -> certificate.getNotAfter().toInstant());
    }

    /** The first certificate that can be read. */
    public static Optional<X509Certificate> certificate(CredentialDraft draft) {
        return draft.certificate()
                .map(Secret::reveal)
                .flatMap(pem ->
                        PemReader.certificates(pem).certificates().stream().findFirst());
    }

    /** As declared by {@code secret-expires}: the beginning of that day, UTC. */
    public static Optional<Instant> ofSecret(CredentialDraft draft) {
        return draft.secretExpires().map(day -> day.atStartOfDay(ZoneOffset.UTC).toInstant());
    }
}
