package signet.server.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import signet.oauth.Secret;

/**
 * What is kept of a password: argon2id (RFC 9106) in PHC form, {@code $argon2id$v=19$m=19456,t=2,p=1$salt$hash}. One
 * verification takes some 30 ms and 19 MiB on purpose.
 *
 * @param memory      KiB, 8 to {@value #MOST_MEMORY}
 * @param iterations  1 to {@value #MOST_ITERATIONS}
 * @param parallelism lanes, 1 to 16
 */
@SuppressWarnings("ArrayRecordComponent") // equality is that of the line; nobody outside sees the arrays change
public record PasswordHash(int memory, int iterations, int parallelism, byte[] salt, byte[] hash) {
    /** A line that asks for more would be a way to stop the server. */
    public static final int MOST_MEMORY = 256 * 1024;

    public static final int MOST_ITERATIONS = 20;

    /** Octets of UTF-8. */
    public static final int LONGEST_PASSWORD = 1024;

    private static final int MEMORY = 19_456; // OWASP: 19 MiB, t=2, p=1
    private static final int ITERATIONS = 2;
    private static final int SALT_LENGTH = 16; // RFC 9106 §3.1
    private static final int HASH_LENGTH = 32;
    private static final Pattern PHC =
            Pattern.compile("\\$argon2id\\$v=19\\$m=([0-9]{1,7}),t=([0-9]{1,4}),p=([0-9]{1,3})"
                    + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{16,86})");

    /** Of a new password, with a fresh salt. */
    public static PasswordHash of(Secret password, SecureRandom random) {
        byte[] salt = new byte[SALT_LENGTH];
        random.nextBytes(salt);
        byte[] hash = argon2id(password, salt, new int[] {MEMORY, ITERATIONS, 1}, HASH_LENGTH);
        return new PasswordHash(MEMORY, ITERATIONS, 1, salt, hash);
    }

    /** Reads the PHC form; empty when it is another one, or asks for more work than this server does. */
    public static Optional<PasswordHash> parse(String line) {
        Matcher parts = PHC.matcher(line);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int memory = Integer.parseInt(parts.group(1));
        int iterations = Integer.parseInt(parts.group(2));
        int parallelism = Integer.parseInt(parts.group(3));
        boolean bearable = memory >= 8 * parallelism
                && memory <= MOST_MEMORY
                && iterations >= 1
                && iterations <= MOST_ITERATIONS
                && parallelism >= 1
                && parallelism <= 16;
        try {
            Base64.Decoder base64 = Base64.getDecoder();
            return bearable
                    ? Optional.of(new PasswordHash(
                            memory,
                            iterations,
                            parallelism,
                            base64.decode(parts.group(4)),
                            base64.decode(parts.group(5))))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a number of characters that base64 never has
        }
    }

    /** Whether it is this password's. */
    public boolean verify(Secret password) {
        byte[] other = argon2id(password, salt, new int[] {memory, iterations, parallelism}, hash.length);
        return MessageDigest.isEqual(hash, other);
    }

    private static byte[] argon2id(Secret password, byte[] salt, int[] cost, int length) {
        byte[] secret = password.reveal().getBytes(StandardCharsets.UTF_8);
        try {
            Argon2BytesGenerator generator = new Argon2BytesGenerator();
            generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                    .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                    .withMemoryAsKB(cost[0])
                    .withIterations(cost[1])
                    .withParallelism(cost[2])
                    .withSalt(salt)
                    .build());
            byte[] hash = new byte[length];
            generator.generateBytes(secret, hash);
            return hash;
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /** Whether it was made with the effort of today, or more. */
    public boolean current() {
        return memory >= MEMORY && iterations >= ITERATIONS && hash.length >= HASH_LENGTH;
    }

    /** The PHC form. Not shown by {@link #toString()}: it is worth guessing at. */
    public Secret line() {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return Secret.of("$argon2id$v=19$m=" + memory + ",t=" + iterations + ",p=" + parallelism + "$"
                + base64.encodeToString(salt) + "$" + base64.encodeToString(hash));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PasswordHash that && line().equals(that.line());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(hash);
    }

    @Override
    public String toString() {
        return "PasswordHash[argon2id]";
    }
}
