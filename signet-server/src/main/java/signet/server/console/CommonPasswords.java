package signet.server.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The passwords most people took, of a million that were stolen: those with 12 characters and more, and the 10,000 most frequent
 * ones of any length, which long ones are made of. Of each the file has the beginning of its SHA-256, in ascending order (made by
 * {@code packaging/CommonPasswords.java}). It is read when somebody chooses a password, and not kept.
 */
final class CommonPasswords {
    /** Of a digest; by chance one password in 20 million is taken for one of these. */
    private static final int OCTETS = 5;

    /** What is left of a word without digits says nothing when it is shorter. */
    private static final int SHORTEST = 4;

    private CommonPasswords() {}

    /**
     * Whether it is one of them in any case, between digits, blanks and marks, or again and again.
     *
     * @throws UncheckedIOException when the list cannot be read
     */
    static boolean contain(String password) {
        byte[] marks = read();
        String lower = password.toLowerCase(Locale.ROOT);
        String joined = lower.replaceAll("[\\p{Punct}\\s]", "");
        String bare = joined.replaceAll("^[0-9]+|[0-9]+$", "");
        return Stream.of(lower, joined, bare, unit(joined), unit(bare))
                .distinct()
                .filter(form -> form.length() >= SHORTEST)
                .anyMatch(form -> found(marks, form));
    }

    /** The shortest text of which it is a repetition; often itself. */
    private static String unit(String text) {
        for (int length = 1; length <= text.length() / 2; length++) {
            String unit = text.substring(0, length);
            if (unit.repeat(text.length() / length).equals(text)) {
                return unit;
            }
        }
        return text;
    }

    private static boolean found(byte[] marks, String text) {
        byte[] mark = sha256(text);
        int low = 0;
        int high = marks.length / OCTETS;
        while (low < high) {
            int middle = (low + high) >>> 1;
            int at = middle * OCTETS;
            int order = Arrays.compareUnsigned(marks, at, at + OCTETS, mark, 0, OCTETS);
            if (order == 0) {
                return true;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return false;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** How many there are. */
    static int size() {
        return read().length / OCTETS;
    }

    private static byte[] read() {
        try (InputStream in = Objects.requireNonNull(
                CommonPasswords.class.getResourceAsStream("common-passwords"), "common-passwords is not in the jar")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("the list of common passwords cannot be read", e);
        }
    }
}
