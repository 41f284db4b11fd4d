package signet.simulator.entra;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A certificate uploaded to an app registration.
 *
 * @param keyId the GUID that Entra gives it
 * @param certificate the public part; its chain is never looked at, as with Entra
 * @param start begin of validity as registered; taken from the certificate unless a test says otherwise
 * @param end end of validity as registered
 */
public record RegisteredCertificate(String keyId, X509Certificate certificate, Instant start, Instant end) {
    /** SHA-1 of the DER form as 40 upper-case hex digits, as the portal shows it. */
    public String thumbprint() {
        return HexFormat.of().withUpperCase().formatHex(digest("SHA-1"));
    }

    /** {@code x5t}: base64url of the SHA-1, unpadded (RFC 7515 §4.1.7). */
    public String x5t() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest("SHA-1"));
    }

    /** {@code x5t#S256}: base64url of the SHA-256, unpadded (RFC 7515 §4.1.8). */
    public String x5tS256() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest("SHA-256"));
    }

    /** Whether a thumbprint in hex (case, colons and blanks do not matter) or a key ID names this certificate. */
    boolean isNamed(String thumbprintOrKeyId) {
        String plain = thumbprintOrKeyId.replaceAll("[:\\s]", "").toUpperCase(Locale.ROOT);
        return plain.equals(thumbprint())
                || plain.equals(HexFormat.of().withUpperCase().formatHex(digest("SHA-256")))
                || plain.equals(keyId.toUpperCase(Locale.ROOT));
    }

    private byte[] digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm).digest(certificate.getEncoded());
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException(algorithm + " of a parsed certificate is always there", e);
        }
    }
}
