package signet.mail.sasl;

import java.util.Optional;
import signet.mail.Account;
import signet.mail.Authentication;
import signet.mail.Endpoint;
import signet.mail.Fact;
import signet.mail.Fault;
import signet.mail.MailException;
import signet.mail.Protocol;
import signet.mail.Reply;
import signet.mail.SessionListener;
import signet.mail.Stage;
import signet.mail.wire.Connector;
import signet.mail.wire.Progress;
import signet.mail.wire.Wire;
import signet.oauth.AccessToken;
import signet.oauth.Secret;
import signet.oauth.TokenException;

/**
 * What an account proves its identity with while one session is being opened: the password, or a token that is fetched when
 * the server is ready for it and replaced once when the server refuses it.
 */
public final class Proof {
    private final Authentication authentication;
    private Optional<AccessToken> token = Optional.empty();

    private Proof(Authentication authentication) {
        this.authentication = authentication;
    }

    /** Makes a session of a connection; called again, on a new connection, after the token was replaced. */
    public interface Opening<S> {
        S open(Wire wire, Proof proof) throws MailException;
    }

    /**
     * Opens a session from its connection on; where it does not open, the connection is closed. When the server refuses the token
     * for good, it is replaced and the opening tried once more from the beginning, told by {@link Fact.TokenReplaced}; if there is
     * no other token the refusal stands.
     */
    public static <S> S open(Account account, Protocol protocol, SessionListener listener, Opening<S> opening)
            throws MailException {
        Proof proof = new Proof(account.authentication());
        try {
            return proof.open(Connector.open(account, protocol, listener), opening);
        } catch (MailException e) {
            if (!proof.replaced(e)) {
                throw e;
            }
            e.fault().reply().ifPresent(refusal -> listener.fact(new Fact.TokenReplaced(refusal)));
            return proof.open(Connector.open(account, protocol, listener), opening);
        }
    }

    private <S> S open(Wire wire, Opening<S> opening) throws MailException {
        boolean open = false;
        try {
            S session = opening.open(wire, this);
            open = true;
            return session;
        } finally {
            if (!open) {
                wire.close();
            }
        }
    }

    private boolean replaced(MailException e) {
        if (token.isEmpty() || !(authentication instanceof Authentication.Bearer bearer) || !refusesToken(e.fault())) {
            return false;
        }
        try {
            AccessToken rejected = token.get();
            AccessToken fresh = bearer.tokens().replace(rejected);
            token = Optional.of(fresh);
            return !fresh.value().equals(rejected.value());
        } catch (TokenException none) {
            e.addSuppressed(none);
            return false;
        }
    }

    /** A final refusal of the login; not a server in trouble (RFC 4954 §6, RFC 5530 §3, RFC 3206 §4). */
    private static boolean refusesToken(Fault fault) {
        if (fault.stage() != Stage.AUTHENTICATE || fault.kind() != Fault.Kind.REFUSED) {
            return false;
        }
        Reply reply = fault.reply().orElseThrow();
        return switch (fault.protocol()) {
            case SMTP -> reply.status().startsWith("5");
            case IMAP ->
                reply.status().equals("NO") && !reply.enhanced().orElse("").matches("(?i)UNAVAILABLE|INUSE|LIMIT.*");
            case POP3 -> !reply.enhanced().orElse("").matches("(?i)SYS/TEMP|IN-USE|LOGIN-DELAY.*");
        };
    }

    public Authentication.Kind kind() {
        return authentication.kind();
    }

    /** The mailbox to open. */
    public String username() {
        return authentication.username();
    }

    /**
     * The password, for protocols that have a way of their own to send it; checked as {@link SaslExchange} would: TLS or
     * loopback, no control characters.
     *
     * @throws IllegalStateException when the account logs in with a token: a token never goes as a password
     */
    public Secret password(Wire wire) throws MailException {
        if (!(authentication instanceof Authentication.Password password)) {
            throw new IllegalStateException("a token is never sent as a password");
        }
        requirePrivacy(wire, wire.loopback());
        requireClean("user name", password.username(), 0x20, wire.progress());
        requireClean("password", password.password().reveal(), 1, wire.progress());
        wire.guard(password.password());
        return password.password();
    }

    /** The steps of {@code mechanism}; fetches a token if it needs one and there is none yet. */
    SaslMechanism steps(Mechanism mechanism, Wire wire) throws MailException {
        return switch (mechanism) {
            case XOAUTH2 -> new SaslMechanism.Xoauth2(username(), token(wire));
            case OAUTHBEARER -> new SaslMechanism.OauthBearer(username(), wire.endpoint(), token(wire));
            case PLAIN -> new SaslMechanism.Plain(username(), password(wire));
            case LOGIN -> new SaslMechanism.Login(username(), password(wire));
        };
    }

    private Secret token(Wire wire) throws MailException {
        if (!(authentication instanceof Authentication.Bearer bearer)) {
            throw new IllegalStateException("a password is never sent as a token");
        }
        requirePrivacy(wire, false);
        requireClean("user name", bearer.username(), 0x20, wire.progress());
        try {
            if (token.isEmpty()) {
                token = Optional.of(bearer.tokens().token());
            }
        } catch (TokenException e) {
            throw wire.progress().fail(e.fault(), e);
        }
        Secret value = token.get().value();
        requireClean("access token", value.reveal(), 0x21, wire.progress());
        wire.guard(value);
        return value;
    }

    private static void requirePrivacy(Wire wire, boolean loopback) throws MailException {
        if (!wire.secure() && !loopback) {
            Endpoint endpoint = wire.endpoint();
            throw wire.progress()
                    .fail(Fault.Kind.CONFIGURATION, "nothing secret is sent to " + endpoint + " without TLS");
        }
    }

    /** Control characters would end a SASL field or a line: {@code ^A}, NUL, CR, LF (RFC 4616 §2, RFC 7628 §3.1). */
    private static void requireClean(String what, String text, int lowest, Progress progress) throws MailException {
        if (text.chars().anyMatch(c -> c < lowest || c == '\r' || c == '\n' || c == 0x7F)) {
            throw progress.fail(
                    Fault.Kind.CONFIGURATION,
                    "the " + what + " contains a " + (lowest > 0x20 ? "blank or " : "")
                            + "control character, perhaps a line break from copying: remove it");
        }
    }
}
