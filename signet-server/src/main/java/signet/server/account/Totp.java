package signet.server.account;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import signet.oauth.Secret;

/**
 * Codes that an app and we compute from the same secret and the time (RFC 6238), with what every app knows: HMAC-SHA-1, six digits,
 * steps of 30 s. Secrets are 160 bits (RFC 4226 §4, R6), written in base32.
 */
public final class Totp {
    /** How long one code stands. */
    public static final Duration STEP = Duration.ofSeconds(30);

    public static final int DIGITS = 6;

    /** Steps that clocks may differ, and whoever types may take (RFC 6238 §5.2). */
    private static final int WINDOW = 1;

    private static final int OCTETS = 20;
    private static final int MODULUS = 1_000_000;
    private static final String ALGORITHM = "HmacSHA1";
    private static final Pattern CODE = Pattern.compile("[0-9]{" + DIGITS + "}");

    private Totp() {}

    /** A new secret, in base32: 32 characters. */
    public static Secret secret(SecureRandom random) {
        byte[] octets = new byte[OCTETS];
        random.nextBytes(octets);
        return Secret.of(Base32.encode(octets));
    }

    /** Number of the step a time is in. */
    public static long step(Instant now) {
        return Math.floorDiv(now.getEpochSecond(), STEP.toSeconds());
    }

    /** The code of a step (RFC 4226 §5.3). */
    public static String code(Secret secret, long step) {
        byte[] key = Base32.decode(secret.reveal());
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            byte[] hash =
                    mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
            int offset = hash[hash.length - 1] & 0xf;
            int number = ByteBuffer.wrap(hash).getInt(offset) & 0x7fff_ffff;
            String digits = String.valueOf(number % MODULUS);
            return "0".repeat(DIGITS - digits.length()) + digits;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, e);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /**
     * The step whose code was typed, blanks in it left out: the present one or one beside it, later than the last one that was
     * used. Every candidate is compared, each in constant time.
     *
     * @param used the last step that was used; its code and earlier ones are no longer good (RFC 6238 §5.2)
     */
    public static OptionalLong accepted(Secret secret, String typed, Instant now, long used) {
        String code = typed.replaceAll("\\s", "");
        if (!CODE.matcher(code).matches()) {
            return OptionalLong.empty();
        }
        OptionalLong accepted = OptionalLong.empty();
        for (long step = step(now) - WINDOW; step <= step(now) + WINDOW; step++) {
            boolean same = MessageDigest.isEqual(octets(code(secret, step)), octets(code));
            if (same && step > used) {
                accepted = OptionalLong.of(step);
            }
        }
        return accepted;
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
