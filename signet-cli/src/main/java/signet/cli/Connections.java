package signet.cli;

import java.security.SecureRandom;
import java.util.Optional;
import signet.doctor.Subject;
import signet.mail.Account;
import signet.mail.Dialer;
import signet.mail.Protocol;
import signet.oauth.Credential;
import signet.oauth.TokenSource;
import signet.oauth.TokenSources;
import signet.oauth.TokenTransport;
import signet.oauth.Trust;
import signet.server.Wiring;
import signet.server.settings.ConfiguredAccount;
import signet.server.settings.ConfiguredCredential;

/** From what the settings say to accounts and token sources that can be used. */
final class Connections {
    private final Terminal terminal;

    Connections(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Asks for a new token, never one from before. */
    TokenSource tokens(ConfiguredCredential configured, Credential credential) {
        return registry().source(credential, transport(configured));
    }

    private TokenSources registry() {
        return new TokenSources(terminal.clock(), new SecureRandom());
    }

    private static TokenTransport transport(ConfiguredCredential configured) {
        return TokenTransport.create(Trust.context(configured.trust()), configured.proxy());
    }

    /** What the doctor examines: also an account that cannot be used. Its token is asked for anew. */
    Subject subject(ConfiguredAccount configured) {
        return new Wiring(terminal.clock(), Dialer.DIRECT).subject(configured);
    }

    /** The account over its route for one protocol; absent when there is nothing to log in with. */
    Optional<Account> account(ConfiguredAccount configured, Protocol protocol) {
        return Optional.ofNullable(subject(configured).accounts().get(protocol));
    }
}
