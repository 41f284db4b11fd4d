package signet.server.settings;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.doctor.AccountDraft;
import signet.doctor.Finding;
import signet.mail.Protocol;
import signet.oauth.Problem.Severity;
import signet.server.account.Terms;

/**
 * An account of the file.
 *
 * @param credential the credential it names
 * @param routes     the way to the host of each protocol in use
 * @param terms      on which it sends
 * @param canary     how often it sends a message to itself; absent when it does not, or cannot
 * @param findings   about the account itself; those of its credential stand there
 */
public record ConfiguredAccount(
        String name,
        AccountDraft draft,
        Optional<ConfiguredCredential> credential,
        Map<Protocol, Route> routes,
        Terms terms,
        Optional<Duration> canary,
        List<Finding> findings) {
    public ConfiguredAccount {
        routes = Map.copyOf(routes);
        findings = List.copyOf(findings);
    }

    /** Whether nothing in the file keeps it from being used. */
    public boolean usable() {
        return findings.stream().noneMatch(f -> f.severity() == Severity.ERROR)
                && credential.map(c -> c.credential().isPresent()).orElse(true);
    }

    /** The same, logging in by the credential of that name among {@code credentials}, where it names one. */
    public ConfiguredAccount by(Map<String, ConfiguredCredential> credentials) {
        return credential
                .map(named -> credentials.get(named.name()))
                .map(this::by)
                .orElse(this);
    }

    /** The same, logging in by {@code other}. */
    public ConfiguredAccount by(ConfiguredCredential other) {
        AccountDraft changed = new AccountDraft(
                draft.name(),
                draft.address(),
                draft.username(),
                Optional.of(other.draft()),
                draft.password(),
                draft.senders(),
                draft.endpoints());
        return new ConfiguredAccount(name, changed, Optional.of(other), routes, terms, canary, findings);
    }

    ConfiguredAccount with(List<Finding> all) {
        return new ConfiguredAccount(name, draft, credential, routes, terms, canary, all);
    }
}
