package signet.simulator.entra;

import java.time.Duration;
import java.util.Optional;

/**
 * What issued tokens look like.
 *
 * @param lifetime from issue to {@code exp}; Entra's own is 60 to 90 minutes
 * @param refreshIn the field {@code refresh_in}; absent = not sent
 * @param expiresInAsText {@code "expires_in":"3599"} in place of a number
 * @param size least length of the access token in characters, reached by a padding claim; 0 = as it comes (about 1,200)
 * @param audience {@code aud} in place of the resource asked for; absent = the resource
 */
public record TokenShape(
        Duration lifetime, Optional<Duration> refreshIn, boolean expiresInAsText, int size, Optional<String> audience) {
    /** An hour less a second, no {@code refresh_in}, a number, no padding. */
    public static TokenShape defaults() {
        return new TokenShape(Duration.ofSeconds(3599), Optional.empty(), false, 0, Optional.empty());
    }

    /** The same with another life time. */
    public TokenShape withLifetime(Duration other) {
        return new TokenShape(other, refreshIn, expiresInAsText, size, audience);
    }

    /** The same with another {@code refresh_in}, or without. */
    public TokenShape withRefreshIn(Optional<Duration> other) {
        return new TokenShape(lifetime, other, expiresInAsText, size, audience);
    }

    /** The same with {@code expires_in} as text, or as a number. */
    public TokenShape withExpiresInAsText(boolean text) {
        return new TokenShape(lifetime, refreshIn, text, size, audience);
    }

    /** The same with tokens of at least so many characters. */
    public TokenShape withSize(int characters) {
        return new TokenShape(lifetime, refreshIn, expiresInAsText, characters, audience);
    }

    /** The same with another audience, or with the resource asked for. */
    public TokenShape withAudience(Optional<String> other) {
        return new TokenShape(lifetime, refreshIn, expiresInAsText, size, other);
    }
}
