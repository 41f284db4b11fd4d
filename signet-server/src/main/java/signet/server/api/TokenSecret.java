package signet.server.api;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import signet.oauth.Secret;

/** The secret of an API token: {@code sgn_} and 256 random bits. Only its SHA-256 is stored. */
final class TokenSecret {
    static final String PREFIX = "sgn_";

    private static final int OCTETS = 32;
    private static final Pattern FORM = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{43}");

    private TokenSecret() {}

    static Secret make(SecureRandom random) {
        byte[] octets = new byte[OCTETS];
        random.nextBytes(octets);
        return Secret.of(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(octets));
    }

    /** The digest of what has the form of a token. */
    static Optional<byte[]> digest(String presented) {
        return FORM.matcher(presented).matches()
                ? Optional.of(sha256(presented.getBytes(StandardCharsets.US_ASCII)))
                : Optional.empty();
    }

    static byte[] digest(Secret secret) {
        return sha256(secret.reveal().getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] sha256(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(octets);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
