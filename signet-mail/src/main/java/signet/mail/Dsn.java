package signet.mail;

import java.util.Optional;

/**
 * Message-wide DSN parameters (RFC 3461 §4.3, §4.4).
 *
 * @param ret        {@code FULL} or {@code HDRS}
 * @param envelopeId {@code ENVID} in clear, at most 100 characters; encoded as xtext on the wire
 */
public record Dsn(Optional<String> ret, Optional<String> envelopeId) {
    public static final Dsn NONE = new Dsn(Optional.empty(), Optional.empty());
}
