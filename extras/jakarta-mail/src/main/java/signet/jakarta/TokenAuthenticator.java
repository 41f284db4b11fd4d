package signet.jakarta;

import jakarta.mail.Authenticator;
import jakarta.mail.PasswordAuthentication;
import signet.oauth.TokenException;
import signet.oauth.TokenSource;

/**
 * Gives a fresh token as the password whenever Jakarta Mail asks for one, which is at every connect. Use it where a program
 * takes an authenticator and nothing else; {@link TokenLogin#connect} does more.
 */
public final class TokenAuthenticator extends Authenticator {
    private final String username;
    private final TokenSource tokens;

    /** @param username the mailbox to open */
    public TokenAuthenticator(String username, TokenSource tokens) {
        this.username = username;
        this.tokens = tokens;
    }

    /** @throws TokenUnavailableException when there is no token; Jakarta Mail has no checked way to be told */
    @Override
    protected PasswordAuthentication getPasswordAuthentication() {
        try {
            return new PasswordAuthentication(username, tokens.token().value().reveal());
        } catch (TokenException e) {
            throw new TokenUnavailableException(e);
        }
    }
}
