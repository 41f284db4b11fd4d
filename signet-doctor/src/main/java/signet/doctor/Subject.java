package signet.doctor;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.mail.Account;
import signet.mail.Authentication;
import signet.mail.Network;
import signet.mail.Protocol;
import signet.oauth.AccessToken;
import signet.oauth.Credential;
import signet.oauth.Secret;
import signet.oauth.TokenException;
import signet.oauth.TokenFault;
import signet.oauth.TokenSource;
import signet.oauth.TokenSources;
import signet.oauth.TokenTransport;

/**
 * Who is examined: settings as they were written, and what could be made of them.
 *
 * @param draft         the settings
 * @param credential    absent with {@code basic} without a credential, and when the credential cannot be used
 * @param accounts      for each protocol the account with the way to its host; empty when not even a connection can be tried
 * @param tokens        absent without OAuth, and when the credential cannot be used. It should hold no token yet: a token
 *                      from before hides that the credential has ended
 * @param transport     the way to the login host
 * @param configuration what reading and looking at the settings found already
 */
public record Subject(
        AccountDraft draft,
        Optional<Credential> credential,
        Map<Protocol, Account> accounts,
        Optional<TokenSource> tokens,
        TokenTransport transport,
        List<Finding> configuration) {
    public Subject {
        accounts = Map.copyOf(accounts);
        configuration = List.copyOf(configuration);
    }

    /**
     * Looks at a draft, saved or not, and makes of it what can be made.
     *
     * @param networks the way to the host of each protocol in use
     * @param registry where the token source is made; a new one asks for a new token
     */
    public static Subject of(
            AccountDraft draft,
            Map<Protocol, Network> networks,
            TokenTransport transport,
            TokenSources registry,
            Instant now) {
        Optional<CredentialReading> reading = draft.credential().map(credential -> Drafts.credential(credential, now));
        List<Finding> findings =
                new ArrayList<>(reading.map(CredentialReading::findings).orElse(List.of()));
        findings.addAll(Lint.account(draft, now));
        return of(draft, reading.flatMap(CredentialReading::credential), networks, transport, registry, findings);
    }

    /** The same for settings that were read and looked at already, with their findings. */
    public static Subject of(
            AccountDraft draft,
            Optional<Credential> credential,
            Map<Protocol, Network> networks,
            TokenTransport transport,
            TokenSources registry,
            List<Finding> findings) {
        Optional<TokenSource> tokens = credential
                .filter(one -> !(one instanceof Credential.Password))
                .map(one -> registry.source(one, transport));
        Map<Protocol, Account> accounts = new EnumMap<>(Protocol.class);
        authentication(draft, credential, tokens)
                .ifPresent(how -> networks.forEach((protocol, network) -> {
                    if (draft.endpoints().containsKey(protocol)) {
                        accounts.put(
                                protocol, new Account(draft.name(), draft.address(), how, draft.endpoints(), network));
                    }
                }));
        return new Subject(draft, credential, accounts, tokens, transport, findings);
    }

    /** The account with the way to the host of {@code protocol}. */
    Optional<Account> account(Protocol protocol) {
        return Optional.ofNullable(accounts.get(protocol));
    }

    private static Optional<Authentication> authentication(
            AccountDraft draft, Optional<Credential> credential, Optional<TokenSource> tokens) {
        if (oauth(draft)) {
            TokenSource source = tokens.orElseGet(() -> new NoToken(unusable(draft)));
            return Optional.of(new Authentication.Bearer(draft.username(), source));
        }
        Optional<Secret> password = draft.password().filter(secret -> !secret.isBlank());
        if (credential.isPresent() && credential.get() instanceof Credential.Password shared) {
            password = Optional.of(shared.password());
        }
        return password.map(secret -> new Authentication.Password(draft.username(), secret));
    }

    private static TokenFault unusable(AccountDraft draft) {
        return TokenFault.without(
                TokenFault.Kind.CONFIGURATION,
                URI.create("about:blank"),
                "The credential of account " + draft.name() + " cannot be used; see its findings");
    }

    /** Whether the account logs in with a token. */
    boolean oauth() {
        return oauth(draft);
    }

    private static boolean oauth(AccountDraft draft) {
        return draft.credential()
                .map(credential -> credential.method() != signet.oauth.Method.BASIC)
                .orElse(false);
    }

    /** Gives the same refusal to all: stands in where there is no token, so that the mail host can still be looked at. */
    record NoToken(TokenFault fault) implements TokenSource {
        @Override
        public AccessToken token() throws TokenException {
            throw new TokenException(fault);
        }

        @Override
        public AccessToken replace(AccessToken rejected) throws TokenException {
            throw new TokenException(fault);
        }
    }
}
