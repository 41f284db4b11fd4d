package signet.oauth;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import signet.oauth.Problem.Severity;

/** What Entra ID would not take, and what will soon end. {@code CA:TRUE} is fine: plain {@code openssl req -x509} sets it. */
final class CertificateProblems {
    static final int LEAST_BITS = 2_048;
    private static final Duration SOON = Duration.ofDays(7);
    private static final String RENEW = "Make a new pair (signet cert create), upload certificate.cer to the app "
            + "registration, and put both files in place here";

    private CertificateProblems() {}

    /** Everything about one certificate. */
    static List<Problem> of(X509Certificate certificate, Instant now) {
        List<Problem> problems = new ArrayList<>(validity(certificate, now));
        key(certificate.getPublicKey(), "certificate").ifPresent(problems::add);
        signature(certificate).ifPresent(problems::add);
        return problems;
    }

    /** Whether {@code now} lies in the certificate's time, and how long still. */
    static List<Problem> validity(X509Certificate certificate, Instant now) {
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        if (now.isBefore(from)) {
            return List.of(new Problem(
                    "certificate-not-yet-valid",
                    Severity.ERROR,
                    words(certificate) + " is valid only from " + from + "; this machine's clock says " + now,
                    "Look at this machine's clock first; else wait, or make a new pair"));
        }
        if (now.isAfter(until)) {
            return List.of(new Problem(
                    "certificate-expired", Severity.ERROR, words(certificate) + " expired on " + until, RENEW));
        }
        Duration left = Duration.between(now, until);
        if (left.compareTo(SOON) < 0) {
            String when =
                    words(certificate) + " expires on " + until + ", in " + Math.max(left.toHours(), 0) + " hours";
            return List.of(new Problem("certificate-expires-soon", Severity.WARNING, when, RENEW));
        }
        return List.of();
    }

    /** Only RSA of 2,048 bits or more is taken. */
    static Optional<Problem> key(PublicKey key, String what) {
        if (!(key instanceof RSAPublicKey rsa)) {
            return Optional.of(new Problem(
                    what + "-not-rsa",
                    Severity.ERROR,
                    "The " + what + " is for " + key.getAlgorithm() + "; Entra ID takes RSA only (RS256, PS256)",
                    "Make an RSA pair: signet cert create, or openssl req -x509 -newkey rsa:3072 -sha256 -days 730 "
                            + "-keyout key.pem -out certificate.pem"));
        }
        return size(rsa.getModulus().bitLength(), what);
    }

    static Optional<Problem> size(int bits, String what) {
        if (bits >= LEAST_BITS) {
            return Optional.empty();
        }
        return Optional.of(new Problem(
                what + "-too-small",
                Severity.ERROR,
                "The " + what + " has an RSA key of " + bits + " bits; at least " + LEAST_BITS + " are needed",
                "Make a new pair of 3,072 bits: signet cert create"));
    }

    private static Optional<Problem> signature(X509Certificate certificate) {
        String algorithm = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        boolean broken = algorithm.startsWith("MD");
        if (!broken && !algorithm.startsWith("SHA1")) {
            return Optional.empty();
        }
        return Optional.of(new Problem(
                "certificate-weak-signature",
                broken ? Severity.ERROR : Severity.WARNING,
                words(certificate) + " is signed with " + certificate.getSigAlgName()
                        + "; Entra ID takes SHA-256, SHA-384 and SHA-512",
                "Make a new pair: signet cert create, or openssl req -x509 with -sha256"));
    }

    /** Names a certificate in a sentence. Subject and thumbprint are public. */
    static String words(X509Certificate certificate) {
        String subject = certificate.getSubjectX500Principal().toString();
        String shown = subject.length() > 100 ? subject.substring(0, 100) + "…" : subject;
        return "The certificate " + PemText.oneLine(shown) + " (SHA-1 "
                + Thumbprints.of(certificate).sha1Hex() + ")";
    }
}
