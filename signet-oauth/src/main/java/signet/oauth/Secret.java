package signet.oauth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Text that nobody may read over our shoulder: its {@code toString()} is a mask, its comparison takes constant time. */
public final class Secret {
    private static final String MASK = "••••••";

    private final String text;

    private Secret(String text) {
        this.text = text;
    }

    /** Wraps {@code text} as it is: no trimming, every character counts. */
    public static Secret of(String text) {
        return new Secret(text);
    }

    /** The text itself. Call it only where the text goes on the wire or into a signature. */
    public String reveal() {
        return text;
    }

    public boolean isBlank() {
        return text.isBlank();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that
                && MessageDigest.isEqual(
                        text.getBytes(StandardCharsets.UTF_8), that.text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return MASK;
    }
}
