package signet.mail;

import java.util.Optional;
import signet.oauth.TokenFault;

/**
 * Why a conversation could not be had, or had to stop.
 *
 * @param stage   where it stopped
 * @param kind    what kind of stop
 * @param message one sentence: what, where, which limit, what to do; never a secret
 * @param reply   the server's final words, when it was the server that refused
 * @param token   the fault of the token endpoint, for {@link Kind#TOKEN}
 */
public record Fault(
        Protocol protocol, Stage stage, Kind kind, String message, Optional<Reply> reply, Optional<TokenFault> token) {

    /** What kind of stop; whether it may work later is for others to conclude. */
    public enum Kind {
        /** Our settings cannot work: no endpoint, TLS off with OAuth. Nothing was sent. */
        CONFIGURATION,
        /** No token to log in with. */
        TOKEN,
        /** The name has no address. */
        UNKNOWN_HOST,
        /** Refused, reset or unreachable. */
        NETWORK,
        /** A deadline passed. */
        TIMEOUT,
        /** The handshake failed, the certificate or its name is wrong, or TLS is not offered. */
        TLS,
        /** The server offers no mechanism that we may use. */
        MECHANISM,
        /** The server refused; {@code reply} says how. */
        REFUSED,
        /** The server ended the session ({@code 421}, {@code BYE}) or closed the connection. */
        CLOSED,
        /** The server's words make no sense here: out of step, over a limit, not the protocol. */
        PROTOCOL,
        /** Plaintext was injected before TLS or some other sign of an attack. */
        ATTACK
    }
}
