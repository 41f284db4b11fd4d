package signet.mail;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.oauth.AccessToken;
import signet.oauth.OutgoingProxy;
import signet.oauth.Secret;
import signet.oauth.TokenSource;

/** Accounts for tests: {@code user@example.org}, short time-outs, the test CA. */
public final class TestAccounts {
    public static final Timeouts PATIENT = new Timeouts(
            Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(10));

    private TestAccounts() {}

    public static Account account(
            Protocol protocol, Endpoint endpoint, Authentication authentication, Optional<OutgoingProxy> proxy) {
        return new Account(
                "test",
                "user@example.org",
                authentication,
                Map.of(protocol, endpoint),
                new Network(TestTls.trust(), proxy, PATIENT, "client.example", Dialer.DIRECT, InstantSource.system()));
    }

    public static Account with(Account account, Timeouts timeouts) {
        Network n = account.network();
        return with(account, new Network(n.trust(), n.proxy(), timeouts, n.localName(), n.dialer(), n.clock()));
    }

    public static Account with(Account account, Network network) {
        return new Account(account.name(), account.address(), account.authentication(), account.endpoints(), network);
    }

    public static Authentication password() {
        return new Authentication.Password("user@example.org", Secret.of("secret"));
    }

    /** A token source that gives the first token, and with each {@code replace} the next, the last one for ever. */
    public static Authentication bearer(String... tokens) {
        return new Authentication.Bearer("user@example.org", new ListedTokens(List.of(tokens)));
    }

    private static final class ListedTokens implements TokenSource {
        private final Deque<String> left;

        ListedTokens(List<String> tokens) {
            left = new ArrayDeque<>(tokens);
        }

        @Override
        public AccessToken token() {
            Instant now = Instant.now();
            return new AccessToken(Secret.of(left.element()), now, now.plusSeconds(1800), now.plusSeconds(3600));
        }

        @Override
        public AccessToken replace(AccessToken rejected) {
            if (left.size() > 1) {
                left.remove();
            }
            return token();
        }
    }
}
