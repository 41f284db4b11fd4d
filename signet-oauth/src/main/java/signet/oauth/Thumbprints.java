package signet.oauth;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * A certificate's two thumbprints.
 *
 * @param sha1   what Entra's and Windows' pages show, and {@code x5t}
 * @param sha256 {@code x5t#S256}
 */
public record Thumbprints(Thumbprint sha1, Thumbprint sha256) {
    /** Both digests of the certificate's DER encoding. */
    public static Thumbprints of(X509Certificate certificate) {
        try {
            byte[] der = certificate.getEncoded();
            return new Thumbprints(digest(Thumbprint.Kind.SHA1, der), digest(Thumbprint.Kind.SHA256, der));
        } catch (CertificateEncodingException impossible) {
            throw new IllegalArgumentException("certificate without an encoding", impossible);
        }
    }

    /** One thumbprint in any written form; see {@link Thumbprint#parse}. */
    public static Optional<Thumbprint> parse(String anyForm) {
        return Thumbprint.parse(anyForm);
    }

    /** SHA-1 as 40 upper-case hex digits. */
    public String sha1Hex() {
        return sha1.hex();
    }

    /** SHA-256 as 64 upper-case hex digits. */
    public String sha256Hex() {
        return sha256.hex();
    }

    /** RFC 7515 §4.1.7: 27 characters. */
    public String x5t() {
        return sha1.base64url();
    }

    /** RFC 7515 §4.1.8: 43 characters. */
    public String x5tS256() {
        return sha256.base64url();
    }

    /** The value for a header of that name. */
    public String value(AssertionSettings.Thumbprint header) {
        return switch (header) {
            case X5T -> x5t();
            case X5T_S256 -> x5tS256();
        };
    }

    private static Thumbprint digest(Thumbprint.Kind kind, byte[] der) {
        return Thumbprint.of(kind, Digests.digest(kind.algorithm(), der));
    }

    /** Digests that every Java platform has (JCA: SHA-1 and SHA-256 are required algorithms). */
    static final class Digests {
        private Digests() {}

        static byte[] digest(String algorithm, byte[] content) {
            try {
                return MessageDigest.getInstance(algorithm).digest(content);
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException("this Java platform has no " + algorithm, impossible);
            }
        }
    }
}
