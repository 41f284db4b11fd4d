package signet.jakarta;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import org.jspecify.annotations.Nullable;

/**
 * One login by XOAUTH2 or OAUTHBEARER (RFC 7628 §3.1), the token given as the password.
 *
 * <p>Never an initial response, because a token makes a command line too long (RFC 4954 §4). A second challenge is the
 * server's refusal: it is kept and answered, with nothing for XOAUTH2 and with one 0x01 for OAUTHBEARER (RFC 7628 §3.2.3), so
 * that the server says its final word. Not complete before that, or Angus Mail would not hand the second challenge over.
 */
final class TokenSaslClient implements SaslClient {
    private final String mechanism;
    private final CallbackHandler handler;
    private final Consumer<String> challenges;
    private int steps;

    TokenSaslClient(String mechanism, CallbackHandler handler, Consumer<String> challenges) {
        this.mechanism = mechanism;
        this.handler = handler;
        this.challenges = challenges;
    }

    @Override
    public String getMechanismName() {
        return mechanism;
    }

    @Override
    public boolean hasInitialResponse() {
        return false;
    }

    @Override
    public byte[] evaluateChallenge(byte[] challenge) throws SaslException {
        steps++;
        if (steps == 1) {
            return proof();
        }
        challenges.accept(new String(challenge, StandardCharsets.UTF_8));
        return mechanism.equals("OAUTHBEARER") ? new byte[] {1} : new byte[0];
    }

    private byte[] proof() throws SaslException {
        NameCallback name = new NameCallback("user name");
        PasswordCallback token = new PasswordCallback("access token", false);
        try {
            handler.handle(new Callback[] {name, token});
        } catch (IOException | UnsupportedCallbackException e) {
            throw new SaslException("the user name and token could not be asked for", e);
        }
        char[] characters = token.getPassword();
        if (name.getName() == null || characters == null) {
            throw new SaslException("the user name or the token is missing");
        }
        String bearer = "auth=Bearer " + new String(characters) + "\u0001\u0001";
        token.clearPassword();
        String whole = mechanism.equals("XOAUTH2")
                ? "user=" + name.getName() + "\u0001" + bearer
                : "n,a=" + name.getName().replace("=", "=3D").replace(",", "=2C") + ",\u0001" + bearer;
        return whole.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean isComplete() {
        return steps > 1;
    }

    @Override
    public byte[] unwrap(byte[] incoming, int offset, int length) throws SaslException {
        throw new SaslException(mechanism + " has no security layer");
    }

    @Override
    public byte[] wrap(byte[] outgoing, int offset, int length) throws SaslException {
        throw new SaslException(mechanism + " has no security layer");
    }

    @Override
    public @Nullable Object getNegotiatedProperty(String property) {
        return null; // nothing is negotiated
    }

    @Override
    public void dispose() {
        // nothing is held
    }
}
