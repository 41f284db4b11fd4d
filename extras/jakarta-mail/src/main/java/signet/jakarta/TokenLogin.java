package signet.jakarta;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Service;
import jakarta.mail.Session;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;
import signet.oauth.AccessToken;
import signet.oauth.TokenException;
import signet.oauth.TokenSource;

/** Logs a Jakarta Mail store or transport in with a token. Safe for use by many threads. */
public final class TokenLogin {
    private static final String CHALLENGES = "signet.jakarta.challenges";
    private static final Duration WAIT = Duration.ofMinutes(2);

    private final String username;
    private final TokenSource tokens;

    /** @param username the mailbox to open; with an application's token its primary address */
    public TokenLogin(String username, TokenSource tokens) {
        this.username = username;
        this.tokens = tokens;
    }

    /**
     * The session properties for one protocol: XOAUTH2 and nothing else, TLS required and verified, finite time-outs, POP3 in
     * two lines as Exchange Online wants it.
     *
     * @param protocol {@code smtp} (STARTTLS), {@code smtps}, {@code imap} (STARTTLS), {@code imaps}, {@code pop3} (STLS) or
     *                 {@code pop3s}
     */
    public static Properties properties(String protocol, String host, int port) {
        Properties properties = new Properties();
        String prefix = "mail." + protocol + ".";
        properties.setProperty(prefix + "host", host);
        properties.setProperty(prefix + "port", Integer.toString(port));
        properties.setProperty(prefix + "auth", "true");
        properties.setProperty(prefix + "auth.mechanisms", "XOAUTH2");
        properties.setProperty(prefix + "auth.xoauth2.two.line.authentication.format", "true");
        if (SaslMechanisms.installed() && !protocol.startsWith("pop3")) {
            properties.setProperty(prefix + "sasl.enable", "true");
            properties.setProperty(prefix + "sasl.mechanisms", "XOAUTH2");
        }
        if (!protocol.endsWith("s")) {
            properties.setProperty(prefix + "starttls.enable", "true");
            properties.setProperty(prefix + "starttls.required", "true");
        }
        properties.setProperty(prefix + "ssl.checkserveridentity", "true");
        String wait = Long.toString(WAIT.toMillis());
        properties.setProperty(prefix + "connectiontimeout", "10000");
        properties.setProperty(prefix + "timeout", wait);
        properties.setProperty(prefix + "writetimeout", wait);
        properties.put(CHALLENGES, new AtomicReference<>(Optional.<String>empty()));
        return properties;
    }

    /**
     * Connects with a token; when the server refuses it, once more with a fresh one.
     *
     * @param service a transport or store of a session made with {@link #properties}
     * @throws AuthenticationFailedException with the server's final reply, and its decoded challenge if there was one
     * @throws MessagingException            when there is no token (the cause is a {@link TokenException}) or no connection
     */
    public void connect(Service service, Session session) throws MessagingException {
        AccessToken token = token(tokens::token);
        try {
            connect(service, session, token);
        } catch (AuthenticationFailedException refusal) {
            AccessToken fresh = token(() -> tokens.replace(token));
            if (fresh.value().equals(token.value())) {
                throw refusal;
            }
            connect(service, session, fresh);
        }
    }

    private void connect(Service service, Session session, AccessToken token) throws MessagingException {
        Optional<AtomicReference<Optional<String>>> box = box(session.getProperties());
        box.ifPresent(challenge -> challenge.set(Optional.empty()));
        try {
            service.connect(username, token.value().reveal());
        } catch (AuthenticationFailedException e) {
            throw explained(service, box.flatMap(AtomicReference::get), e);
        }
        if (!service.isConnected()) {
            // Angus Mail takes a POP3 continuation for success; the NOOP behind isConnected() tells
            throw new AuthenticationFailedException("the server refused the token (POP3 login did not hold)");
        }
    }

    private static AuthenticationFailedException explained(
            Service service, Optional<String> challenge, AuthenticationFailedException e) {
        String reply = service instanceof SMTPTransport smtp && smtp.getLastServerResponse() != null
                ? smtp.getLastServerResponse().strip()
                : String.valueOf(e.getMessage());
        String text = challenge
                .map(json -> reply + " (the server's challenge: " + json + ")")
                .orElse(reply);
        return new AuthenticationFailedException(text, e);
    }

    /** Where a SASL client of ours leaves the challenge for the session whose properties these are. */
    static Consumer<String> challenges(@Nullable Map<String, ?> properties) {
        return box(properties)
                .<Consumer<String>>map(box -> challenge -> box.set(Optional.of(challenge)))
                .orElse(challenge -> {});
    }

    @SuppressWarnings("unchecked") // only properties() puts something under this name
    private static Optional<AtomicReference<Optional<String>>> box(@Nullable Map<?, ?> properties) {
        Object box = properties == null ? null : properties.get(CHALLENGES);
        return box == null ? Optional.empty() : Optional.of((AtomicReference<Optional<String>>) box);
    }

    private interface Supply {
        AccessToken get() throws TokenException;
    }

    private static AccessToken token(Supply supply) throws MessagingException {
        try {
            return supply.get();
        } catch (TokenException e) {
            throw new MessagingException(e.fault().message(), e);
        }
    }
}
