package signet.cli;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.doctor.Finding;
import signet.doctor.Subject;
import signet.mail.Account;
import signet.mail.Dialer;
import signet.mail.Network;
import signet.mail.Protocol;
import signet.oauth.Credential;
import signet.oauth.TokenSource;
import signet.oauth.TokenSources;
import signet.oauth.TokenTransport;
import signet.oauth.Trust;
import signet.server.settings.ConfiguredAccount;
import signet.server.settings.ConfiguredCredential;
import signet.server.settings.Route;

/** From what the settings say to accounts and token sources that can be used. */
final class Connections {
    /** RFC 5321 §4.1.3: an address literal, where the host has no name of its own to give. */
    private static final String LOCAL_NAME = "[127.0.0.1]";

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

    /** What the doctor examines: also an account that cannot be used. */
    Subject subject(ConfiguredAccount configured) {
        List<Finding> findings = new ArrayList<>(
                configured.credential().map(ConfiguredCredential::findings).orElse(List.of()));
        findings.addAll(configured.findings());
        Map<Protocol, Network> networks = new EnumMap<>(Protocol.class);
        configured.routes().forEach((protocol, route) -> networks.put(protocol, network(route)));
        return Subject.of(
                configured.draft(),
                configured.credential().flatMap(ConfiguredCredential::credential),
                networks,
                configured
                        .credential()
                        .map(Connections::transport)
                        .orElseGet(() -> TokenTransport.create(Trust.context(), Optional.empty())),
                registry(),
                findings);
    }

    /** The account over its route for one protocol; absent when there is nothing to log in with. */
    Optional<Account> account(ConfiguredAccount configured, Protocol protocol) {
        return Optional.ofNullable(subject(configured).accounts().get(protocol));
    }

    private Network network(Route route) {
        return new Network(
                Trust.manager(route.trust()),
                route.proxy(),
                route.timeouts(),
                route.localName().orElse(LOCAL_NAME),
                Dialer.DIRECT,
                terminal.clock());
    }
}
