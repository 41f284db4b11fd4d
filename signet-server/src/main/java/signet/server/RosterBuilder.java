package signet.server;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import signet.doctor.Finding;
import signet.mail.Account;
import signet.mail.Protocol;
import signet.server.account.Roster;
import signet.server.account.SendingAccount;
import signet.server.settings.ConfiguredAccount;
import signet.server.settings.ConfiguredCredential;
import signet.server.settings.Settings;

/**
 * Makes the roster of settings. One builder serves the whole life of a server, so that its generations can be compared and
 * tokens outlive a reload. Thread-safe.
 */
public final class RosterBuilder {
    private final Wiring wiring;
    private final Generations generations = new Generations();

    /** @param wiring the server's one and only, for it holds the cache of tokens */
    public RosterBuilder(Wiring wiring) {
        this.wiring = wiring;
    }

    /**
     * The roster of {@code settings}. What did not change since {@code former} is taken over as it is, with its trust store and
     * its way to the token endpoint.
     */
    public Roster build(Settings settings, Roster former) {
        Map<String, SendingAccount> accounts = new LinkedHashMap<>();
        settings.accounts().forEach((name, account) -> accounts.put(name, sending(account, former)));
        return new Roster(accounts, settings.serving().logins());
    }

    private SendingAccount sending(ConfiguredAccount account, Roster former) {
        String generation = generations.of(account);
        Optional<Account> mail = former.account(account.name())
                .filter(before -> account.usable() && before.generation().equals(generation))
                .flatMap(SendingAccount::mail)
                .or(() -> wiring.account(account, Protocol.SMTP));
        List<Finding> findings = Stream.concat(
                        account.findings().stream(),
                        account.credential().map(ConfiguredCredential::findings).orElse(List.of()).stream())
                .toList();
        return new SendingAccount(
                account.name(),
                account.draft().address(),
                account.credential().map(ConfiguredCredential::name),
                generation,
                account.terms(),
                mail,
                findings);
    }
}
