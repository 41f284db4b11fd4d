package signet.server.watch;

import java.time.Instant;
import java.util.Locale;

/**
 * When something a credential needs ends.
 *
 * @param credential its name
 */
public record Expiry(String credential, Instant ends, Kind kind) {
    public enum Kind {
        /** The certificate's {@code notAfter}. */
        CERTIFICATE,
        /** As declared by {@code secret-expires}. */
        SECRET,
        /** The {@code exp} of a finished assertion among the request properties. */
        ASSERTION;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
