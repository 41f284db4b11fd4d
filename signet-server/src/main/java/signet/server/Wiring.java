package signet.server;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import signet.doctor.AccountDraft;
import signet.doctor.Finding;
import signet.doctor.Subject;
import signet.mail.Account;
import signet.mail.Authentication;
import signet.mail.Dialer;
import signet.mail.Endpoint;
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

/** Builds what settings describe: token sources that share one cache, and accounts that can be opened. */
public final class Wiring {
    /** Our name in {@code EHLO} where nothing else is set: an address literal (RFC 5321 §4.1.3), which every server takes. */
    private static final String LOCAL_NAME = "[127.0.0.1]";

    private final InstantSource clock;
    private final Dialer dialer;
    private final TokenSources tokens;

    public Wiring(InstantSource clock, Dialer dialer) {
        this.clock = clock;
        this.dialer = dialer;
        this.tokens = new TokenSources(clock, RandomGenerator.getDefault());
    }

    /** The clock everything here goes by. */
    public InstantSource clock() {
        return clock;
    }

    /** The way to the token endpoint of a credential. */
    public TokenTransport transport(ConfiguredCredential credential) {
        return TokenTransport.create(Trust.context(credential.trust()), credential.proxy());
    }

    /** The tokens of a usable OAuth credential; empty for a password, and for one that a finding disables. */
    public Optional<TokenSource> tokens(ConfiguredCredential credential) {
        return credential
                .credential()
                .filter(usable -> !(usable instanceof Credential.Password))
                .map(usable -> tokens.source(usable, transport(credential)));
    }

    /** The account as one protocol sees it; empty when the account cannot log in or does not use the protocol. */
    public Optional<Account> account(ConfiguredAccount account, Protocol protocol) {
        Optional<Endpoint> endpoint =
                Optional.ofNullable(account.draft().endpoints().get(protocol));
        Optional<Route> route = Optional.ofNullable(account.routes().get(protocol));
        if (!account.usable() || endpoint.isEmpty() || route.isEmpty()) {
            return Optional.empty();
        }
        Map<Protocol, Endpoint> endpoints = new EnumMap<>(Map.of(protocol, endpoint.get()));
        return authentication(account)
                .map(authentication -> new Account(
                        account.name(), account.draft().address(), authentication, endpoints, network(route.get())));
    }

    /** What the doctor examines: also an account that cannot be used. */
    public Subject subject(ConfiguredAccount account) {
        List<Finding> findings = new ArrayList<>(
                account.credential().map(ConfiguredCredential::findings).orElse(List.of()));
        findings.addAll(account.findings());
        Map<Protocol, Network> networks = new EnumMap<>(Protocol.class);
        account.routes().forEach((protocol, route) -> networks.put(protocol, network(route)));
        return Subject.of(
                account.draft(),
                account.credential().flatMap(ConfiguredCredential::credential),
                networks,
                account.credential()
                        .map(this::transport)
                        .orElseGet(() -> TokenTransport.create(Trust.context(), Optional.empty())),
                tokens,
                findings);
    }

    /** For asking the login host alone: nobody's account with this credential. */
    public Subject subject(ConfiguredCredential credential) {
        String name = credential.name();
        AccountDraft nobody = new AccountDraft(
                name, name, name, Optional.of(credential.draft()), Optional.empty(), List.of(), Map.of());
        return Subject.of(
                nobody, credential.credential(), Map.of(), transport(credential), tokens, credential.findings());
    }

    /** By the credential the account names and by nothing else; only an account without one uses its own password. */
    private Optional<Authentication> authentication(ConfiguredAccount account) {
        String username = account.draft().username();
        if (account.credential().isEmpty()) {
            return account.draft().password().map(password -> new Authentication.Password(username, password));
        }
        ConfiguredCredential credential = account.credential().get();
        return tokens(credential)
                .<Authentication>map(source -> new Authentication.Bearer(username, source))
                .or(() -> credential
                        .credential()
                        .map(usable -> usable instanceof Credential.Password basic ? basic.password() : null)
                        .map(password -> new Authentication.Password(username, password)));
    }

    private Network network(Route route) {
        return new Network(
                Trust.manager(route.trust()),
                route.proxy(),
                route.timeouts(),
                route.localName().orElse(LOCAL_NAME),
                dialer,
                clock);
    }
}
