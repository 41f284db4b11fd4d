package signet.server.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import signet.oauth.Secret;

/** The secret of a one-time link to the console: 256 random bits. Only its SHA-256 is stored. */
public final class LinkSecret {
    /** Before the secret in the link. */
    public static final String PATH = "/console/start/";

    private static final int OCTETS = 32;
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");

    private LinkSecret() {}

    public static Secret make(SecureRandom random) {
        byte[] octets = new byte[OCTETS];
        random.nextBytes(octets);
        return Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(octets));
    }

    /** The digest of what has the form of such a secret. */
    public static Optional<byte[]> digest(String presented) {
        if (!FORM.matcher(presented).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    MessageDigest.getInstance("SHA-256").digest(presented.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The path of a link; shown once. */
    public static String path(Secret secret) {
        return PATH + secret.reveal();
    }
}
