package signet.jakarta;

import signet.oauth.TokenException;

/** There is no token to log in with; the cause says why. */
public final class TokenUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TokenUnavailableException(TokenException cause) {
        super(cause.fault().message(), cause);
    }
}
