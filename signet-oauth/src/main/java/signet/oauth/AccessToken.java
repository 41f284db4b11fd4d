package signet.oauth;

import java.time.Instant;

/**
 * A bearer token (RFC 6750) with the moments that matter to its holder.
 *
 * @param value      the token; sent, never shown
 * @param receivedAt when the answer arrived, by our clock
 * @param refreshAt  from here on the caller that notices asks for a new one while others still use this one
 * @param expiresAt  the end of its life: {@code receivedAt + expires_in}
 */
public record AccessToken(Secret value, Instant receivedAt, Instant refreshAt, Instant expiresAt) {}
