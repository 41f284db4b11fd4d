package signet.server.account;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * When something a credential needs ends.
 *
 * @param credential its name
 */
public record Expiry(String credential, Instant ends, Kind kind) {
    /** Whole days until it ends; negative when it is over. */
    public long days(Instant now) {
        return days(now, ends);
    }

    /** Whole days from one time to another; negative when that is over. */
    public static long days(Instant now, Instant end) {
        return Math.floorDiv(
                Duration.between(now, end).toSeconds(), Duration.ofDays(1).toSeconds());
    }

    public enum Kind {
        /** The certificate's {@code notAfter}. */
        CERTIFICATE("certificate"),
        /** As declared by {@code secret-expires}. */
        SECRET("secret"),
        /** The {@code exp} of a finished assertion among the request properties. */
        ASSERTION("assertion"),
        /** Of the certificate that follows. */
        NEXT_CERTIFICATE("certificate"),
        /** Of the secret that follows. */
        NEXT_SECRET("secret");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** By {@link #word} and {@link #follows}; empty for a word that is none. */
        public static Optional<Kind> of(String word, boolean follows) {
            return Arrays.stream(values())
                    .filter(kind -> kind.word.equals(word) && kind.follows() == follows)
                    .findFirst();
        }

        /** What ends: {@code certificate}, {@code secret} or {@code assertion}. */
        public String word() {
            return word;
        }

        /** Whether it is of what follows: nothing stands still when it ends. */
        public boolean follows() {
            return this == NEXT_CERTIFICATE || this == NEXT_SECRET;
        }
    }
}
